using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Logos.Gateway.Tests.Console;

/// <summary>Whatever graphs, executions and settings say is data, wherever it stands.</summary>
[Trait("Needs", "chromium")]
public sealed class HostileTests
{
    private const string Evil = "\"><img src=x onerror=alert(2)>\u202egpj.exe\u2066 javascript:alert(6)</script></textarea></pre></title><script>hacked = 1; alert(1)</script><svg onload=alert(3)>\" onfocus=\"alert(4)\" autofocus x=\"' onmouseover='alert(5) {7*7}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Names_inputs_outputs_errors_and_settings_are_shown_on_all_pages_and_never_run()
    {
        await using var gateway = await Gateway.StartAsync(options => options.NoAuth = true);
        await using var chromium = await Chromium.StartAsync();
        var site = await FilledSite.FillAsync(gateway, Evil);
        var page = await chromium.OpenAsync(gateway.Address);
        foreach (var path in site.Paths)
        {
            var answer = (await page.GotoAsync(path))!;
            Assert.Equal(200, answer.Status);
            await HarmlessAsync(page, answer);
        }

        // It is there to be read.
        foreach (var path in (string[])["/graphs/filled", site.Waiting, site.Failed, "/schedules", "/tokens", "/webhooks", "/connections", "/audit"])
        {
            await page.GotoAsync(path);
            await page.EvaluateAsync("document.querySelectorAll('details').forEach(each => { each.open = true; })");
            var shown = await page.EvaluateAsync<string>("document.querySelector('main').innerText");
            Assert.True(shown.Contains("\"><img src=x onerror=alert(2)>\ufffdgpj.exe\ufffd javascript:alert(6)", StringComparison.Ordinal), $"{path} does not show it");
        }

        // Typed values come back in forms as they were typed.
        await page.GotoAsync(site.Waiting);
        await page.Locator("[name='form.n']").FillAsync(Evil);
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Expect(page.Locator("[name='form.n']")).ToHaveValueAsync(Evil);
        await HarmlessAsync(page, null);
        await Chromium.PictureAsync(page, "hostile-execution");
        await page.GotoAsync("/graphs/filled");
        await page.GetByLabel("list").FillAsync(Evil);
        await page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Expect(page.GetByLabel("list")).ToHaveValueAsync(Evil);
        await HarmlessAsync(page, null);
        foreach (var (path, field) in (IEnumerable<(string, string)>)[("/schedules", "cron"), ("/webhooks", "headers"), ("/tokens", "expires_in"), ("/connections?type=", "type")])
        {
            await page.GotoAsync(path);
            await page.Locator("main [name=name]").FillAsync(Evil);
            await page.Locator($"main [name={field}]").FillAsync(Evil);
            await page.Locator("main form.run button.good").ClickAsync();
            await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
            await Expect(page.Locator($"main [name={field}]")).ToHaveValueAsync(Evil);
            await HarmlessAsync(page, null);
        }

        Assert.Empty(chromium.Complaints);

        // Where nothing is, the browser itself complains of the status.
        await HarmlessAsync(page, await page.GotoAsync($"/graphs/{Uri.EscapeDataString(Evil)}"));
        Assert.All(chromium.Complaints, complaint => Assert.Contains("404", complaint, StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_page_and_no_answer_to_a_form_allows_a_script_but_the_consoles_own_file()
    {
        await using var gateway = await Gateway.StartAsync();
        var site = await FilledSite.FillAsync(gateway, "plain");
        string[] wrong = ["/graphs/nowhere", $"/executions/{Guid.Empty}", "/nowhere", "/webhooks/nothing"];
        foreach (var path in site.Paths.Concat(wrong))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept", "text/html" } } };
            await StrictAsync(await gateway.Admin.SendAsync(request, Token), path);
        }

        foreach (var path in (string[])["/schedules", "/webhooks", "/tokens", "/secrets", "/connections", "/submit", "/graphs/filled/run"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Headers = { { "Accept", "text/html" } }, Content = new FormUrlEncodedContent([new("name", "<x>"), new("inputs", "{"), new("inputs.list", "{"), new("definition", "x: [")]) };
            await StrictAsync(await gateway.Admin.SendAsync(request, Token), $"POST {path}");
        }
    }

    private static async Task StrictAsync(HttpResponseMessage answer, string path)
    {
        Assert.True(answer.Content.Headers.ContentType?.MediaType == "text/html", $"{path} is no page");
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single().Split(';', StringSplitOptions.TrimEntries).ToDictionary(each => each.Split(' ', 2)[0], each => each.Split(' ', 2)[1]);
        Assert.Equal("'none'", policy["default-src"]);
        Assert.All(policy.Values, sources => Assert.Contains(sources, (string[])["'none'", "'self'"]));
        Assert.Equal("'self'", policy["script-src"]);
        Assert.Equal("'none'", policy["base-uri"]);
        Assert.Equal("'self'", policy["form-action"]);
        Assert.Equal("'none'", policy["frame-ancestors"]);
        var html = await answer.Content.ReadAsStringAsync(Token);
        Assert.Matches("^<script src=\"/assets/console\\.js\\?v=[0-9a-f]+\" defer></script>$", Assert.Single(Regex.Matches(html, "<script.*")).Value);
        Assert.DoesNotContain("<style", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("<[^>]* (style|on[a-z]+)=", html);
    }

    private static async Task HarmlessAsync(IPage page, IResponse? answer)
    {
        if (answer is not null)
            Assert.DoesNotContain("unsafe", (await answer.AllHeadersAsync())["content-security-policy"], StringComparison.Ordinal);
        await page.EvaluateAsync("document.querySelectorAll('details').forEach(each => { each.open = true; })");
        Assert.Equal("undefined", await page.EvaluateAsync<string>("typeof hacked"));
        Assert.Equal("[]", await page.EvaluateAsync<string>("""
            JSON.stringify([...document.querySelectorAll('*')].filter(e =>
              (e.localName === 'script' && !e.src.includes('/assets/console.js')) ||
              (e.localName === 'img' && !e.src.includes('/assets/logos.svg')) ||
              [...e.attributes].some(a => a.name.startsWith('on') || (['href', 'src', 'action', 'formaction', 'xlink:href'].includes(a.name) && !/^[\/#]/.test(a.value) && !e.src?.startsWith(location.origin)))
            ).map(e => e.outerHTML))
            """));
        // Nothing turns around how the text beside it reads.
        Assert.Equal("[]", await page.EvaluateAsync<string>("""
            JSON.stringify((() => {
              const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT), found = [];
              while (walker.nextNode()) if (/[\u202a-\u202e\u2066-\u2069]/.test(walker.currentNode.data) && walker.currentNode.parentElement.localName !== 'textarea') found.push(walker.currentNode.parentElement.outerHTML.slice(0, 200));
              return found;
            })())
            """));
    }
}
