using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Logos.Gateway.Access;
using Logos.Gateway.Webhooks;

namespace Logos.Gateway.Tests.Executions;

public sealed class CreatedByTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_execution_names_the_token_that_asked_for_it_and_a_rerun_or_a_fork_its_own()
    {
        await using var gateway = await Gateway.StartAsync();
        await gateway.Admin.SaveAsync(Sent.Hello);
        using var ann = await TokenAsync(gateway, "ann");
        using var bob = await TokenAsync(gateway, "bob: the second");

        var first = await ann.StartAsync("hello");
        await ann.EndedAsync(first);
        var again = (await bob.PostTextAsync($"/api/v1/executions/{first}/rerun", "{}").JsonAsync()).GetProperty("execution_id").GetGuid();
        var fork = (await bob.PostTextAsync($"/api/v1/executions/{first}/fork", """{"node":"greet"}""").JsonAsync()).GetProperty("execution_id").GetGuid();
        await ann.EndedAsync(again);
        await ann.EndedAsync(fork);

        var (isAnn, isBob) = ($"token:ann:{await IdAsync(gateway, "ann")}", $"token:bob: the second:{await IdAsync(gateway, "bob: the second")}");
        Assert.Equal((isAnn, isBob, isBob), (await ByAsync(gateway, first), await ByAsync(gateway, again), await ByAsync(gateway, fork)));
        Assert.Equal([isBob, isBob, isAnn], await ListedAsync(gateway));
        Assert.Equal(isBob, (await ann.GetAsync($"/api/v1/graphs/hello/status?execution_id={fork}", Token).JsonAsync()).GetProperty("created_by").GetString());
        Assert.Contains($"<dd>{isAnn}</dd>", await gateway.Admin.GetStringAsync($"/executions/{first}", Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_node_starts_is_of_whoever_asked_for_the_execution_on_top()
    {
        await using var gateway = await Gateway.StartAsync();
        await gateway.Admin.SaveAsync(Sent.Hello);
        await gateway.Admin.SaveAsync("""
            name: outer
            nodes:
              inner: { type: subgraph, with: { graph: hello } }
            """);

        await gateway.Admin.EndedAsync(await gateway.Admin.StartAsync("outer"));

        var by = await ListedAsync(gateway);
        Assert.Equal(2, by.Count);
        Assert.All(by, each => Assert.StartsWith("token:a test with Admin:", each, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_browser_is_a_session_and_where_nobody_is_asked_it_is_anybody()
    {
        await using var gateway = await Gateway.StartAsync(options => options.NoAuth = true);
        await gateway.Admin.SaveAsync(Sent.Hello);
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = gateway.Address };
        using var anybody = gateway.Anonymous();

        await browser.GetAsync((await FirstStart.WelcomeAsync(gateway.Services, Token)).SignInPath, Token);
        using var form = new FormUrlEncodedContent([new("in.name", "Ada")]);
        var page = await browser.PostAsync("/graphs/hello/run", form, Token);
        await gateway.Admin.EndedAsync(Guid.Parse(page.Headers.Location!.OriginalString["/executions/".Length..]));
        var rerun = await browser.PostAsync($"{page.Headers.Location.OriginalString}/rerun", null, Token);
        await browser.StartAsync("hello");
        await anybody.StartAsync("hello");

        Assert.NotNull(rerun.Headers.Location);
        Assert.Equal(["anybody", "session:admin", "session:admin", "session:admin"], await ListedAsync(gateway));
    }

    [Fact]
    public async Task Schedules_webhooks_and_failures_say_which_they_are()
    {
        await using var gateway = await Gateway.StartAsync();
        await gateway.Admin.SaveAsync(Sent.Hello);
        await gateway.Admin.SaveAsync("""
            name: shaky
            nodes:
              check: { type: assert, with: { checks: [ { that: "false", message: "it is not so" } ] } }
            """);
        await gateway.Admin.PutAsJsonAsync("/api/v1/on-failure", new { graph = "hello" }, Token);
        await gateway.Admin.EndedAsync(await gateway.Admin.StartAsync("shaky"));
        while ((await ListedAsync(gateway)).Count < 2)
            await Task.Yield();
        var schedule = await gateway.Admin.PostTextAsync("/api/v1/schedules", """{"name":"nightly","graph":"hello","cron":"0 0 1 1 *","time_zone":"UTC"}""").JsonAsync();
        var webhook = await gateway.Admin.PostTextAsync("/api/v1/webhooks", """{"name":"github","signing":"github","graph":"hello","inputs":{"name":"Ada"}}""").JsonAsync();
        await gateway.Admin.PostTextAsync($"/api/v1/schedules/{schedule.GetProperty("id").GetGuid()}/backfill", """{"from":"2020-12-31T00:00:00Z","until":"2021-01-02T00:00:00Z"}""");
        using var delivery = new HttpRequestMessage(HttpMethod.Post, webhook.GetProperty("url").GetString()) { Content = new StringContent("{}", Encoding.UTF8, "application/json") };
        delivery.Headers.Add("X-Hub-Signature-256", Signature.OfGitHub(webhook.GetProperty("secret").GetString()!, "{}"u8));
        Assert.True((await gateway.Admin.SendAsync(delivery, Token)).IsSuccessStatusCode);

        var by = await ListedAsync(gateway);

        Assert.Equal(["webhook:github", "schedule:nightly", "failure:shaky"], by.Take(3));
    }

    private static async Task<HttpClient> TokenAsync(Gateway gateway, string name)
    {
        var made = await gateway.Admin.PostAsJsonAsync("/api/v1/tokens", new { name, scope = "run" }, Token).JsonAsync();
        var client = gateway.Anonymous();
        client.DefaultRequestHeaders.Authorization = new("Bearer", made.GetProperty("token").GetString());
        return client;
    }

    private static async Task<string?> IdAsync(Gateway gateway, string token) =>
        Items(await gateway.Admin.GetAsync("/api/v1/tokens", Token).JsonAsync()).Single(each => each.GetProperty("name").GetString() == token).GetProperty("id").GetString();

    private static async Task<string?> ByAsync(Gateway gateway, Guid execution) =>
        (await gateway.Admin.GetAsync($"/api/v1/executions/{execution}", Token).JsonAsync()).GetProperty("created_by").GetString();

    private static async Task<IReadOnlyList<string?>> ListedAsync(Gateway gateway) =>
        [.. Items(await gateway.Admin.GetAsync("/api/v1/executions", Token).JsonAsync()).Select(each => each.GetProperty("created_by").GetString())];

    private static IEnumerable<JsonElement> Items(JsonElement page) => page.GetProperty("items").EnumerateArray();
}
