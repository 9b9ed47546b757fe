using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Logos.Gateway.Tests.Console;

/// <summary>Forms are made from schemas.</summary>
[Trait("Needs", "chromium")]
public sealed class FormTests
{
    private const string Release = """
        name: release
        nodes:
          ask:
            type: approval
            with:
              message: Release it?
              form:
                type: object
                required: [stage, sure, percent, day]
                properties:
                  stage: { type: string, enum: [canary, half, all], description: "How far" }
                  sure: { type: boolean }
                  percent: { type: integer, minimum: 1, maximum: 50 }
                  budget: { type: number, minimum: 0.5 }
                  day: { type: string, format: date }
                  hosts: { type: array, items: { type: string } }
                  note: { type: string, default: "as usual" }
        outputs: { answer: "${{ ask.form }}" }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_approval_is_a_form_with_a_field_of_its_kind_for_each_property_and_faults_beside_them()
    {
        await using var gateway = await Gateway.StartAsync(options => options.NoAuth = true);
        await gateway.Admin.SaveAsync(Release);
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.OpenAsync(gateway.Address);
        var id = await gateway.Admin.StartAsync("release");
        await gateway.Admin.WaitsAsync(id, "ask");
        await page.GotoAsync($"/executions/{id}");
        var approve = page.GetByRole(AriaRole.Button, new() { Name = "Approve" });
        Assert.Equal(["", "\"canary\"", "\"half\"", "\"all\""], await page.Locator("[name='form.stage'] option").EvaluateAllAsync<string[]>("all => all.map(each => each.value)"));
        Assert.Equal("date", await page.GetByLabel("day").GetAttributeAsync("type"));
        await Expect(page.GetByLabel("note")).ToHaveValueAsync("as usual");

        await approve.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("4 things");
        await Expect(page.GetByRole(AriaRole.Alert)).ToBeFocusedAsync();
        foreach (var field in (string[])["stage", "sure", "percent", "day"])
            await FaultAsync(page, field, "is missing");

        await page.GetByLabel("stage").SelectOptionAsync(new SelectOptionValue { Label = "half" });
        await page.GetByLabel("sure").SelectOptionAsync("true");
        await page.GetByLabel("percent").FillAsync("51");
        await page.GetByLabel("budget").FillAsync("0.25");
        await page.GetByLabel("day").FillAsync("2026-12-24");
        await page.GetByLabel("hosts").FillAsync("one\n two \n\nthree");
        await approve.ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("2 things");
        await FaultAsync(page, "percent", "50");
        await FaultAsync(page, "budget", "0.5");
        await Expect(page.GetByLabel("day")).ToHaveValueAsync("2026-12-24");
        await Expect(page.GetByLabel("stage")).ToHaveValueAsync("\"half\"");
        await Expect(page.GetByLabel("hosts")).ToHaveValueAsync("one\n two \n\nthree");
        await Chromium.PictureAsync(page, "approval-schema-faults");
        await page.GetByLabel("percent").FillAsync("twenty");
        await approve.ClickAsync();
        await FaultAsync(page, "percent", "takes a number");

        await page.GetByLabel("percent").FillAsync("20");
        await page.GetByLabel("budget").FillAsync("");
        await approve.ClickAsync();
        await Expect(page.Locator("#state")).ToHaveAttributeAsync("data-status", "completed");
        var results = await gateway.Admin.GetAsync($"/api/v1/executions/{id}/results", Token).JsonAsync();
        var answer = Find(results, "answer");
        Assert.Equal("""{"stage":"half","sure":true,"percent":20,"day":"2026-12-24","hosts":["one","two","three"],"note":"as usual"}""", answer.GetRawText().Replace(" ", "", StringComparison.Ordinal).Replace("asusual", "as usual", StringComparison.Ordinal));
        Assert.Empty(chromium.Complaints);
    }

    [Fact]
    public async Task Times_are_told_in_the_readers_zone_and_without_script_in_utc()
    {
        await using var gateway = await Gateway.StartAsync(options => options.NoAuth = true);
        await gateway.Admin.SaveAsync(Release);
        var id = await gateway.Admin.StartAsync("release");
        await gateway.Admin.WaitsAsync(id, "ask");
        await using var chromium = await Chromium.StartAsync();
        foreach (var (zone, locale) in (IEnumerable<(string, string)>)[("Asia/Tokyo", "en-GB"), ("America/New_York", "de-DE"), ("Asia/Tokyo", "ar-EG")])
        {
            var page = await chromium.OpenAsync(gateway.Address, zone: zone, locale: locale);
            await page.GotoAsync($"/executions/{id}");
            var time = page.Locator("#state time").First;
            var told = (await time.GetAttributeAsync("title"))!;
            Assert.Equal(await page.EvaluateAsync<string>("([at, zone]) => new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium', timeZone: zone }).format(new Date(at))", new[] { await time.GetAttributeAsync("datetime"), zone }), told);
            await Expect(time).ToHaveTextAsync(new Regex("now|ago"));
        }

        var plain = await chromium.OpenAsync(gateway.Address, zone: "Asia/Tokyo", hasScript: false);
        await plain.GotoAsync($"/executions/{id}");
        await Expect(plain.Locator("#state time").First).ToHaveTextAsync(new Regex(" UTC$"));
        Assert.Empty(chromium.Complaints);
    }

    private static async Task FaultAsync(IPage page, string field, string words)
    {
        await Expect(page.GetByLabel(field)).ToHaveAttributeAsync("aria-invalid", "true");
        var told = await page.GetByLabel(field).GetAttributeAsync("aria-describedby");
        await Expect(page.Locator($"[id='{told!.Split(' ')[^1]}']")).ToContainTextAsync(words);
    }

    private static JsonElement Find(JsonElement json, string name) =>
        json.TryGetProperty(name, out var found) ? found : json.EnumerateObject().Select(member => member.Value).Where(value => value.ValueKind == JsonValueKind.Object).Select(value => Find(value, name)).First();
}
