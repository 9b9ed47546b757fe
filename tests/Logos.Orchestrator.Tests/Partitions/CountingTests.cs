using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Rules.Values;

namespace Logos.Orchestrator.Tests.Partitions;

/// <summary>What has ended is counted once, whatever happens to the store.</summary>
public sealed class CountingTests : IDisposable
{
    private const string Completed = "graph_executions_total status=completed";
    private const string Small = "name: small\nnodes:\n  w: { type: wait, with: { for: 0s } }\n";
    private const string Asking = "name: asking\nnodes:\n  w: { type: wait, with: { signal: go } }\n";
    private const string Broken = "name: broken\nnodes:\n  w: { type: subgraph, with: { graph: nowhere } }\n";

    private readonly Counted _counted = new();

    public void Dispose() => _counted.Dispose();

    [Fact]
    public async Task What_ends_in_different_ways_is_counted_with_its_status()
    {
        await using var owner = new OneOwner(Small, Asking, Broken) { Meters = new(_counted.Meters) };
        owner.Start(new());
        for (var i = 0; i < 3; i++)
            await owner.EndAsync(await owner.SubmitAsync("small", ValueMap.Empty));
        await owner.EndAsync(await owner.SubmitAsync("broken", ValueMap.Empty));
        var asking = await owner.SubmitAsync("asking", ValueMap.Empty);
        await owner.AnswerAsync(await owner.AskAsync(asking, CommandKind.Cancel, "enough"));
        await owner.EndAsync(asking);
        await owner.EndAsync(await owner.SubmitAsync("asking", ValueMap.Empty, TimeSpan.FromMilliseconds(20)));
        await owner.StopAsync();

        Assert.Equal(3, _counted[Completed]);
        Assert.Equal(1, _counted["graph_executions_total status=failed"]);
        Assert.Equal(1, _counted["graph_executions_total status=cancelled"]);
        Assert.Equal(1, _counted["graph_executions_total status=timed_out"]);
        Assert.Equal(3, _counted["graph_execution_duration_seconds status=completed"]);
        Assert.Equal(5, _counted["graph_nodes_executed_total node_type=wait"]);
        Assert.Equal(3, _counted["node_execution_duration_seconds node_type=wait status=succeeded"]);
        Assert.Equal(2, _counted["node_execution_duration_seconds node_type=wait status=cancelled"]);
        Assert.Equal(1, _counted["node_execution_errors_total node_type=subgraph error_type=permanent"]);
    }

    [Fact]
    public async Task What_is_tried_again_by_hand_has_ended_twice()
    {
        await using var owner = new OneOwner(Broken) { Meters = new(_counted.Meters) };
        owner.Start(new());
        var id = await owner.SubmitAsync("broken", ValueMap.Empty);
        await owner.EndAsync(id);

        var again = owner.Store.UntilAsync(commit => commit.Changes.Any(changes => changes.Execution.Status.IsEnd()));
        await owner.AnswerAsync(await owner.AskAsync(id, CommandKind.Retry, ""));
        await again;
        await owner.StopAsync();

        Assert.Equal(2, _counted["graph_executions_total status=failed"]);
        Assert.Equal(2, _counted["node_execution_errors_total node_type=subgraph error_type=permanent"]);
    }

    [Fact]
    public async Task A_commit_that_was_refused_is_counted_when_it_is_done()
    {
        await using var owner = new OneOwner(Small) { Meters = new(_counted.Meters) };
        var refused = 0;
        owner.Store.Refuse = commit => commit.Changes.Any(changes => changes.Execution.Status.IsEnd()) && Interlocked.Increment(ref refused) <= 3 ? new StoreUnavailableException("away", new IOException("away")) : null;
        owner.Start(new());
        for (var i = 0; i < 5; i++)
            await owner.EndAsync(await owner.SubmitAsync("small", ValueMap.Empty));
        await owner.StopAsync();

        Assert.True(refused > 3);
        Assert.Equal(5, _counted[Completed]);
        Assert.Equal(5, _counted["graph_nodes_executed_total node_type=wait"]);
    }

    [Fact]
    public async Task A_commit_whose_answer_was_lost_is_counted_once()
    {
        await using var owner = new OneOwner(Small) { Meters = new(_counted.Meters) };
        owner.Start(new());
        await owner.EndAsync(await owner.SubmitAsync("small", ValueMap.Empty));
        owner.Store.Refuse = commit =>
        {
            owner.Store.LosesNextCommit = commit.Changes.Any(changes => changes.Execution.Status.IsEnd());
            return null;
        };
        var lost = owner.Store.UntilAsync(commit => commit.Changes.Any(changes => changes.Execution.Status.IsEnd()));
        var id = await owner.SubmitAsync("small", ValueMap.Empty);
        await lost;
        owner.Store.Refuse = _ => null;
        await owner.EndAsync(await owner.SubmitAsync("small", ValueMap.Empty));
        await owner.StopAsync();

        Assert.Equal(ExecutionStatus.Completed, (await owner.FindAsync(id))!.Status);
        Assert.Equal(3, _counted[Completed]);
    }
}
