using System.Text.RegularExpressions;
using Logos.Core.Orchestration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Logos.Gateway.Tests.Console;

[Trait("Needs", "chromium")]
public sealed class ConsoleTests
{
    private const string Purchase = """
        name: purchase
        description: Orders a product again when there is too little of it, and asks before much money is spent.
        inputs:
          product: { type: string, required: true, description: "Which product" }
          amount: { type: integer, default: 5, minimum: 1, maximum: 100 }
          urgency: { type: string, enum: [low, high], default: low }
          callback: { type: string, format: uri }
          notes: { type: string }
          extras: { type: array }
        nodes:
          price: { type: rule, with: { output: { each: "${{ inputs.amount > 3 ? 40 : 50 }}" } } }
          stock: { type: rule, with: { output: { left: 2 } } }
          delivery: { type: wait, needs: [price], with: { signal: delivered, within: 1h } }
          total: { type: rule, needs: [price, stock], with: { output: "${{ price.each * inputs.amount }}" } }
          approve:
            type: approval
            needs: [total, delivery]
            with:
              message: "Spend ${{ total }} on ${{ inputs.product }}?"
              within: 2d
              form:
                type: object
                properties:
                  reason: { type: string, description: "For the record" }
                  limit: { type: number, minimum: 1 }
                required: [limit]
          order: { type: rule, needs: [approve], when: approve.decision == 'approved', with: { output: { ordered: "${{ inputs.product }}", limit: "${{ approve.form.limit }}" } } }
          refuse: { type: rule, needs: [approve], when: approve.decision == 'rejected', with: { output: "not ordered" } }
          report: { type: rule, needs: [order, refuse, stock], join: done, with: { output: { by: "${{ approve.by }}", decision: "${{ approve.decision }}" } } }
        outputs:
          report: ${{ report }}
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_graph_is_run_from_its_form_watched_approved_and_its_results_are_seen()
    {
        await using var gateway = await Gateway.StartAsync(options => options.NoAuth = true);
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.OpenAsync(gateway.Address);

        await page.GotoAsync("/");
        await Chromium.PictureAsync(page, "01-home-empty");
        await page.GotoAsync("/submit");
        await page.GetByLabel("Definition").FillAsync(Purchase.Replace("type: approval", "type: aproval", StringComparison.Ordinal));
        await page.GetByRole(AriaRole.Button, new() { Name = "Submit" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("aproval");
        await Chromium.PictureAsync(page, "02-submit-faults");
        await page.GetByLabel("Definition").FillAsync(Purchase);
        await page.GetByRole(AriaRole.Button, new() { Name = "Submit" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/graphs/purchase$"));
        await Chromium.PictureAsync(page, "03-graph");

        // Faults stand beside their fields, and what was typed stays.
        await page.GetByLabel("amount").FillAsync("many");
        await page.GetByLabel("callback").FillAsync("nowhere");
        await page.GetByLabel("notes").FillAsync("first\nsecond");
        await page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("3 things");
        await Expect(page.GetByLabel("amount")).ToHaveValueAsync("many");
        await Expect(page.GetByLabel("notes")).ToHaveValueAsync("first\nsecond");
        await Expect(page.GetByLabel("product")).ToHaveAttributeAsync("aria-invalid", "true");
        await Chromium.PictureAsync(page, "04-run-faults");

        await page.GetByLabel("product").FillAsync("PROD-002");
        await page.GetByLabel("amount").FillAsync("7");
        await page.GetByLabel("callback").FillAsync("");
        var told = await page.RunAndWaitForResponseAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync(), answer => answer.Url.EndsWith("/events", StringComparison.Ordinal));
        Assert.Equal("text/event-stream", (await told.AllHeadersAsync())["content-type"]);
        await Expect(page).ToHaveURLAsync(new Regex("/executions/[0-9a-f-]{36}$"));
        var id = Guid.Parse(new Uri(page.Url).Segments[^1]);
        await Expect(page.Locator("details[data-node=total]")).ToHaveClassAsync(new Regex("s-succeeded"));
        await Expect(page.Locator("details[data-node=delivery]")).ToHaveClassAsync(new Regex("s-waiting"));
        await page.EvaluateAsync("window.stays = true");
        await Chromium.PictureAsync(page, "05-waiting");

        // Told from elsewhere: the page hears of it without being loaded again.
        var engine = gateway.Services.GetRequiredService<EngineAccess>();
        var execution = (await engine.Client.FindAsync(id, Token))!;
        await engine.Client.AskAsync(execution.Head, CommandKind.Signal, "delivered", true, null, TimeSpan.FromSeconds(10), Token);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Spend 280 on PROD-002?" })).ToBeVisibleAsync();
        await Expect(page.Locator("a.node[data-node=delivery]")).ToHaveClassAsync(new Regex("s-succeeded"));
        Assert.True(await page.EvaluateAsync<bool>("window.stays"));
        await Chromium.PictureAsync(page, "06-approval");

        await page.GetByLabel("reason").FillAsync("we need it");
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Expect(page.GetByLabel("reason")).ToHaveValueAsync("we need it");
        await Chromium.PictureAsync(page, "07-approval-faults");
        await page.GetByLabel("limit").FillAsync("300");
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();

        await Expect(page.Locator("#state")).ToHaveAttributeAsync("data-status", "completed");
        await Expect(page.Locator("#results")).ToContainTextAsync("\"decision\": \"approved\"");
        await Expect(page.Locator("details[data-node=refuse]")).ToHaveClassAsync(new Regex("s-skipped"));
        await page.Locator("details[data-node=order] > summary").ClickAsync();
        await Expect(page.Locator("details[data-node=order]")).ToContainTextAsync("\"ordered\": \"PROD-002\"");
        await Chromium.PictureAsync(page, "08-completed");

        await page.GotoAsync("/executions?graph=purchase");
        await Chromium.PictureAsync(page, "09-executions");
        Assert.Empty(chromium.Complaints);
    }

    [Fact]
    public async Task A_page_that_is_told_nothing_asks()
    {
        await using var gateway = await Gateway.StartAsync(options => options.NoAuth = true);
        await using var chromium = await Chromium.StartAsync();
        await PageTests.SaveAsync(gateway, Purchase);
        var page = await chromium.OpenAsync(gateway.Address);
        await page.RouteAsync("**/events", route => route.FulfillAsync(new() { Status = 404 }));
        await page.GotoAsync("/graphs/purchase");
        await page.GetByLabel("product").FillAsync("PROD-002");
        await page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await Expect(page.Locator("details[data-node=delivery]")).ToHaveClassAsync(new Regex("s-waiting"));

        var engine = gateway.Services.GetRequiredService<EngineAccess>();
        var execution = (await engine.Client.FindAsync(Guid.Parse(new Uri(page.Url).Segments[^1]), Token))!;
        await engine.Client.AskAsync(execution.Head, CommandKind.Cancel, "enough", default, null, TimeSpan.FromSeconds(10), Token);

        await Expect(page.Locator("#state")).ToHaveAttributeAsync("data-status", "cancelled");
        await Expect(page.Locator("#said")).ToContainTextAsync("cancelled");
    }

    [Fact]
    public async Task Everything_can_be_done_by_keyboard_alone()
    {
        await using var gateway = await Gateway.StartAsync();
        await using var chromium = await Chromium.StartAsync();
        await PageTests.SaveAsync(gateway, Purchase.Replace("delivery: { type: wait, needs: [price], with: { signal: delivered, within: 1h } }", "delivery: { type: rule, needs: [price], with: { output: 1 } }", StringComparison.Ordinal));
        var page = await chromium.OpenAsync(gateway.Address);

        await page.GotoAsync("/graphs");
        await Expect(page).ToHaveURLAsync(new Regex("/sign-in"));
        await Expect(page.GetByLabel("Token")).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync(gateway.Admin.DefaultRequestHeaders.Authorization!.Parameter!);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Regex("/graphs$"));
        await page.GotoAsync("/");

        await page.Keyboard.PressAsync("Tab");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Skip to the content" })).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("main")).ToBeFocusedAsync();
        await page.ReloadAsync();
        await GoToAsync(page, "nav a[href='/graphs']");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("table.graphs")).ToBeVisibleAsync();
        await GoToAsync(page, "a[href='/graphs/purchase']");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("form.run")).ToBeVisibleAsync();
        await GoToAsync(page, "[name='inputs.product']");
        await page.Keyboard.TypeAsync("PROD-002");
        await page.Keyboard.PressAsync("Shift+Enter");
        await page.Keyboard.PressAsync("Backspace");
        await page.Keyboard.PressAsync("Enter");

        await Expect(page.Locator("section.wait")).ToBeVisibleAsync();
        await GoToAsync(page, "[name='form.limit']");
        await page.Keyboard.TypeAsync("12.5");
        await GoToAsync(page, "button[value=approved]");
        var first = page.Url;
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#state")).ToHaveAttributeAsync("data-status", "completed");
        await GoToAsync(page, "details[data-node=order] > summary");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("details[data-node=order] pre").First).ToContainTextAsync("12.5");
        await GoToAsync(page, "details[data-node=order] .act > summary");
        await page.Keyboard.PressAsync("Enter");
        await GoToAsync(page, "details[data-node=order] .act button");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).Not.ToHaveURLAsync(first);
        await Expect(page.Locator("#state")).ToHaveAttributeAsync("data-status", "completed");
        await page.ReloadAsync();
        await GoToAsync(page, ".who button");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Regex("/sign-in"));
        Assert.Empty(chromium.Complaints);
    }

    [Theory]
    [InlineData(360, false)]
    [InlineData(360, true)]
    [InlineData(1440, true)]
    public async Task Pages_fit_narrow_and_wide_windows_in_light_and_dark(int width, bool isDark)
    {
        await using var gateway = await Gateway.StartAsync(options => options.NoAuth = true);
        await using var chromium = await Chromium.StartAsync();
        await PageTests.SaveAsync(gateway, Purchase);
        await PageTests.SaveAsync(gateway, """
            name: failing
            description: Fails on purpose, after a second attempt.
            nodes:
              fine: { type: rule, with: { output: "${{ range(1, 30) }}" } }
              broken: { type: assert, needs: [fine], with: { checks: [ { that: "run.graph == 'another'", message: "there is no such thing in the warehouse, or anywhere else that was looked at" } ] } }
              after: { type: rule, needs: [broken], with: { output: 1 } }
            """.Replace("${{ range(1, 30) }}", "a long text that goes on and on", StringComparison.Ordinal));
        var page = await chromium.OpenAsync(gateway.Address, width, 800, isDark);
        var name = $"{width}-{(isDark ? "dark" : "light")}";
        var started = new List<string>();
        foreach (var (graph, field) in (IEnumerable<(string, string?)>)[("failing", null), ("purchase", "PROD-002"), ("failing", null)])
        {
            await page.GotoAsync($"/graphs/{graph}");
            if (field is not null)
                await page.GetByLabel("product").FillAsync(field);
            await page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
            await Expect(page.Locator(graph == "failing" ? "#state[data-status=failed]" : "details.s-waiting")).ToBeVisibleAsync();
            started.Add(new Uri(page.Url).AbsolutePath);
        }

        foreach (var (path, picture) in (IEnumerable<(string, string)>)[("/", "home"), ("/graphs", "graphs"), ("/graphs/purchase", "graph"), ("/executions", "executions"), (started[0], "failed"), (started[1], "waiting"), ("/submit", "submit"), ("/schedules", "schedules"), ("/connections", "connections"), ("/connections?type=postgres", "connection"), ("/secrets", "secrets"), ("/webhooks", "webhooks"), ("/tokens", "tokens"), ("/audit", "audit"), ("/sign-in", "sign-in")])
        {
            await page.GotoAsync(path);
            if (picture == "failed")
                await page.Locator("details[data-node=broken] > summary").ClickAsync();
            Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{path} is wider than the window");
            await Chromium.PictureAsync(page, $"{picture}-{name}");
        }

        Assert.Empty(chromium.Complaints);
    }

    /// <summary>By the Tab key; what has the focus can be seen to have it.</summary>
    private static async Task GoToAsync(IPage page, string selector)
    {
        for (var i = 0; i < 100; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (!await page.EvaluateAsync<bool>("selector => !!document.activeElement && document.activeElement.matches(selector)", selector))
                continue;
            Assert.NotEqual("none", await page.EvaluateAsync<string>("getComputedStyle(document.activeElement).outlineStyle"));
            return;
        }

        Assert.Fail($"{selector} cannot be reached by Tab on {page.Url}");
    }
}
