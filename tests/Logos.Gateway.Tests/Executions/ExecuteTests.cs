using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Logos.Core.Faults;
using Logos.Gateway.Access;
using Logos.Gateway.Faults;

namespace Logos.Gateway.Tests.Executions;

public sealed class ExecuteTests : IAsyncLifetime
{
    private Gateway _gateway = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private HttpClient Admin => _gateway.Admin;

    public async ValueTask InitializeAsync()
    {
        _gateway = await Gateway.StartAsync();
        await Admin.SaveAsync(Sent.Hello);
        await Admin.SaveAsync(Sent.Asks);
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task An_execution_is_accepted_with_the_way_to_all_about_it()
    {
        var answer = await Admin.PostTextAsync("/api/v1/graphs/hello/execute", """{"inputs":{"name":"Ada"},"tags":{"team":"blue"},"deadline":"1m"}""");

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var started = await answer.JsonAsync();
        var id = started.GetProperty("execution_id").GetGuid();
        Assert.Equal("pending", started.GetProperty("status").GetString());
        Assert.Equal($"/api/v1/executions/{id}", answer.Headers.Location!.OriginalString);
        await Admin.EndedAsync(id);
        var execution = await Admin.GetAsync(started.GetProperty("links").GetProperty("self").GetString(), Token).JsonAsync();
        Assert.Equal("completed", execution.GetProperty("status").GetString());
        Assert.Equal("blue", execution.GetProperty("tags").GetProperty("team").GetString());
        Assert.Equal("Ada", execution.GetProperty("inputs").GetProperty("name").GetString());
        Assert.True(execution.TryGetProperty("deadline", out _));
        var results = await Admin.GetAsync(started.GetProperty("links").GetProperty("results").GetString(), Token).JsonAsync();
        Assert.Equal("Hello, Ada!", results.GetProperty("results").GetProperty("greeting").GetString());
    }

    [Fact]
    public async Task Who_waits_is_given_the_results()
    {
        var answer = await Admin.PostTextAsync("/api/v1/graphs/hello/execute?wait=30s", "");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var finished = await answer.JsonAsync();
        Assert.Equal("completed", finished.GetProperty("status").GetString());
        Assert.Equal("""{"greeting":"Hello, world!"}""", finished.GetProperty("results").GetRawText());
    }

    [Theory]
    [InlineData("decided")]
    [InlineData("out of time")]
    public async Task Who_waits_with_a_token_that_is_revoked_meanwhile_is_told_nothing_more(string how)
    {
        var made = await Admin.PostAsJsonAsync("/api/v1/tokens", new { name = "brief", scope = "run" }, Token).JsonAsync();
        using var brief = _gateway.Anonymous();
        brief.DefaultRequestHeaders.Authorization = new("Bearer", made.GetProperty("token").GetString());
        var waiting = brief.PostTextAsync($"/api/v1/graphs/asks/execute?wait={(how == "decided" ? "5m" : "2s")}", "{}");
        Guid? begun;
        while ((begun = await BegunAsync()) is null)
            await Task.Yield();
        var id = begun.Value;
        await Admin.WaitsAsync(id, "ask");

        await Admin.DeleteAsync($"/api/v1/tokens/{made.GetProperty("id").GetString()}", Token);
        if (how == "decided")
            await Admin.PostTextAsync($"/api/v1/executions/{id}/cancel", "{}");

        var answer = await waiting;
        Assert.Equal((HttpStatusCode.Unauthorized, GatewayCodes.UnknownToken), (answer.StatusCode, await answer.CodeAsync()));
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());

        async Task<Guid?> BegunAsync() => (await Admin.GetAsync("/api/v1/executions?graph=asks", Token).JsonAsync()).GetProperty("items").EnumerateArray().Select(each => (Guid?)each.GetProperty("id").GetGuid()).FirstOrDefault();
    }

    [Fact]
    public async Task Who_waits_for_what_fails_is_told_why()
    {
        await Admin.SaveAsync("name: fails\ninputs: { n: { type: integer, default: 1 } }\nnodes:\n  no: { type: assert, with: { checks: [{ that: 'inputs.n == 2', message: never }] } }\n");

        var finished = await Admin.PostTextAsync("/api/v1/graphs/fails/execute?wait=30s", "{}").JsonAsync();

        Assert.Equal("failed", finished.GetProperty("status").GetString());
        Assert.StartsWith("LGS", finished.GetProperty("error").GetProperty("code").GetString(), StringComparison.Ordinal);
        Assert.False(finished.TryGetProperty("results", out _));
    }

    [Fact]
    public async Task Who_waits_in_vain_is_told_where_to_look()
    {
        var answer = await Admin.PostTextAsync("/api/v1/graphs/asks/execute?wait=1ms", "{}");

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    [Fact]
    public async Task A_version_can_be_pinned()
    {
        await Admin.SaveAsync(Sent.Hello.Replace("Hello, ", "Good day, ", StringComparison.Ordinal));

        var newest = await Admin.PostTextAsync("/api/v1/graphs/hello/execute?wait=30s", "{}").JsonAsync();
        var first = await Admin.PostTextAsync("/api/v1/graphs/hello/execute?wait=30s&version=1", "{}").JsonAsync();

        Assert.Equal("Good day, world!", newest.GetProperty("results").GetProperty("greeting").GetString());
        Assert.Equal("Hello, world!", first.GetProperty("results").GetProperty("greeting").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await Admin.PostTextAsync("/api/v1/graphs/hello/execute?version=9", "{}")).StatusCode);
    }

    [Fact]
    public async Task A_graph_goes_by_its_id_too()
    {
        var id = (await Admin.GetAsync("/api/v1/graphs/hello", Token).JsonAsync()).GetProperty("id").GetGuid();

        await Admin.PostTextAsync($"/api/v1/graphs/{id}/execute?wait=30s", "{}").JsonAsync();

        Assert.Equal("hello", (await Admin.GetAsync($"/api/v1/executions?graph={id}", Token).JsonAsync()).GetProperty("items")[0].GetProperty("graph").GetString());
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_a_request_is_told_at_once()
    {
        var answer = await Admin.PostTextAsync("/api/v1/graphs/hello/execute", """{"inputs":{"nme":"Ada","times":0},"deadline":"soon","tags":{"a:b":"x","c":1},"tgs":{}}""");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var faults = (await answer.JsonAsync()).GetProperty("errors").EnumerateArray().Select(fault => (fault.GetProperty("path").GetString(), fault.GetProperty("code").GetString())).ToList();
        Assert.Contains(("inputs.nme", CoreCodes.UnknownInput), faults);
        Assert.Contains(faults, fault => fault.Item1 == "inputs.times");
        Assert.Contains(("deadline", ApiCodes.WrongMember), faults);
        Assert.Contains(("tags.a:b", ApiCodes.WrongMember), faults);
        Assert.Contains(("tags.c", ApiCodes.WrongMember), faults);
        Assert.Contains(("tgs", ApiCodes.UnknownMember), faults);
        Assert.Empty((await Admin.GetAsync("/api/v1/executions", Token).JsonAsync()).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task What_is_no_json_is_told_with_its_place()
    {
        var answer = await Admin.PostTextAsync("/api/v1/graphs/hello/execute", "{\n  \"inputs\": {,}\n}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var fault = (await answer.JsonAsync()).GetProperty("errors")[0];
        Assert.Equal((ApiCodes.NotJson, 2, 14), (fault.GetProperty("code").GetString(), fault.GetProperty("line").GetInt32(), fault.GetProperty("column").GetInt32()));
    }

    [Fact]
    public async Task A_large_value_is_abbreviated_but_in_the_results()
    {
        await Admin.SaveAsync("""
            name: echo
            inputs: { text: { type: string, required: true } }
            nodes:
              say: { type: rule, with: { output: "${{ inputs.text }}" } }
            outputs: { said: "${{ say }}" }
            """);
        var text = new string('x', 200_000);

        var finished = await Admin.PostTextAsync("/api/v1/graphs/echo/execute?wait=30s", JsonSerializer.Serialize(new { inputs = new { text } })).JsonAsync();

        Assert.Equal(text, finished.GetProperty("results").GetProperty("said").GetString());
        var self = finished.GetProperty("links").GetProperty("self").GetString();
        Assert.Equal(text, (await Admin.GetAsync(self + "/results", Token).JsonAsync()).GetProperty("results").GetProperty("said").GetString());
        Assert.True((await Admin.GetStringAsync(self, Token)).Length < 5_000);
        var node = (await Admin.GetAsync(self + "/nodes", Token).JsonAsync()).GetProperty("items")[0];
        Assert.True(node.GetProperty("output").GetRawText().Length < 1_000);
        Assert.Equal(text.Length + 2, node.GetProperty("output_size").GetInt64());
        Assert.Equal(text, (await Admin.GetAsync(self + "/nodes/say/output", Token).JsonAsync()).GetString());
    }

    [Fact]
    public async Task Nodes_are_told_with_what_they_were_given_and_have_yielded()
    {
        var finished = await Admin.PostTextAsync("/api/v1/graphs/hello/execute?wait=30s", "{}").JsonAsync();

        var nodes = (await Admin.GetAsync(finished.GetProperty("links").GetProperty("self").GetString() + "/nodes", Token).JsonAsync()).GetProperty("items");

        Assert.Equal(["greet", "twice"], nodes.EnumerateArray().Select(node => node.GetProperty("id").GetString()));
        Assert.Equal("Hello, world!", nodes[0].GetProperty("output").GetString());
        Assert.Equal("skipped", nodes[1].GetProperty("status").GetString());
        Assert.Contains("inputs.times > 1", nodes[1].GetProperty("skipped_because").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_graph_tells_of_its_latest_execution_or_the_one_that_is_named()
    {
        var none = await Admin.GetAsync("/api/v1/graphs/hello/status", Token);
        var first = (await Admin.PostTextAsync("/api/v1/graphs/hello/execute?wait=30s", """{"inputs":{"name":"one"}}""").JsonAsync()).GetProperty("execution_id").GetGuid();
        await Admin.PostTextAsync("/api/v1/graphs/hello/execute?wait=30s", """{"inputs":{"name":"two"}}""");

        var latest = await Admin.GetAsync("/api/v1/graphs/hello/results", Token).JsonAsync();
        var named = await Admin.GetAsync($"/api/v1/graphs/hello/results?execution_id={first}", Token).JsonAsync();
        var status = await Admin.GetAsync("/api/v1/graphs/hello/status", Token).JsonAsync();

        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        Assert.Equal("Hello, two!", latest.GetProperty("results").GetProperty("greeting").GetString());
        Assert.Equal("Hello, one!", named.GetProperty("results").GetProperty("greeting").GetString());
        Assert.Equal("""{"greet":"succeeded","twice":"skipped"}""", status.GetProperty("nodes").GetRawText());
        Assert.Equal(HttpStatusCode.NotFound, (await Admin.GetAsync($"/api/v1/graphs/asks/results?execution_id={first}", Token)).StatusCode);
    }

    [Fact]
    public async Task Executions_are_listed_by_filters_page_by_page()
    {
        var ids = new List<Guid>();
        foreach (var team in (string[])["blue", "red", "blue", "blue"])
            ids.Add((await Admin.PostTextAsync("/api/v1/graphs/hello/execute?wait=30s", $$$"""{"tags":{"team":"{{{team}}}"}}""").JsonAsync()).GetProperty("execution_id").GetGuid());
        await Admin.PostTextAsync("/api/v1/graphs/asks/execute", "{}");

        var first = await Admin.GetAsync("/api/v1/executions?graph=hello&status=completed&tag=team:blue&limit=2", Token).JsonAsync();
        var second = await Admin.GetAsync($"/api/v1/executions?graph=hello&status=completed&tag=team:blue&limit=2&after={first.GetProperty("next").GetString()}", Token).JsonAsync();

        Assert.Equal([ids[3], ids[2]], first.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid()));
        Assert.Equal([ids[0]], second.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid()));
        Assert.Empty((await Admin.GetAsync("/api/v1/executions?until=2020-01-01", Token).JsonAsync()).GetProperty("items").EnumerateArray());
    }

    [Theory]
    [InlineData("after=nonsense", ApiCodes.BadCursor)]
    [InlineData("after=-1", ApiCodes.BadCursor)]
    [InlineData("status=done", ApiCodes.WrongQuery)]
    [InlineData("tag=blue", ApiCodes.WrongQuery)]
    [InlineData("from=yesterday", ApiCodes.WrongQuery)]
    [InlineData("stauts=failed", ApiCodes.WrongQuery)]
    public async Task What_a_filter_cannot_mean_is_refused(string query, string code)
    {
        var answer = await Admin.GetAsync($"/api/v1/executions?{query}", Token);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(code, (await answer.JsonAsync()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Another_workspace_has_no_such_execution()
    {
        var id = (await Admin.PostTextAsync("/api/v1/graphs/asks/execute", "{}").JsonAsync()).GetProperty("execution_id").GetGuid();
        using var other = await _gateway.ClientAsync(Scope.Admin, workspace: "other");

        foreach (var path in (string[])["", "/nodes", "/nodes/ask/output", "/results", $"/commands/{Guid.Empty}"])
            Assert.Equal(GatewayCodes.NoSuchExecution, (await other.GetAsync($"/api/v1/executions/{id}{path}", Token).JsonAsync()).GetProperty("code").GetString());
        foreach (var (path, body) in ((string, string)[])[("cancel", "{}"), ("retry", ""), ("signal", """{"name":"x"}"""), ("approve", """{"node":"ask","decision":"approved"}"""), ("rerun", ""), ("fork", """{"node":"ask"}""")])
            Assert.Equal(GatewayCodes.NoSuchExecution, (await other.PostTextAsync($"/api/v1/executions/{id}/{path}", body).JsonAsync()).GetProperty("code").GetString());
        Assert.Equal(0, (await other.PostTextAsync("/api/v1/executions/cancel", """{"graph":"asks"}""").JsonAsync()).GetProperty("matched").GetInt32());
        Assert.Empty((await other.GetAsync("/api/v1/executions", Token).JsonAsync()).GetProperty("items").EnumerateArray());
        Assert.Equal(HttpStatusCode.NotFound, (await other.PostTextAsync("/api/v1/graphs/asks/execute", "{}")).StatusCode);
        Assert.Equal("running", (await Admin.GetAsync($"/api/v1/executions/{id}", Token).JsonAsync()).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Who_may_only_read_starts_nothing()
    {
        using var reader = await _gateway.ClientAsync(Scope.Read);

        Assert.Equal(HttpStatusCode.Forbidden, (await reader.PostTextAsync("/api/v1/graphs/hello/execute", "{}")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.PostTextAsync("/api/v1/executions/cancel", "{}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await reader.GetAsync("/api/v1/executions", Token)).StatusCode);
    }
}
