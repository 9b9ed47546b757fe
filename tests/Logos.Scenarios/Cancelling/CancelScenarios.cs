using System.Net;
using Logos.Scenarios.Deployments;

namespace Logos.Scenarios.Cancelling;

/// <summary>Ending early what somebody no longer wants, one by one and many at once.</summary>
public abstract class CancelScenarios(Deployment deployment)
{
    private const string Waits = "name: waits\nnodes:\n  go: { type: wait, with: { signal: go } }\n  then: { type: rule, needs: [go], with: { output: 1 } }\n";

    [Fact]
    public async Task What_waits_is_cancelled_and_the_reason_is_kept()
    {
        using var api = deployment.Admin;
        var execution = await api.StartAsync(Waits);
        await api.WaitingAsync(execution, "go");
        (await api.CancelAsync(execution, "no longer wanted")).Expect(HttpStatusCode.OK);
        var ended = await api.EndAsync(execution);
        Assert.Equal("cancelled", ended.Text("status"));
        Assert.Equal("cancelled", (await api.NodeOfAsync(execution, "go")).Text("status"));
        Assert.Equal("cancelled", (await api.NodeOfAsync(execution, "then")).Text("status"));
        Assert.Contains(await api.TimelineAsync(execution), each => each.GetRawText().Contains("no longer wanted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_request_that_is_under_way_is_broken_off()
    {
        using var api = deployment.Admin;
        var key = Site.Key();
        var execution = await api.StartAsync($"name: held\nnodes:\n  ask: {{ type: http, timeout: 5m, with: {{ url: SITE/hold/{key} }} }}\n");
        await deployment.Site.ArrivedAsync(key);
        (await api.CancelAsync(execution)).Good();
        Assert.Equal("cancelled", (await api.EndAsync(execution)).Text("status"));
    }

    [Fact]
    public async Task What_has_ended_cannot_be_cancelled()
    {
        using var api = deployment.Admin;
        var execution = await api.StartAsync("name: brief\nnodes:\n  a: { type: rule, with: { output: 1 } }\n");
        await api.EndAsync(execution);
        (await api.CancelAsync(execution)).Problem(HttpStatusCode.Conflict, "LGS3010");
        Assert.Equal("completed", (await api.ExecutionAsync(execution)).Text("status"));
    }

    [Fact]
    public async Task What_was_done_is_undone_when_it_is_cancelled()
    {
        using var api = deployment.Admin;
        var key = Site.Key();
        var execution = await api.StartAsync("""
            name: undo
            nodes:
              book:
                type: http
                timeout: 10s
                with: { method: POST, url: SITE/count/KEY, body: book }
                compensate: { type: http, timeout: 10s, with: { method: POST, url: SITE/count/KEY, body: unbook } }
              go: { type: wait, needs: [book], with: { signal: go } }
            """.Replace("KEY", key, StringComparison.Ordinal));
        await api.WaitingAsync(execution, "go");
        (await api.CancelAsync(execution)).Good();
        Assert.Equal("cancelled", (await api.EndAsync(execution)).Text("status"));
        Assert.Equal(["book", "unbook"], deployment.Site.Bodies(key));
    }

    [Fact]
    public async Task Many_are_cancelled_by_their_tag_and_no_others()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Waits);
        var batch = Api.Unique("batch");
        var wanted = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => api.ExecuteAsync(graph, tags: new { batch })));
        var other = await api.ExecuteAsync(graph, tags: new { batch = "other" });
        var answer = (await api.PostAsync("/api/v1/executions/cancel", new { graph, tag = $"batch:{batch}" })).Expect(HttpStatusCode.OK);
        Assert.Equal(20, answer.Number("matched"));
        Assert.True(answer.Number("accepted") == 20, answer.Json.ToString());
        foreach (var execution in wanted)
            Assert.Equal("cancelled", (await api.EndAsync(execution)).Text("status"));
        Assert.DoesNotContain((await api.ExecutionAsync(other)).Text("status"), new[] { "cancelled", "failed" });
        (await api.CancelAsync(other)).Good();
    }

    [Fact]
    public async Task Many_that_failed_are_tried_again()
    {
        using var api = deployment.Admin;
        var key = Site.Key();
        var graph = await api.GraphAsync("""
            name: failed
            inputs: { i: { type: integer, required: true } }
            nodes:
              ask: { type: http, timeout: 10s, retry: { attempts: 1 }, with: { url: "SITE/flaky/KEY-${{ inputs.i }}/1" } }
            """.Replace("KEY", key, StringComparison.Ordinal));
        var executions = new List<string>();
        for (var i = 0; i < 5; i++)
            executions.Add(await api.ExecuteAsync(graph, new { i }));
        foreach (var execution in executions)
            Assert.Equal("failed", (await api.EndAsync(execution)).Text("status"));
        var answer = (await api.PostAsync("/api/v1/executions/retry", new { graph, status = "failed" })).Expect(HttpStatusCode.OK);
        Assert.Equal(5, answer.Number("accepted"));
        foreach (var execution in executions)
            Assert.Equal("completed", (await api.EndAsync(execution)).Text("status"));
    }

    [Fact]
    public async Task A_bulk_without_any_filter_is_refused_or_limited_and_a_wrong_filter_does_nothing()
    {
        using var api = deployment.Admin;
        var execution = await api.StartAsync(Waits);
        Assert.InRange((int)(await api.PostAsync("/api/v1/executions/cancel", new { graf = "x" })).Status, 400, 422);
        Assert.InRange((int)(await api.PostAsync("/api/v1/executions/cancel", new { status = "sleeping" })).Status, 400, 422);
        Assert.Equal(0, (await api.PostAsync("/api/v1/executions/cancel", new { tag = $"none:{Api.Unique("none")}" })).Good().Number("matched"));
        Assert.DoesNotContain((await api.ExecutionAsync(execution)).Text("status"), new[] { "cancelled", "failed" });
        (await api.CancelAsync(execution)).Good();
    }
}
