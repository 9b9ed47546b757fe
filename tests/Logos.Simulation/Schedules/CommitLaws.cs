using Logos.Core.Executions;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.Planning;
using Logos.Core.Orchestration;
using Logos.Simulation.Stores;

namespace Logos.Simulation.Schedules;

/// <summary>What holds of every commit, held against the rows before it.</summary>
internal sealed class CommitLaws(Func<Tables> committed, Ledger ledger, Func<string, GraphPlan> planOf)
{
    private Tables Rows => committed();

    private readonly Dictionary<int, long> _epochs = [];
    private readonly HashSet<(Guid, string, int, int, bool)> _recorded = [];

    /// <summary>An embedded store counts its owners anew with each start: nobody of the process before is left.</summary>
    public void Restart() => _epochs.Clear();

    /// <summary>What was durable is still so after a start; there may be more, which was never acknowledged.</summary>
    public static void HoldAcross(StoredExecution before, StoredExecution? after)
    {
        if (after is null)
            throw new LawBrokenException($"{CommitText.Short(before.Head.Id)} was durable, and is gone.");
        var rows = after.Nodes.ToDictionary(n => n.Node, StringComparer.Ordinal);
        foreach (var old in before.Nodes)
        {
            var now = rows.GetValueOrDefault(old.Node);
            if (now is null || now.Attempt < old.Attempt || (now.Attempt == old.Attempt && old.Status.IsEnd() && now.Status != old.Status))
                throw new LawBrokenException($"{CommitText.Short(before.Head.Id)} {old.Node} was {old.Status}/{old.Attempt}, and is {now?.Status}/{now?.Attempt} after a start.");
        }
    }

    public void Check(PartitionCommit commit)
    {
        if (commit.Lease.Epoch < _epochs.GetValueOrDefault(commit.Lease.Partition))
            throw new LawBrokenException($"A stale owner, {commit.Lease.Owner}, commits to partition {commit.Lease.Partition}.");
        _epochs[commit.Lease.Partition] = commit.Lease.Epoch;
        foreach (var head in commit.Begun)
        {
            if (Rows.Row(head.Id) is not null)
                throw new LawBrokenException($"{CommitText.Short(head.Id)} begins twice.");
        }

        foreach (var changes in commit.Changes)
            Check(commit, changes);
    }

    private void Check(PartitionCommit commit, ExecutionChanges changes)
    {
        var head = Rows.Head(changes.Id) ?? commit.Begun.Single(h => h.Id == changes.Id);
        var plan = planOf(head.Graph);
        // Somebody may try it again, and it may be over again with the same commit.
        var wasOver = Rows.Row(changes.Id) is { } row && row.Status.IsEnd();
        foreach (var node in changes.Nodes)
        {
            var index = plan.Find(node.Node)!.Index;
            var before = Rows.Node(changes.Id, node.Node);
            Outcome(changes.Id, node.Node, TaskKey.NoItem, before?.Status, before?.Attempt, node.Status, node.Attempt, wasOver);
            if (before is not null && before.Status == NodeStatus.Succeeded && node.Status == NodeStatus.Succeeded && before.Sequence != node.Sequence)
                throw new LawBrokenException($"The success of {node.Node} is recorded twice.");
            if (before is not null && before.CompensationAttempt > node.CompensationAttempt)
                throw new LawBrokenException($"The compensation of {node.Node} went back.");
            // A turn that is committed in parts bears the number of its first.
            if (node.DispatchedIn > (before?.DispatchedIn ?? 0))
            {
                if (node.Compensation == CompensationStatus.Running)
                    ledger.Dispatched(changes.Id, new(index, TaskKey.NoItem, node.CompensationAttempt, TaskPurpose.Compensate));
                else
                    Dispatched(changes, plan, plan.Nodes[index], node);
            }
        }

        foreach (var item in changes.Items)
        {
            var before = Rows.Item(changes.Id, item.Node, item.Item);
            Outcome(changes.Id, item.Node, item.Item, before?.Status, before?.Attempt, item.Status, item.Attempt, wasOver);
            if (item.DispatchedIn > (before?.DispatchedIn ?? 0))
                ledger.Dispatched(changes.Id, new(plan.Find(item.Node)!.Index, item.Item, item.Attempt));
        }
    }

    private void Outcome(Guid id, string node, int item, NodeStatus? before, int? attemptBefore, NodeStatus after, int attempt, bool wasOver)
    {
        var name = new RunKey(id, node, item, attempt, Undo: false);
        if (attemptBefore > attempt)
            throw new LawBrokenException($"The attempt of {name} was {attemptBefore} before.");
        var isAnew = wasOver && (attempt > attemptBefore || (item != TaskKey.NoItem && after == NodeStatus.Pending));
        if (before is { } was && was.IsEnd() && was != after && !isAnew)
            throw new LawBrokenException($"{name} had ended as {was}, and is {after}.");
        if (before == after && attemptBefore == attempt)
            return;
        // What ended with this commit: this attempt, or the one before a retry.
        var ended = after.IsEnd() ? attempt : after == NodeStatus.Ready ? attempt - 1 : (int?)null;
        if (ended is null)
            return;
        ledger.Recorded(name with { Attempt = ended.Value });
        if (after is NodeStatus.Succeeded or NodeStatus.Failed or NodeStatus.TimedOut or NodeStatus.Ready && !_recorded.Add((id, node, item, ended.Value, false)))
            throw new LawBrokenException($"The outcome of {name with { Attempt = ended.Value }} is recorded twice.");
    }

    private void Dispatched(ExecutionChanges changes, GraphPlan plan, PlanNode node, NodeRow row)
    {
        ledger.Dispatched(changes.Id, new(node.Index, TaskKey.NoItem, row.Attempt));
        NodeStatus StatusOf(int index) => (changes.Nodes.FirstOrDefault(n => n.Node == plan.Nodes[index].Id) ?? Rows.Node(changes.Id, plan.Nodes[index].Id))?.Status ?? NodeStatus.Pending;
        var upstream = plan.Shape.Incoming(node.Index).ToArray().Select(e => plan.Edges[e].From).ToArray();
        var passed = upstream.Count(u => StatusOf(u) is NodeStatus.Succeeded || (StatusOf(u) is NodeStatus.Failed or NodeStatus.TimedOut && plan.Nodes[u].Definition.OnError is OnError.Continue));
        var isMet = node.Definition.Join switch
        {
            Join.All => passed == upstream.Length,
            Join.Any => passed > 0 || upstream.Length == 0,
            _ => upstream.All(u => StatusOf(u).IsEnd()),
        };
        if (!isMet)
            throw new LawBrokenException($"{node.Id} is dispatched before its join is met.");
    }
}
