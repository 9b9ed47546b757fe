using System.Globalization;
using Logos.Scenarios.Deployments;

namespace Logos.Scenarios.Measuring;

/// <summary>What the metrics of all processes together say is what has happened.</summary>
public abstract class CountScenarios(Deployment deployment)
{
    private const string Good = "name: counted\nnodes:\n  a: { type: rule, with: { output: 1 } }\n  b: { type: rule, needs: [a], with: { output: \"${{ a + 1 }}\" } }\n";
    private const string Parent = "name: counted-parent\nnodes:\n  child: { type: subgraph, with: { graph: GOOD } }\n";
    private const string Bad = "name: counted-bad\nnodes:\n  a: { type: assert, with: { checks: [{ that: len(run.graph) > 99 }] } }\n";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task The_sum_over_all_processes_is_the_number_of_executions_that_have_ended()
    {
        using var api = deployment.Admin;
        var good = await api.GraphAsync(Good);
        string[] graphs = [good, await api.GraphAsync(Parent.Replace("GOOD", good, StringComparison.Ordinal)), await api.GraphAsync(Bad)];

        var started = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => api.ExecuteAsync(graphs[i % 3])));
        foreach (var execution in started)
            await api.EndAsync(execution);

        // The store shows an end a moment before its owner hears that it is there.
        await UntilAsync("graph_executions_total", 80);
        Assert.Equal(60, await SumAsync("graph_executions_total{status=\"completed\"}"));
        Assert.Equal(20, await SumAsync("graph_executions_total{status=\"failed\"}"));
        Assert.Equal(80, await SumAsync("graph_execution_duration_seconds_count"));
        Assert.Equal(80, await SumAsync("graph_nodes_executed_total{node_type=\"rule\"}"));
        Assert.Equal(20, await SumAsync("graph_nodes_executed_total{node_type=\"subgraph\"}"));
        Assert.Equal(20, await SumAsync("node_execution_errors_total{error_type=\"permanent\",node_type=\"assert\"}"));
        Assert.Equal(20, await SumAsync("worker_tasks_processed_total{status=\"failed\",worker_type=\"rule\"}"));
        Assert.Equal(0, await SumAsync("worker_tasks_processed_total{status=\"released\",worker_type=\"rule\"}"));
        foreach (var queue in new[] { "node.rule.tasks", "node.rule.quarantine", "node.dead" })
            Assert.Contains((await ReadAsync()).SelectMany(text => text), line => line.StartsWith($"queue_depth{{queue_name=\"{queue}\"}} ", StringComparison.Ordinal));
    }

    private async Task UntilAsync(string name, double sum)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (await SumAsync(name) < sum)
            await Task.Delay(Pause, TimeProvider.System, patience.Token);
        Assert.Equal(sum, await SumAsync(name));
    }

    /// <param name="series">A name, with all its labels or with any.</param>
    private async Task<double> SumAsync(string series) =>
        (await ReadAsync()).SelectMany(text => text).Where(line => line.StartsWith(series, StringComparison.Ordinal) && line[series.Length] is ' ' or '{')
            .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));

    private Task<string[][]> ReadAsync() => Task.WhenAll(deployment.ProcessAddresses.Select(async address =>
    {
        using var api = new Api(address, deployment.AdminToken, deployment.Site.Address);
        return (await api.Http.GetStringAsync("/metrics", TestContext.Current.CancellationToken)).Split('\n');
    }));
}
