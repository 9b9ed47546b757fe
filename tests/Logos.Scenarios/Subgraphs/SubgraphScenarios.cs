using Logos.Scenarios.Deployments;

namespace Logos.Scenarios.Subgraphs;

/// <summary>Graphs that start graphs: once, in turns, and what one hears of the other.</summary>
public abstract class SubgraphScenarios(Deployment deployment)
{
    private const string Child = """
        name: child
        inputs: { n: { type: integer, required: true } }
        nodes:
          check: { type: assert, with: { checks: [{ that: inputs.n < 100, message: "${{ inputs.n }} is too much" }] } }
          a: { type: rule, needs: [check], with: { output: "${{ inputs.n * 2 }}" } }
        outputs: { doubled: "${{ a }}" }
        """;

    private const string Parent = """
        name: parent
        inputs: { n: { type: any } }
        nodes:
          sub: { type: subgraph, with: { graph: CHILD, inputs: { n: "${{ inputs.n }}" } } }
        outputs: { value: "${{ sub.doubled }}" }
        """;

    [Fact]
    public async Task A_graph_runs_as_a_node_of_another()
    {
        using var api = deployment.Admin;
        var child = await api.GraphAsync(Child);
        var execution = await api.StartAsync(Parent.Replace("CHILD", child, StringComparison.Ordinal), new { n = 4 });
        Assert.Equal(8, (await api.EndAsync(execution)).Number("results.value"));
        var started = Assert.Single(await api.AllAsync($"/api/v1/executions?graph={child}")).GetProperty("id").GetString()!;
        var told = await api.ExecutionAsync(started);
        Assert.Equal(execution, told.Text("parent.execution_id"));
        Assert.Equal("sub", told.Text("parent.node"));
        Assert.Empty(await api.AllAsync($"/api/v1/executions?graph={child}&roots=true"));
    }

    [Fact]
    public async Task A_child_that_fails_fails_its_node_and_names_itself()
    {
        using var api = deployment.Admin;
        var child = await api.GraphAsync(Child);
        var ended = await api.RunAsync(Parent.Replace("CHILD", child, StringComparison.Ordinal), new { n = 500 });
        Assert.Equal("failed", ended.Text("status"));
        Assert.Equal("LGS3007", ended.Text("error.code"));
        Assert.Contains("500 is too much", ended.Text("error.message"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inputs_that_the_other_graph_does_not_take_fail_the_node()
    {
        using var api = deployment.Admin;
        var child = await api.GraphAsync(Child);
        Assert.Equal("LGS3017", (await api.RunAsync(Parent.Replace("CHILD", child, StringComparison.Ordinal), new { n = "four" })).Text("error.code"));
    }

    [Fact]
    public async Task A_graph_that_is_not_there_is_told_when_it_is_needed()
    {
        using var api = deployment.Admin;
        Assert.Equal("LGS3016", (await api.RunAsync(Parent.Replace("CHILD", "nobody-has-this-name", StringComparison.Ordinal), new { n = 1 })).Text("error.code"));
    }

    [Fact]
    public async Task A_child_of_a_pinned_version_stays_with_it()
    {
        using var api = deployment.Admin;
        var child = await api.GraphAsync(Child);
        await api.GraphAsync(Child.Replace("* 2", "* 3", StringComparison.Ordinal), child);
        Assert.Equal(8, (await api.RunAsync(Parent.Replace("graph: CHILD", $"graph: {child}, version: 1", StringComparison.Ordinal), new { n = 4 })).Number("results.value"));
        Assert.Equal(12, (await api.RunAsync(Parent.Replace("CHILD", child, StringComparison.Ordinal), new { n = 4 })).Number("results.value"));
    }

    [Fact]
    public async Task A_parent_that_is_cancelled_cancels_its_child()
    {
        using var api = deployment.Admin;
        var child = await api.GraphAsync("name: waits\nnodes:\n  go: { type: wait, with: { signal: go } }\n");
        var execution = await api.StartAsync($"name: above\nnodes:\n  sub: {{ type: subgraph, with: {{ graph: {child} }} }}\n");
        await api.NodeAsync(execution, "sub", "running");
        var below = Assert.Single(await api.AllAsync($"/api/v1/executions?graph={child}")).GetProperty("id").GetString()!;
        await api.WaitingAsync(below, "go");
        (await api.CancelAsync(execution)).Good();
        Assert.Equal("cancelled", (await api.EndAsync(execution)).Text("status"));
        Assert.Equal("cancelled", (await api.EndAsync(below)).Text("status"));
    }

    [Fact]
    public async Task A_loop_runs_until_it_is_true()
    {
        using var api = deployment.Admin;
        var step = await api.GraphAsync("""
            name: step
            inputs: { n: { type: integer, required: true } }
            nodes:
              a: { type: rule, with: { output: "${{ inputs.n + 10 }}" } }
            outputs: { n: "${{ a }}" }
            """);
        var ended = await api.RunAsync("""
            name: loops
            nodes:
              again: { type: loop, with: { graph: STEP, inputs: { n: "${{ last == null ? iteration : last.n }}" }, until: last.n >= 45, max: 20 } }
            outputs: { n: "${{ again.n }}" }
            """.Replace("STEP", step, StringComparison.Ordinal));
        Assert.Equal(50, ended.Number("results.n"));
        Assert.Equal(5, (await api.AllAsync($"/api/v1/executions?graph={step}")).Count);
    }

    [Fact]
    public async Task A_loop_that_finds_no_end_fails()
    {
        using var api = deployment.Admin;
        var step = await api.GraphAsync("name: idle\nnodes:\n  a: { type: rule, with: { output: 1 } }\noutputs: { a: \"${{ a }}\" }\n");
        var ended = await api.RunAsync($"name: endless\nnodes:\n  again: {{ type: loop, with: {{ graph: {step}, until: last.a > 1, max: 3 }} }}\n");
        Assert.Equal("LGS3005", ended.Text("error.code"));
        Assert.Equal(3, (await api.AllAsync($"/api/v1/executions?graph={step}")).Count);
    }

    [Fact]
    public async Task Graphs_per_item_give_their_results_in_order()
    {
        using var api = deployment.Admin;
        var child = await api.GraphAsync(Child);
        var ended = await api.RunAsync("""
            name: fan
            nodes:
              each: { type: subgraph, foreach: { items: [5, 1, 4, 2, 3], concurrency: 2 }, with: { graph: CHILD, inputs: { n: "${{ item }}" } } }
            outputs: { all: "${{ map(each, e => e.doubled) }}" }
            """.Replace("CHILD", child, StringComparison.Ordinal));
        Assert.Equal("[10,2,8,4,6]", ended.At("results.all").GetRawText());
    }
}
