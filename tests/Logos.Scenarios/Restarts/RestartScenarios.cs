using System.Net;
using System.Net.ServerSentEvents;
using Logos.Scenarios.Deployments;

namespace Logos.Scenarios.Restarts;

/// <summary>The server stops or is killed in the middle, and everything goes on. Needs a deployment that nobody else uses.</summary>
public abstract class RestartScenarios(Deployment deployment)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_waits_goes_on_waiting(bool killed)
    {
        using var api = deployment.Admin;
        var signalled = await api.StartAsync("name: w\nnodes:\n  go: { type: wait, with: { signal: go } }\noutputs: { go: \"${{ go }}\" }\n");
        var asked = await api.StartAsync("name: a\nnodes:\n  ok: { type: approval, with: { message: \"Well?\" } }\noutputs: { ok: \"${{ ok.decision }}\" }\n");
        var buffered = await api.StartAsync("name: b\nnodes:\n  one: { type: wait, with: { signal: one } }\n  two: { type: wait, needs: [one], with: { signal: two } }\noutputs: { two: \"${{ two }}\" }\n");
        var timed = await api.StartAsync("name: t\nnodes:\n  nap: { type: wait, with: { for: 1s } }\n");
        (await api.SignalAsync(buffered, "two", "kept")).Good();
        await api.WaitingAsync(signalled, "go");
        await api.WaitingAsync(asked, "ok");
        await StopAsync(killed);
        (await api.SignalAsync(signalled, "go", 42)).Good();
        (await api.ApproveAsync(asked, "ok", "approved")).Good();
        (await api.SignalAsync(buffered, "one")).Good();
        Assert.Equal(42, (await api.EndAsync(signalled)).Number("results.go"));
        Assert.Equal("approved", (await api.EndAsync(asked)).Text("results.ok"));
        Assert.Equal("kept", (await api.EndAsync(buffered)).Text("results.two"));
        Assert.Equal("completed", (await api.EndAsync(timed)).Text("status"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_that_was_under_way_is_sent_again_and_what_was_done_is_not(bool killed)
    {
        using var api = deployment.Admin;
        var key = Site.Key();
        var execution = await api.StartAsync("""
            name: under-way
            nodes:
              done: { type: http, timeout: 30s, with: { url: SITE/count/KEY-done } }
              held: { type: http, needs: [done], timeout: 1m, with: { url: SITE/hold/KEY } }
            outputs: { calls: "${{ done.calls }}", key: "${{ held.key }}" }
            """.Replace("KEY", key, StringComparison.Ordinal));
        await deployment.Site.ArrivedAsync(key);
        var stopping = StopAsync(killed);
        if (killed)
            await stopping;
        deployment.Site.Release(key);
        await stopping;
        var ended = await api.EndAsync(execution);
        Assert.Equal("completed", ended.Text("status"));
        Assert.Equal(1, ended.Number("results.calls"));
        Assert.Equal(1, deployment.Site.Calls($"{key}-done"));
        Assert.Equal(key, ended.Text("results.key"));
    }

    [Fact]
    public async Task A_list_that_was_half_done_does_not_begin_anew()
    {
        using var api = deployment.Admin;
        var key = Site.Key();
        var execution = await api.StartAsync("""
            name: half
            inputs: { items: { type: array, required: true } }
            nodes:
              each: { type: http, timeout: 1m, foreach: { items: "${{ inputs.items }}", concurrency: 1 }, with: { url: "SITE/${{ item }}" } }
            """, new { items = Enumerable.Range(0, 20).Select(i => $"count/{key}-{i}").Append($"hold/{key}").Concat(Enumerable.Range(20, 20).Select(i => $"count/{key}-{i}")) });
        await deployment.Site.ArrivedAsync(key);
        await deployment.CrashAsync();
        deployment.Site.Release(key);
        Assert.Equal("completed", (await api.EndAsync(execution)).Text("status"));
        Assert.All(Enumerable.Range(0, 19), i => Assert.Equal(1, deployment.Site.Calls($"{key}-{i}")));
    }

    [Fact]
    public async Task A_watcher_takes_up_where_it_was_after_a_restart()
    {
        using var api = deployment.Admin;
        var execution = await api.StartAsync("""
            name: watched
            nodes:
              a: { type: rule, with: { output: 1 } }
              go: { type: wait, needs: [a], with: { signal: go } }
              b: { type: rule, needs: [go], with: { output: 2 } }
            """);
        string? last = null;
        await foreach (var told in api.EventsAsync(execution))
        {
            last = told.EventId is { Length: > 0 } id ? id : last;
            if (told.Data.Contains("\"go\"", StringComparison.Ordinal) && told.Data.Contains("running", StringComparison.Ordinal))
                break;
        }

        await deployment.CrashAsync();
        var rest = new List<SseItem<string>>();
        var watching = Task.Run(async () =>
        {
            await foreach (var told in api.EventsAsync(execution, last))
                rest.Add(told);
        }, TestContext.Current.CancellationToken);
        (await api.SignalAsync(execution, "go")).Good();
        await watching;
        Assert.Equal("end", rest[^1].EventType);
        var state = rest.FindIndex(each => each.EventType == "execution.state");
        Assert.True(state >= 0 || rest.Any(each => each.EventType == "node.succeeded" && each.Data.Contains("\"b\"", StringComparison.Ordinal)), string.Join('\n', rest.Select(each => each.EventType + each.Data)));
        Assert.Contains(rest, each => each.Data.Contains("completed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_was_kept_is_there_after_a_crash()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync("name: kept\nnodes:\n  a: { type: rule, with: { output: 1 } }\n");
        await api.GraphAsync("name: kept\nnodes:\n  a: { type: rule, with: { output: 2 } }\n", graph);
        var key = Api.Unique("key");
        var execution = (await api.PostAsync($"/api/v1/graphs/{graph}/execute", new { tags = new { a = "b" } }, key)).Good().Text("execution_id");
        var before = await api.EndAsync(execution);
        var token = (await api.PostAsync("/api/v1/tokens", new { name = "stays", scope = "read" })).Good();
        var revoked = (await api.PostAsync("/api/v1/tokens", new { name = "goes", scope = "read" })).Good();
        (await api.DeleteAsync($"/api/v1/tokens/{revoked.Text("id")}")).Good();
        (await api.PutAsync("/api/v1/secrets/KEPT", new { value = "kept" })).Good();
        var gone = await api.GraphAsync("name: gone\nnodes:\n  a: { type: rule, with: { output: 1 } }\n");
        (await api.DeleteAsync($"/api/v1/graphs/{gone}")).Good();
        await deployment.CrashAsync();
        Assert.Equal(before.Json.GetRawText(), (await api.ExecutionAsync(execution)).Json.GetRawText());
        Assert.Equal(2, (await api.AllAsync($"/api/v1/graphs/{graph}/versions")).Count);
        Assert.Equal(execution, (await api.PostAsync($"/api/v1/graphs/{graph}/execute", new { tags = new { a = "b" } }, key)).Good().Text("execution_id"));
        Assert.Equal(execution, Assert.Single(await api.AllAsync("/api/v1/executions?tag=a:b")).GetProperty("id").GetString());
        using var with = deployment.With(token.Text("token"));
        (await with.GetAsync("/api/v1/me")).Good();
        using var without = deployment.With(revoked.Text("token"));
        (await without.GetAsync("/api/v1/me")).Expect(HttpStatusCode.Unauthorized);
        (await api.GetAsync("/api/v1/secrets/KEPT")).Good();
        (await api.GetAsync($"/api/v1/graphs/{gone}")).Expect(HttpStatusCode.NotFound);
        var site = Site.Key();
        await api.RunAsync($"name: s\nnodes:\n  a: {{ type: http, timeout: 10s, with: {{ method: POST, url: SITE/count/{site}, body: \"${{{{ secrets.KEPT }}}}\" }} }}\n");
        Assert.Equal(["kept"], deployment.Site.Bodies(site));
    }

    private Task StopAsync(bool killed) => killed ? deployment.CrashAsync() : deployment.RestartAsync();
}
