using System.Net;
using System.Text.Json;

namespace Logos.Gateway.Tests.Executions;

public sealed class TimelineTests : IAsyncLifetime
{
    private Gateway _gateway = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private HttpClient Admin => _gateway.Admin;

    public async ValueTask InitializeAsync() => _gateway = await Gateway.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task It_says_why_a_node_was_skipped()
    {
        await Admin.SaveAsync(Sent.Hello);
        var id = await Admin.StartAsync("hello");
        await Admin.EndedAsync(id);

        var items = await TimelineAsync(id);

        Assert.Equal(["execution.created", "execution.started"], items.Take(2).Select(Event));
        Assert.Equal("execution.completed", Event(items[^1]));
        Assert.Contains("inputs.times > 1", items.Single(item => Event(item) == "node.skipped").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(items.Select(item => item.GetProperty("at").GetDateTimeOffset()).Order(), items.Select(item => item.GetProperty("at").GetDateTimeOffset()));
    }

    [Fact]
    public async Task It_tells_each_attempt_and_what_came_of_it()
    {
        // Nothing listens there: each attempt fails at once.
        await Admin.SaveAsync("""
            name: tries
            nodes:
              call: { type: http, timeout: 5s, retry: { attempts: 3, delay: 1ms }, with: { url: "http://nobody.invalid/" } }
            """);
        var id = await Admin.StartAsync("tries");
        await Admin.EndedAsync(id);

        var items = (await TimelineAsync(id)).Where(item => item.TryGetProperty("node", out _)).ToList();

        Assert.Equal(
            ["node.started 1", "node.failed 1", "node.retried 2", "node.started 2", "node.failed 2", "node.retried 3", "node.started 3", "node.failed 3"],
            items.Select(item => $"{Event(item)} {item.GetProperty("attempt").GetInt32()}"));
        Assert.All(items.Where(item => Event(item) == "node.failed"), item => Assert.StartsWith("LGS", item.GetProperty("error").GetProperty("code").GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_tells_each_wait_and_who_ended_it()
    {
        await Admin.SaveAsync(Sent.Asks);
        var id = await Admin.StartAsync("asks");
        await Admin.WaitsAsync(id, "ask");
        Assert.Equal("it asks: May I?", (await TimelineAsync(id))[^1].GetProperty("message").GetString());

        await Admin.PostTextAsync($"/api/v1/executions/{id}/approve", """{"node":"ask","decision":"approved","form":{"amount":1}}""");
        await Admin.EndedAsync(id);

        Assert.Contains(await TimelineAsync(id), item => item.GetProperty("message").GetString() == "approved by a test with Admin");
    }

    [Fact]
    public async Task It_leads_to_the_children()
    {
        await Admin.SaveAsync(Sent.Hello);
        await Admin.SaveAsync("name: parent\nnodes:\n  each: { type: subgraph, foreach: { items: '${{ [1, 2] }}' }, with: { graph: hello } }\n");
        var id = await Admin.StartAsync("parent");
        await Admin.EndedAsync(id);

        var children = (await TimelineAsync(id)).Where(item => Event(item) == "execution.child").ToList();

        Assert.Equal([0, 1], children.Select(item => item.GetProperty("item").GetInt32()).Order());
        var child = children[0].GetProperty("child");
        Assert.Equal(("hello", "completed"), (child.GetProperty("graph").GetString(), child.GetProperty("status").GetString()));
        Assert.Equal(HttpStatusCode.OK, (await Admin.GetAsync($"/api/v1/executions/{child.GetProperty("execution_id").GetGuid()}/timeline", Token)).StatusCode);
        Assert.Equal(3, (await Admin.GetAsync("/api/v1/executions", Token).JsonAsync()).GetProperty("items").GetArrayLength());
        Assert.Equal(1, (await Admin.GetAsync("/api/v1/executions?roots=true", Token).JsonAsync()).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task A_long_one_is_told_page_by_page()
    {
        await Admin.SaveAsync(Sent.Hello);
        var id = await Admin.StartAsync("hello");
        await Admin.EndedAsync(id);
        var all = await TimelineAsync(id);

        var first = await Admin.GetAsync($"/api/v1/executions/{id}/timeline?limit=2", Token).JsonAsync();
        var rest = await Admin.GetAsync($"/api/v1/executions/{id}/timeline?after={first.GetProperty("next").GetString()}", Token).JsonAsync();

        Assert.Equal(all.Select(Event), first.GetProperty("items").EnumerateArray().Concat(rest.GetProperty("items").EnumerateArray()).Select(Event));
        Assert.Equal(HttpStatusCode.BadRequest, (await Admin.GetAsync($"/api/v1/executions/{id}/timeline?after=x", Token)).StatusCode);
    }

    private static string? Event(JsonElement item) => item.GetProperty("event").GetString();

    private async Task<List<JsonElement>> TimelineAsync(Guid id) => [.. (await Admin.GetAsync($"/api/v1/executions/{id}/timeline", Token).JsonAsync()).GetProperty("items").EnumerateArray()];
}
