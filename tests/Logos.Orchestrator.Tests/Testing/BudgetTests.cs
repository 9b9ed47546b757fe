using Logos.Core.Executions;
using Logos.Orchestrator.Testing;

namespace Logos.Orchestrator.Tests.Testing;

/// <summary>What the owner of a partition evaluates itself is bounded: everybody else in the partition waits meanwhile.</summary>
public sealed class BudgetTests
{
    private const string Work = "any(inputs.list, x => any(inputs.list, y => x + y < 0))";
    private const string Once = "name: once\nnodes:\n  a: { type: rule, with: { output: 1 } }\noutputs: { ok: \"${{ a == 1 }}\" }\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData($"a: {{ type: rule, when: \"{Work}\", with: {{ output: 1 }} }}", "the condition ")]
    [InlineData($"a: {{ type: loop, with: {{ graph: once, max: 2, until: \"{Work}\" }} }}", "the `until` of node `a`")]
    public async Task A_condition_that_works_too_much_fails_its_node_and_says_what_to_do(string node, string beginning)
    {
        var run = await RunAsync(node, 400);

        var failure = run.Node("a").Error!;
        Assert.Equal((ExecutionStatus.Failed, "LGS1204"), (run.Status, failure.Code));
        Assert.StartsWith(beginning, failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("50000 steps for a condition; compute it in a `rule` node, and let the condition read that", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_condition_over_a_list_of_thousands_is_within_its_budget()
    {
        var run = await RunAsync("a: { type: rule, when: \"all(inputs.list, x => x >= 0)\", with: { output: 1 } }", 5_000);
        Assert.Equal((ExecutionStatus.Completed, NodeStatus.Succeeded), (run.Status, run.Node("a").Status));
    }

    [Fact]
    public async Task The_items_of_a_foreach_have_the_budget_of_any_expression()
    {
        var run = await RunAsync("a: { type: rule, foreach: { items: \"${{ filter(inputs.list, x => x % 100 == 0) }}\" }, with: { output: \"${{ item }}\" } }", 60_000);
        Assert.Equal((ExecutionStatus.Completed, 600), (run.Status, run.Node("a").Items));
    }

    private static async Task<TestRun> RunAsync(string node, int items)
    {
        await using var host = LogosTestHost.Create(b => b.AddGraph(Once).AddGraph($"name: budget\ninputs: {{ list: {{ type: array }} }}\nnodes:\n  {node}\noutputs: {{ ok: true }}\n"));
        return await host.RunAsync("budget", new { list = Enumerable.Range(0, items) }, cancellationToken: Token);
    }
}
