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
        await page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
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
}
