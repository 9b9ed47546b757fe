using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Logos.Gateway.Tests.Console;

/// <summary>However often a form is sent, what it asks for is done once.</summary>
[Trait("Needs", "chromium")]
public sealed partial class OnceTests
{
    private const string Asks = """
        name: asks
        inputs: { who: { type: string } }
        nodes:
          ask: { type: approval, with: { message: "May I?" } }
          told: { type: wait, with: { signal: told, within: 1h } }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/graphs/asks", "/graphs/asks/run", "/api/v1/executions")]
    [InlineData("/schedules", "/schedules", "/api/v1/schedules")]
    [InlineData("/webhooks", "/webhooks", "/api/v1/webhooks")]
    [InlineData("/tokens", "/tokens", "/api/v1/tokens")]
    public async Task A_form_that_is_sent_many_times_at_once_makes_one(string page, string to, string list)
    {
        await using var gateway = await Gateway.StartAsync();
        await gateway.Admin.SaveAsync(Asks);
        var before = await CountAsync(gateway, list);
        var once = Number().Match(await gateway.Admin.GetStringAsync(page, Token)).Groups[1].Value;
        var other = Number().Match(await gateway.Admin.GetStringAsync(page, Token)).Groups[1].Value;
        (string, string)[] fields = [("name", "nightly"), ("graph", "asks"), ("cron", "0 2 * * *"), ("scope", "read"), ("inputs.who", "Ada")];

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PageTests.PostAsync(gateway.Admin, to, [("once", once), .. fields])));
        var again = await PageTests.PostAsync(gateway.Admin, to, [("once", once), .. fields]);

        Assert.Equal(before + 1, await CountAsync(gateway, list));
        Assert.All(answers.Append(again), answer => Assert.Equal(answers[0].StatusCode, answer.StatusCode));
        Assert.Single(answers.Append(again).Select(answer => answer.Headers.Location?.OriginalString).Distinct());
        // What is shown once is shown once.
        if (answers[0].StatusCode == HttpStatusCode.OK)
        {
            var pages = await Task.WhenAll(answers.Append(again).Select(answer => answer.Content.ReadAsStringAsync(Token)));
            Assert.Single(pages, html => html.Contains("<section class=\"made\"", StringComparison.Ordinal));
            Assert.Contains("sent twice, and taken once", pages[^1], StringComparison.Ordinal);
        }

        // Another rendering, and what was changed meanwhile, are other forms.
        Assert.NotEqual(once, other);
        await PageTests.PostAsync(gateway.Admin, to, [("once", other), .. fields]);
        await PageTests.PostAsync(gateway.Admin, to, [("once", once), .. fields, ("version", "1")]);
        Assert.Equal(before + 3, await CountAsync(gateway, list));
    }

    [Fact]
    public async Task A_signal_an_answer_and_running_again_are_taken_once_and_one_row_tells_of_each()
    {
        await using var gateway = await Gateway.StartAsync();
        await gateway.Admin.SaveAsync(Asks);
        var id = await gateway.Admin.StartAsync("asks");
        await gateway.Admin.WaitsAsync(id, "told");
        await gateway.Admin.WaitsAsync(id, "ask");
        var forms = Form().Matches(await gateway.Admin.GetStringAsync($"/executions/{id}", Token)).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.SeeOther, (await PageTests.PostAsync(gateway.Admin, $"/executions/{id}/signal", ("once", forms["signal"]), ("name", "told"), ("payload", "1"))).StatusCode);
            Assert.Equal(HttpStatusCode.SeeOther, (await PageTests.PostAsync(gateway.Admin, $"/executions/{id}/approve", ("once", forms["approve"]), ("node", "ask"), ("decision", "approved"))).StatusCode);
        }

        await gateway.Admin.EndedAsync(id);
        var rerun = Form().Matches(await gateway.Admin.GetStringAsync($"/executions/{id}", Token)).Single(match => match.Groups[1].Value == "rerun").Groups[2].Value;
        var first = await PageTests.PostAsync(gateway.Admin, $"/executions/{id}/rerun", ("once", rerun));
        var second = await PageTests.PostAsync(gateway.Admin, $"/executions/{id}/rerun", ("once", rerun));

        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.Equal(2, await CountAsync(gateway, "/api/v1/executions"));
        Assert.Equal(1, await CountAsync(gateway, "/api/v1/audit?action=execution.signalled"));
        Assert.Equal(1, await CountAsync(gateway, "/api/v1/audit?action=execution.answered"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Pressed_twice_loaded_again_and_sent_again_after_going_back_a_form_starts_one_execution(bool hasScript)
    {
        await using var gateway = await Gateway.StartAsync(options => options.NoAuth = true);
        await using var chromium = await Chromium.StartAsync();
        await PageTests.SaveAsync(gateway, Asks);
        var page = await chromium.OpenAsync(gateway.Address, hasScript: hasScript);
        var run = page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true });

        await page.GotoAsync("/graphs/asks");
        await page.GetByLabel("who").FillAsync("Ada");
        await run.DblClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/executions/[0-9a-f-]{36}$"));
        var started = page.Url;
        await page.ReloadAsync();
        Assert.Equal(1, await CountAsync(gateway, "/api/v1/executions"));

        await page.GoBackAsync();
        await Expect(run).ToBeVisibleAsync();
        await page.GetByLabel("who").FillAsync("Ada");
        await run.ClickAsync();
        await Expect(page).ToHaveURLAsync(started);
        Assert.Equal(1, await CountAsync(gateway, "/api/v1/executions"));

        // What was changed is meant.
        await page.GoBackAsync();
        await page.GetByLabel("who").FillAsync("Bob");
        await run.ClickAsync();
        await Expect(page).Not.ToHaveURLAsync(started);
        await Expect(page).ToHaveURLAsync(new Regex("/executions/[0-9a-f-]{36}$"));
        Assert.Equal(2, await CountAsync(gateway, "/api/v1/executions"));
        Assert.Empty(chromium.Complaints);
    }

    [Fact]
    public async Task Who_has_signed_out_is_shown_nothing_by_going_back()
    {
        await using var gateway = await Gateway.StartAsync();
        await using var chromium = await Chromium.StartAsync();
        await PageTests.SaveAsync(gateway, Asks);
        var page = await chromium.OpenAsync(gateway.Address);
        await page.GotoAsync("/graphs/asks");
        await page.GetByLabel("Token").FillAsync(gateway.Admin.DefaultRequestHeaders.Authorization!.Parameter!);
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "asks" })).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.GetByLabel("Token")).ToBeVisibleAsync();
        await page.GoBackAsync();

        await Expect(page.GetByLabel("Token")).ToBeVisibleAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "asks" })).ToHaveCountAsync(0);
    }

    private static async Task<int> CountAsync(Gateway gateway, string list) => (await gateway.Admin.GetAsync(list, Token).JsonAsync()).GetProperty("items").GetArrayLength();

    [GeneratedRegex("name=\"once\" value=\"(\\w+)\"")]
    private static partial Regex Number();

    [GeneratedRegex("action=\"/executions/[0-9a-f-]+/(\\w+)\".*?name=\"once\" value=\"(\\w+)\"", RegexOptions.Singleline)]
    private static partial Regex Form();
}
