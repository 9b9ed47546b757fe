using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Logos.Gateway.Tests.Console;

/// <summary>Pages of what is large stay usable.</summary>
[Trait("Needs", "chromium")]
public sealed class LargeTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_graph_of_two_hundred_nodes_is_drawn_in_time_scrolled_by_keyboard_and_made_smaller()
    {
        await using var gateway = await Gateway.StartAsync(options => options.NoAuth = true);
        await gateway.Admin.SaveAsync(TwoHundred());
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.OpenAsync(gateway.Address);
        await page.GotoAsync("/");

        var watch = Stopwatch.StartNew();
        await page.GotoAsync("/graphs/large");
        await Expect(page.Locator(".dag a.node")).ToHaveCountAsync(200);
        output.WriteLine($"the graph's page was there after {watch.ElapsedMilliseconds} ms");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"it took {watch.Elapsed}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/executions/[0-9a-f-]{36}$"));
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Fit the drawing into the window" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Fit the drawing into the window" }).ClickAsync();
        await Expect(page.Locator("#state")).ToHaveAttributeAsync("data-status", "completed", new() { Timeout = 60_000 });
        await Expect(page.Locator("details.line.s-succeeded")).ToHaveCountAsync(200);

        // What was chosen stays while the drawing is kept up to date.
        const string widths = "(() => { const box = document.querySelector('.scroll'); return [box.scrollWidth, box.clientWidth, document.querySelector('.dag').getBoundingClientRect().width]; })()";
        var fit = await page.EvaluateAsync<double[]>(widths);
        Assert.True(fit[2] <= fit[1] + 1, $"drawn {fit[2]} wide in {fit[1]}");
        for (var i = 0; i < 4; i++)
            await page.GetByRole(AriaRole.Button, new() { Name = "Draw it larger" }).ClickAsync();
        var larger = await page.EvaluateAsync<double[]>(widths);
        Assert.Equal(fit[2] * Math.Pow(1.25, 4), larger[2], 1.0);
        Assert.True(larger[0] > larger[1]);
        await page.Locator(".scroll").EvaluateAsync("box => { const from = box.scrollLeft; box.focus(); window.moved = new Promise(done => { box.addEventListener('scroll', () => box.scrollLeft > from && done(true)); setTimeout(() => done(false), 15000); }); }");
        await page.Keyboard.PressAsync("ArrowRight");
        Assert.True(await page.EvaluateAsync<bool>("window.moved"), "the arrow moves nothing");
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        await Chromium.PictureAsync(page, "large-graph");

        // A node of the drawing leads to its line.
        await page.Locator(".dag a.node[data-node=n7_3]").ClickAsync();
        await Expect(page.Locator("details[data-node=n7_3]")).ToHaveAttributeAsync("open", "");
        Assert.Empty(chromium.Complaints);
    }

    [Fact]
    public async Task Very_long_inputs_and_outputs_are_folded_and_stay_open_once_opened()
    {
        await using var gateway = await Gateway.StartAsync(options => options.NoAuth = true);
        await gateway.Admin.SaveAsync("""
            name: long
            inputs: { lines: { type: array } }
            nodes:
              copy: { type: rule, with: { output: "${{ inputs.lines }}" } }
              wait: { type: wait, with: { signal: go } }
            outputs: { lines: "${{ copy }}" }
            """);
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.OpenAsync(gateway.Address, 400, 800);
        var id = await gateway.Admin.StartAsync("long", $$$"""{"inputs":{"lines":[{{{string.Join(',', Enumerable.Range(0, 2_000).Select(i => $"\"line-{i}\""))}}}]}}""");
        await gateway.Admin.WaitsAsync(id, "go");

        await page.RunAndWaitForResponseAsync(() => page.GotoAsync($"/executions/{id}"), answer => answer.Url.EndsWith("/events", StringComparison.Ordinal));
        await Expect(page.GetByText("line-1999", new() { Exact = false }).First).ToBeHiddenAsync();
        await page.Locator("details[data-node=copy] > summary").ClickAsync();
        await page.Locator("#f-output-0 > summary").ClickAsync();
        await Expect(page.Locator("#f-output-0 pre")).ToContainTextAsync("line-1999");
        await Expect(page.Locator("#f-output-0 pre")).ToBeVisibleAsync();
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        await Chromium.PictureAsync(page, "long-output");
        await gateway.Admin.PostTextAsync($"/api/v1/executions/{id}/signal", """{"name":"go"}""");

        await Expect(page.Locator("#state")).ToHaveAttributeAsync("data-status", "completed");
        await Expect(page.Locator("#f-output-0 pre")).ToBeVisibleAsync();
        await page.Locator("#f-results > summary").ClickAsync();
        await Expect(page.Locator("#f-results pre")).ToContainTextAsync("line-1999");
        Assert.Empty(chromium.Complaints);
    }

    // Twenty levels of ten, each node behind two of the level before.
    private static string TwoHundred()
    {
        var yaml = new StringBuilder("name: large\nnodes:\n");
        for (var level = 0; level < 20; level++)
        {
            for (var i = 0; i < 10; i++)
                yaml.Append($"  n{level}_{i}: {{ type: rule, {(level == 0 ? "" : $"needs: [n{level - 1}_{i}, n{level - 1}_{(i + 3) % 10}], ")}with: {{ output: {i} }} }}\n");
        }

        return yaml.ToString();
    }
}
