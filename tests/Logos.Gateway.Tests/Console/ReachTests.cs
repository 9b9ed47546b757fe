namespace Logos.Gateway.Tests.Console;

/// <summary>Pages for everybody: who reads by ear, who has no mouse, who needs dark or strong colours, whose window is narrow.</summary>
[Trait("Needs", "chromium")]
public sealed class ReachTests
{
    [Theory]
    [InlineData(false, 1280)]
    [InlineData(true, 400)]
    public async Task Every_page_has_labels_a_heading_unique_ids_enough_contrast_and_room(bool isDark, int width)
    {
        await using var gateway = await Gateway.StartAsync(options => options.NoAuth = true);
        await using var chromium = await Chromium.StartAsync();
        var site = await FilledSite.FillAsync(gateway, "a text that goes on for a while, with averyveryveryveryveryveryveryveryveryverylongword in it");
        var page = await chromium.OpenAsync(gateway.Address, width, isDark: isDark, isStill: true);
        var wrong = new List<string>();
        foreach (var path in site.Paths)
        {
            await page.GotoAsync(path);
            await page.EvaluateAsync("document.querySelectorAll('details').forEach(each => { each.open = true; })");
            wrong.AddRange((await page.EvaluateAsync<string[]>(Checks)).Select(each => $"{path}: {each}"));
            if (path.Contains('%', StringComparison.Ordinal))
                continue;
            var name = path.Trim('/').Split('/', '?')[0] is { Length: > 0 } first ? first : "home";
            await Chromium.PictureAsync(page, $"filled-{name}{(path.Count(c => c == '/') > 1 ? "-one" : "")}-{width}");
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Distinct().Take(40)));
        Assert.Empty(chromium.Complaints);
    }

    [Fact]
    public async Task The_first_stop_on_every_page_leads_past_the_menu_and_every_stop_can_be_seen()
    {
        await using var gateway = await Gateway.StartAsync(options => options.NoAuth = true);
        await using var chromium = await Chromium.StartAsync();
        var site = await FilledSite.FillAsync(gateway, "plain");
        var page = await chromium.OpenAsync(gateway.Address);
        foreach (var path in site.Paths.Where(path => !path.StartsWith("/sign-in", StringComparison.Ordinal)))
        {
            await page.GotoAsync(path);
            await page.Keyboard.PressAsync("Tab");
            Assert.Equal("#main", await page.EvaluateAsync<string>("document.activeElement.getAttribute('href')"));
            var stops = await page.EvaluateAsync<int>("[...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex=\"0\"]')].filter(e => e.checkVisibility() && e.tabIndex >= 0).length");
            for (var i = 1; i < Math.Min(stops, 60); i++)
            {
                await page.Keyboard.PressAsync("Tab");
                var seen = await page.EvaluateAsync<string>("(() => { const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect(); return e === document.body ? 'nowhere' : s.outlineStyle === 'none' || parseFloat(s.outlineWidth) < 1 || b.width === 0 ? e.outerHTML.slice(0, 160) : ''; })()");
                Assert.True(seen.Length == 0 || seen == "nowhere", $"{path}: the focus cannot be seen on {seen}");
            }
        }

        Assert.Empty(chromium.Complaints);
    }

    private const string Checks = """
        (() => {
          const wrong = [], short = e => e.outerHTML.slice(0, 140).replace(/\s+/g, ' ');
          const main = document.querySelectorAll('h1');
          if (main.length !== 1) wrong.push(`${main.length} main headings`);
          if (!document.querySelector('[aria-live=polite]')) wrong.push('nothing is told to who listens');
          if (document.documentElement.lang !== 'en') wrong.push('no language');
          if (document.documentElement.scrollWidth > innerWidth) wrong.push(`it is ${document.documentElement.scrollWidth} wide in ${innerWidth}`);
          const ids = new Set();
          for (const e of document.querySelectorAll('[id]')) { if (ids.has(e.id)) wrong.push(`the id ${e.id} stands twice`); ids.add(e.id); }
          for (const e of document.querySelectorAll('input:not([type=hidden]), select, textarea'))
            if (!e.labels.length && !e.getAttribute('aria-label')) wrong.push(`no label: ${short(e)}`);
          for (const e of document.querySelectorAll('a[href], button, summary'))
            if (!(e.getAttribute('aria-label') || e.textContent.trim() || e.querySelector('img[alt]:not([alt=""])'))) wrong.push(`no name: ${short(e)}`);
          for (const e of document.querySelectorAll('[aria-describedby], [aria-labelledby]'))
            for (const id of ((e.getAttribute('aria-describedby') || '') + ' ' + (e.getAttribute('aria-labelledby') || '')).trim().split(' '))
              if (!document.getElementById(id)) wrong.push(`points to nothing: ${short(e)}`);
          const parse = color => { const m = color.match(/[\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m; };
          const light = c => { const [r, g, b] = c.map(v => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; }); return .2126 * r + .7152 * g + .0722 * b; };
          const ground = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c[3] === 1) return c; } return [255, 255, 255, 1]; };
          const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walker.nextNode()) {
            const e = walker.currentNode.parentElement;
            if (!walker.currentNode.data.trim() || e.closest('svg, .unseen, option, [disabled]') || !e.checkVisibility()) continue;
            const style = getComputedStyle(e), a = light(parse(style.color)), b = light(ground(e));
            const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
            if (ratio < 4.5) wrong.push(`contrast ${ratio.toFixed(1)}: ${short(e)}`);
          }
          return wrong;
        })()
        """;
}
