using System.Net;
using Logos.Scenarios.Deployments;

namespace Logos.Scenarios.Repeating;

/// <summary>What has ended, once more: as a whole, or from a node on.</summary>
public abstract class RepeatScenarios(Deployment deployment)
{
    private const string Counting = """
        name: counting
        inputs: { n: { type: integer, default: 1 } }
        nodes:
          a: { type: http, timeout: 10s, with: { url: SITE/count/KEY-a } }
          b: { type: http, needs: [a], timeout: 10s, with: { url: SITE/count/KEY-b } }
          c: { type: rule, needs: [b], with: { output: "${{ a.calls * 100 + b.calls * 10 + inputs.n }}" } }
        outputs: { c: "${{ c }}" }
        """;

    [Fact]
    public async Task A_rerun_is_a_new_execution_with_the_same_inputs_and_version()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Counting.Replace("KEY", Site.Key(), StringComparison.Ordinal));
        var first = await api.ExecuteAsync(graph, new { n = 7 });
        Assert.Equal(117, (await api.EndAsync(first)).Number("results.c"));
        (await api.SaveAsync("name: counting\nnodes:\n  a: { type: rule, with: { output: 1 } }\n", graph)).Expect(HttpStatusCode.Created);
        var again = (await api.PostAsync($"/api/v1/executions/{first}/rerun", new { })).Expect(HttpStatusCode.Accepted).Text("execution_id");
        Assert.NotEqual(first, again);
        var ended = await api.EndAsync(again);
        Assert.Equal(227, ended.Number("results.c"));
        Assert.Equal(1, ended.Number("version"));
        Assert.Equal(117, (await api.ExecutionAsync(first)).Number("results.c"));
    }

    [Fact]
    public async Task A_fork_takes_over_what_lies_before_its_node()
    {
        using var api = deployment.Admin;
        var key = Site.Key();
        var first = await api.StartAsync(Counting.Replace("KEY", key, StringComparison.Ordinal), new { n = 1 });
        await api.EndAsync(first);
        var fork = (await api.PostAsync($"/api/v1/executions/{first}/fork", new { node = "b", inputs = new { n = 5 } })).Expect(HttpStatusCode.Accepted).Text("execution_id");
        Assert.Equal(125, (await api.EndAsync(fork)).Number("results.c"));
        Assert.Equal(1, deployment.Site.Calls($"{key}-a"));
        Assert.Equal(2, deployment.Site.Calls($"{key}-b"));
    }

    [Fact]
    public async Task A_fork_of_a_node_that_is_not_there_is_refused()
    {
        using var api = deployment.Admin;
        var first = await api.StartAsync(Counting.Replace("KEY", Site.Key(), StringComparison.Ordinal));
        await api.EndAsync(first);
        Assert.Equal("LGS3025", (await api.PostAsync($"/api/v1/executions/{first}/fork", new { node = "z" })).Text("code"));
        Assert.InRange((int)(await api.PostAsync($"/api/v1/executions/{first}/fork", new { })).Status, 400, 422);
    }

    [Fact]
    public async Task A_fork_with_inputs_that_do_not_fit_is_refused()
    {
        using var api = deployment.Admin;
        var first = await api.StartAsync(Counting.Replace("KEY", Site.Key(), StringComparison.Ordinal));
        await api.EndAsync(first);
        (await api.PostAsync($"/api/v1/executions/{first}/fork", new { node = "b", inputs = new { n = "x" } })).Expect(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task What_still_runs_is_not_repeated()
    {
        using var api = deployment.Admin;
        var execution = await api.StartAsync("name: runs\nnodes:\n  go: { type: wait, with: { signal: go } }\n");
        await api.WaitingAsync(execution, "go");
        (await api.PostAsync($"/api/v1/executions/{execution}/rerun", new { })).Problem(HttpStatusCode.Conflict, "LGS3024");
        (await api.PostAsync($"/api/v1/executions/{execution}/fork", new { node = "go" })).Problem(HttpStatusCode.Conflict, "LGS3024");
        (await api.CancelAsync(execution)).Good();
    }

    [Fact]
    public async Task What_succeeded_has_nothing_to_be_tried_again()
    {
        using var api = deployment.Admin;
        var execution = await api.StartAsync("name: good\nnodes:\n  a: { type: rule, with: { output: 1 } }\n");
        await api.EndAsync(execution);
        (await api.PostAsync($"/api/v1/executions/{execution}/retry", new { })).Problem(HttpStatusCode.Conflict, "LGS3012");
    }

    [Fact]
    public async Task A_child_is_repeated_with_its_parent_alone()
    {
        using var api = deployment.Admin;
        var child = await api.GraphAsync("name: below\nnodes:\n  a: { type: rule, with: { output: 1 } }\n");
        await api.RunAsync($"name: above\nnodes:\n  sub: {{ type: subgraph, with: {{ graph: {child} }} }}\n");
        var below = Assert.Single(await api.AllAsync($"/api/v1/executions?graph={child}")).GetProperty("id").GetString()!;
        (await api.PostAsync($"/api/v1/executions/{below}/rerun", new { })).Problem(HttpStatusCode.Conflict, "LGS3026");
    }

    [Fact]
    public async Task What_was_undone_is_not_tried_again()
    {
        using var api = deployment.Admin;
        var execution = await api.StartAsync("""
            name: undone
            nodes:
              book:
                type: http
                timeout: 10s
                with: { url: SITE/echo }
                compensate: { type: http, timeout: 10s, with: { url: SITE/echo } }
              bad: { type: assert, needs: [book], with: { checks: [{ that: len(run.graph) > 99 }] } }
            """);
        await api.EndAsync(execution);
        (await api.PostAsync($"/api/v1/executions/{execution}/retry", new { })).Problem(HttpStatusCode.Conflict, "LGS3013");
    }
}
