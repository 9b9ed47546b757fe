using Logos.Core.Graphs.Definition;
using Logos.Core.Work;

namespace Logos.Core.Executions;

public sealed partial class ExecutionState
{
    private void ItemsResolved(ExecutionEvent.ItemsResolved resolved)
    {
        var node = Nodes[resolved.Node];
        if (node is not { Status: NodeStatus.Running, FallsBack: false, Items: null })
            return;
        if (resolved.Count.Failure is { } failure)
        {
            Fail(resolved.Node, failure, resolved.At);
            return;
        }

        Change(resolved.Node).Items = new ItemState[resolved.Count.Value];
        FillItems(resolved.Node, resolved.At);
    }

    /// <summary>Begins items while there is room: the rest are a cursor, and cost nothing.</summary>
    private void FillItems(int index, DateTimeOffset at)
    {
        var node = Change(index);
        var items = node.Items!;
        var room = Plan.Nodes[index].Definition.Foreach!.Concurrency ?? _options.ForeachConcurrency;
        while (node.ItemsFailed is null && _ending is null && node.OpenItems < room && node.Cursor < items.Length)
        {
            var item = node.Cursor++;
            if (items[item].Status == NodeStatus.Succeeded)
                continue;
            node.OpenItems++;
            ref var begun = ref ChangeItem(index, item);
            begun.Attempt++;
            begun.TriesBefore = begun.Attempt - 1;
            BeginItem(index, item);
        }

        if (node.OpenItems > 0)
            return;
        if (_ending is not null)
            CancelNode(index, at);
        else if (node.ItemsFailed is { } failure)
            FailForGood(index, failure, at);
        else
            _decisions.Add(new Decision.ComposeItems(index));
    }

    private void BeginItem(int index, int item)
    {
        ref var state = ref ChangeItem(index, item);
        state.Status = NodeStatus.Running;
        state.DueAt = null;
        if (IsOrchestrated(index))
            _decisions.Add(new Decision.Prepare(index, item, 0));
        else
            _decisions.Add(new Decision.Dispatch(new(index, item, state.Attempt), 1, state.Quarantined));
    }

    private bool IsCurrentItem(in TaskKey task) =>
        Nodes[task.Node] is { Status: NodeStatus.Running, FallsBack: false, Items: { } items } && task.Item < items.Length &&
        items[task.Item].Status == NodeStatus.Running && items[task.Item].Attempt == task.Attempt;

    private void ItemEnded(ExecutionEvent.TaskEnded ended)
    {
        if (!IsCurrentItem(ended.Task))
            return;
        ChangeItem(ended.Task.Node, ended.Task.Item).Input = ended.Steps[0].Input;
        ItemEnded(ended.Task.Node, ended.Task.Item, ended.Steps[0].Outcome, ended.At, ended.Steps[0]);
    }

    private void ItemEnded(int index, int number, Outcome outcome, DateTimeOffset at, StepOutcome? step = null)
    {
        var node = Change(index);
        ref var item = ref ChangeItem(index, number);
        item.Claimed = false;
        if (outcome is Outcome.Succeeded good)
        {
            NoteItem(index, NodeStatus.Succeeded, null, step);
            item.Status = NodeStatus.Succeeded;
            item.Output = good.Output;
            item.Cached = good.IsCached;
            item.Error = null;
            CloseItem(node);
            FillItems(index, at);
            return;
        }

        var failure = ((Outcome.Failed)outcome).Failure;
        item.Error = failure;
        var stops = _ending is not null || node.ItemsFailed is not null;
        var policy = PolicyOf(index);
        if (!stops && failure.Kind is FailureKind.Transient or FailureKind.TimedOut && item.Attempt - item.TriesBefore < policy.Attempts)
        {
            NoteItem(index, StatusOf(failure), failure, step);
            PutBehind(index, number, item.Attempt, failure, step, at);
            item.Status = NodeStatus.Ready;
            item.DueAt = at + Backoffs.Delay(policy, item.Attempt - item.TriesBefore, failure.RetryAfter, Id, index, number);
            item.Attempt++;
            item.Quarantined = false;
            item.Silences = 0;
            SetTimer(new(TimerKind.Retry, index, number), item.DueAt.Value);
            return;
        }

        item.Status = stops ? NodeStatus.Cancelled : StatusOf(failure);
        NoteItem(index, item.Status, failure, step);
        CloseItem(node);
        if (!stops && Plan.Nodes[index].Definition.OnError is not OnError.Continue)
        {
            node.ItemsFailed = new(ExecutionCodes.ItemsFailed, FailureKind.Permanent, $"item {number} failed: {failure.Message}");
            StopItems(index);
        }

        FillItems(index, at);
    }

    /// <summary>Unclaimed items end at once; claimed ones are awaited.</summary>
    private void StopItems(int index)
    {
        var node = Change(index);
        for (var i = 0; i < node.Cursor; i++)
        {
            ref var item = ref node.Items![i];
            if (item.Status is NodeStatus.Ready or NodeStatus.Running)
                ChangeItem(index, i);
            if (item.Status == NodeStatus.Ready)
            {
                _decisions.Add(new Decision.ClearTimer(new(TimerKind.Retry, index, i)));
                item.DueAt = null;
            }
            else if (item.Status != NodeStatus.Running)
            {
                continue;
            }
            else if (IsOrchestrated(index))
            {
                // A child comes to its own end, which is then the item's.
                _decisions.Add(new Decision.CancelChild(index, i, 0, ForeachStops));
                continue;
            }
            else
            {
                _decisions.Add(new Decision.StopTask(new(index, i, item.Attempt)));
                if (item.Claimed)
                    continue;
            }

            item.Status = NodeStatus.Cancelled;
            CloseItem(node);
        }
    }

    private ref ItemState ChangeItem(int index, int item)
    {
        ref var state = ref Change(index).Items![item];
        if (!state.Changed)
            FreshItems++;
        state.Changed = true;
        return ref state;
    }

    private static void CloseItem(NodeState node)
    {
        node.OpenItems--;
        node.EndedItems++;
    }

    private void ItemClaimed(ExecutionEvent.TaskClaimed claimed)
    {
        if (!IsCurrentItem(claimed.Task))
            return;
        ChangeItem(claimed.Task.Node, claimed.Task.Item).Claimed = true;
    }

    private void ItemSilent(ExecutionEvent.TaskSilent silent)
    {
        var task = silent.Task;
        if (!IsCurrentItem(task) || !Nodes[task.Node].Items![task.Item].Claimed)
            return;
        var node = Change(task.Node);
        ref var item = ref ChangeItem(task.Node, task.Item);
        item.Claimed = false;
        item.Silences++;
        if (_ending is not null || node.ItemsFailed is not null)
        {
            ItemEnded(task.Node, task.Item, new Outcome.Failed(Gone), silent.At);
        }
        else if (item.Silences >= _options.MaxSilences)
        {
            var poison = Poison(task);
            _decisions.Add(new Decision.Bury(task, poison));
            ItemEnded(task.Node, task.Item, new Outcome.Failed(poison), silent.At);
        }
        else
        {
            item.Quarantined = true;
            BeginItem(task.Node, task.Item);
        }
    }

    private void ItemReleased(ExecutionEvent.TaskReleased released)
    {
        var task = released.Task;
        if (!IsCurrentItem(task) || !Nodes[task.Node].Items![task.Item].Claimed)
            return;
        var node = Change(task.Node);
        ChangeItem(task.Node, task.Item).Claimed = false;
        if (_ending is not null || node.ItemsFailed is not null)
            ItemEnded(task.Node, task.Item, new Outcome.Failed(Gone), released.At);
        else
            BeginItem(task.Node, task.Item);
    }

    private static readonly Failure Gone = new(ExecutionCodes.IsEnding, FailureKind.Canceled, "nobody waits for it any more");

    private void ItemsComposed(ExecutionEvent.ItemsComposed composed)
    {
        if (Nodes[composed.Node] is not { Status: NodeStatus.Running, FallsBack: false, Items: not null, OpenItems: 0 })
            return;
        if (composed.Outcome is Outcome.Succeeded list)
            Succeed(composed.Node, list.Output, list.Control, composed.At);
        else
            FailForGood(composed.Node, ((Outcome.Failed)composed.Outcome).Failure, composed.At);
    }
}
