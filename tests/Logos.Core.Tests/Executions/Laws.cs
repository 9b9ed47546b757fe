using Logos.Core.Executions;
using Logos.Core.Graphs.Definition;

namespace Logos.Core.Tests.Executions;

/// <summary>What holds of every execution after every event.</summary>
internal static class Laws
{
    public static void HoldAcross(World world, NodeStatus[] before, int[] attempts, bool ended, Decision[] decisions)
    {
        var state = world.State;
        for (var i = 0; i < before.Length; i++)
        {
            var after = state.Nodes[i].Status;
            Assert.True(state.Nodes[i].Attempt >= attempts[i], $"the attempt of n{i} went back");
            Assert.InRange(state.Nodes[i].Attempt, 0, 10);
            Assert.False(ended && before[i] != after, $"n{i} changed after the end");
        }

        foreach (var dispatch in decisions.OfType<Decision.Dispatch>())
        {
            if (dispatch.Task.Purpose == TaskPurpose.Run)
                JoinIsMet(state, dispatch.Task.Node);
        }

        if (ended)
            Assert.DoesNotContain(decisions, d => d is Decision.Dispatch { Task.Purpose: TaskPurpose.Run });
    }

    /// <summary>Each attempt that another followed has its row; the last one stands in the node, or in the item.</summary>
    public static void AttemptsAreComplete(ExecutionState state, IReadOnlyCollection<AttemptRow> attempts)
    {
        AttemptsAreOnce(state, attempts);
        foreach (var node in state.Plan.Nodes)
        {
            var now = state.Nodes[node.Index];
            Assert.Equal(Enumerable.Range(1, Math.Max(0, now.Attempt - 1)), attempts.Where(row => row.Node == node.Id && row.Item == TaskKey.NoItem).Select(row => row.Attempt));
            for (var i = 0; i < now.Items?.Length; i++)
                Assert.Equal(Enumerable.Range(1, Math.Max(0, now.Items[i].Attempt - 1)), attempts.Where(row => row.Node == node.Id && row.Item == i).Select(row => row.Attempt));
        }
    }

    /// <summary>After a retry by hand, what never ran has no row; but nothing has two, and nothing is told of an attempt that is to come.</summary>
    public static void AttemptsAreOnce(ExecutionState state, IReadOnlyCollection<AttemptRow> attempts)
    {
        Assert.Equal(attempts.Count, attempts.Select(row => (row.Node, row.Item, row.Attempt)).Distinct().Count());
        Assert.All(attempts, row => Assert.NotNull(row.Error));
        Assert.All(attempts, row =>
        {
            var node = state.Nodes[state.Plan.Find(row.Node)!.Index];
            Assert.True(row.Attempt <= (row.Item == TaskKey.NoItem ? node.Attempt : node.Items![row.Item].Attempt), row.ToString());
        });
    }

    public static void AreTheSame(ExecutionState a, ExecutionState b)
    {
        Assert.Equal(a.Status, b.Status);
        Assert.Equal(a.Phase, b.Phase);
        Assert.Equal(a.Ending, b.Ending);
        Assert.Equal(a.Error, b.Error);
        for (var i = 0; i < a.Nodes.Length; i++)
        {
            var (x, y) = (a.Nodes[i], b.Nodes[i]);
            Assert.Equal(Tuple(x), Tuple(y));
            Assert.Equal(x.Control, y.Control);
            Assert.Equal(x.Items?.Select(n => (n.Status, n.Attempt, n.Claimed, n.DueAt)), y.Items?.Select(n => (n.Status, n.Attempt, n.Claimed, n.DueAt)));
        }
    }

    private static object Tuple(NodeState n) =>
        (n.Status, n.Attempt, n.Sequence, n.Round, n.Claimed, n.Silences, (n.DueAt, n.TimeoutAt, n.Signal, n.Error, n.SkippedBecause), (n.Compensation, n.CompensationAttempt, n.Cursor, n.OpenItems, n.EndedItems, n.FallsBack, n.Checking));

    private static void JoinIsMet(ExecutionState state, int node)
    {
        var join = state.Plan.Nodes[node].Definition.Join;
        var upstream = state.Plan.Shape.Incoming(node).ToArray().Select(e => state.Plan.Edges[e].From).ToArray();
        var passed = upstream.Count(u => state.Nodes[u].Status == NodeStatus.Succeeded ||
            (state.Nodes[u].Status is NodeStatus.Failed or NodeStatus.TimedOut && state.Plan.Nodes[u].Definition.OnError is OnError.Continue));
        var ended = upstream.Count(u => state.Nodes[u].Status.IsEnd());
        var met = join switch
        {
            Join.All => passed == upstream.Length,
            Join.Any => passed > 0 || upstream.Length == 0,
            _ => ended == upstream.Length,
        };
        Assert.True(met, $"n{node} was dispatched before its join {join} was met");
    }
}
