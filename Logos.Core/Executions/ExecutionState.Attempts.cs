using Logos.Core.Graphs.Definition;
using Logos.Core.Work;
using Logos.Rules.Values;

namespace Logos.Core.Executions;

public sealed partial class ExecutionState
{
    /// <summary>Starts the node's next attempt, wherever it runs.</summary>
    private void Begin(int index, DateTimeOffset at)
    {
        var node = Change(index);
        node.Status = NodeStatus.Running;
        node.Attempt = Math.Max(1, node.Attempt);
        node.DueAt = null;
        node.DispatchedAt = at;
        node.StartedAt ??= at;
        if (Plan.Nodes[index].Definition.Foreach is not null)
        {
            if (node.Items is null)
                _decisions.Add(new Decision.ResolveItems(index));
            else
                FillItems(index, at);
        }
        else if (IsOrchestrated(index))
        {
            BeginOrchestrated(index, at);
        }
        else if (!_carried.Contains(index))
        {
            Dispatch(index);
        }
    }

    private void Dispatch(int index) =>
        _decisions.Add(new Decision.Dispatch(new(index, TaskKey.NoItem, Nodes[index].Attempt), StepsFrom(index), Nodes[index].Quarantined));

    /// <summary>How many nodes travel in the task that begins here: the rest of its segment, as far as it has not run.</summary>
    public int StepsFrom(int index)
    {
        if (!_options.Fusing || Plan.Nodes[index].Segment is not { } segment)
            return 1;
        var nodes = Plan.Segments[segment].Nodes;
        var steps = 0;
        for (var i = IndexIn(nodes, index); i < nodes.Count && (steps == 0 || Nodes[nodes[i]].Status == NodeStatus.Pending); i++)
            steps++;
        return steps;
    }

    private void TaskEnded(ExecutionEvent.TaskEnded ended)
    {
        if (ended.Task.Purpose == TaskPurpose.Compensate)
        {
            Undone(ended);
            return;
        }

        if (ended.Task.Item != TaskKey.NoItem)
        {
            ItemEnded(ended);
            return;
        }

        if (!IsCurrent(ended.Task))
        {
            LateSuccess(ended);
            return;
        }

        // The nodes behind the first one have not been dispatched on their own: they begin as the one before them ends.
        foreach (var step in ended.Steps)
            _carried.Add(step.Node);
        foreach (var step in ended.Steps)
        {
            if (Nodes[step.Node].Status != NodeStatus.Running)
                break;
            var node = Change(step.Node);
            node.StartedAt = step.StartedAt;
            node.Worker = step.Worker;
            node.Input = step.Input;
            if (step.Outcome is Outcome.Succeeded good)
            {
                node.Cached = good.IsCached;
                Succeed(step.Node, good.Output, good.Control, step.EndedAt, step);
            }
            else
            {
                Fail(step.Node, ((Outcome.Failed)step.Outcome).Failure, ended.At, step);
            }

            while (_ended.TryDequeue(out var over))
                Spread(over, ended.At);
        }

        _carried.Clear();
    }

    private readonly HashSet<int> _carried = [];

    private bool IsCurrent(in TaskKey task) =>
        Nodes[task.Node] is { Status: NodeStatus.Running, FallsBack: false, Items: null } node && node.Attempt == task.Attempt && !IsOrchestrated(task.Node);

    private void Succeed(int index, Payload output, Value control, DateTimeOffset at, StepOutcome? step = null)
    {
        var node = Change(index);
        NoteEnd(index, NodeStatus.Succeeded, at, step: step);
        node.Status = NodeStatus.Succeeded;
        node.Output = output;
        node.Control = control;
        node.EndedAt = at;
        node.Claimed = false;
        node.Sequence = ++_sequence;
        ClearTimers(index);
        _ended.Enqueue(index);
    }

    /// <summary>An attempt failed: another one follows, or the node has failed for good.</summary>
    private void Fail(int index, Failure failure, DateTimeOffset at, StepOutcome? step = null)
    {
        var node = Change(index);
        node.Claimed = false;
        node.Error = failure;
        if (_ending is not null)
        {
            NoteEnd(index, NodeStatus.Cancelled, at, step: step);
            node.Status = NodeStatus.Cancelled;
            node.EndedAt = at;
            _ended.Enqueue(index);
            return;
        }

        var policy = PolicyOf(index);
        if (failure.Kind is FailureKind.Transient or FailureKind.TimedOut && node.Attempt - node.TriesBefore < policy.Attempts)
        {
            NoteFailure(index, failure, at, step);
            PutBehind(index, TaskKey.NoItem, node.Attempt, failure, step, at);
            ClearTimers(index);
            node.Status = NodeStatus.Ready;
            node.DueAt = at + Backoffs.Delay(policy, node.Attempt - node.TriesBefore, failure.RetryAfter, Id, index, TaskKey.NoItem);
            node.Attempt++;
            node.Quarantined = false;
            node.Silences = 0;
            SetTimer(new(TimerKind.Retry, index), node.DueAt.Value);
            return;
        }

        FailForGood(index, failure, at, step);
    }

    private void FailForGood(int index, Failure failure, DateTimeOffset at, StepOutcome? step = null)
    {
        var node = Change(index);
        node.Error = failure;
        node.Attempt = Math.Max(1, node.Attempt);
        ClearTimers(index);
        if (Plan.Nodes[index].Definition.OnError is OnError.Fallback && !node.FallsBack && _ending is null)
        {
            NoteFailure(index, failure, at, step);
            node.FallsBack = true;
            node.Status = NodeStatus.Running;
            _decisions.Add(new Decision.EvaluateFallback(index));
            return;
        }

        NoteEnd(index, StatusOf(failure), at, failure, step);
        node.Status = StatusOf(failure);
        node.EndedAt = at;
        node.Sequence = ++_sequence;
        _ended.Enqueue(index);
        if (Plan.Nodes[index].Definition.OnError is not OnError.Continue)
            BeginEnding(ExecutionStatus.Failed, failure with { Message = $"node `{Plan.Nodes[index].Id}` failed: {failure.Message}" }, at);
    }

    private void FallbackEvaluated(ExecutionEvent.FallbackEvaluated evaluated)
    {
        if (Nodes[evaluated.Node] is not { Status: NodeStatus.Running, FallsBack: true })
            return;
        if (evaluated.Outcome is Outcome.Succeeded value)
            Succeed(evaluated.Node, value.Output, value.Control, evaluated.At);
        else
            FailForGood(evaluated.Node, ((Outcome.Failed)evaluated.Outcome).Failure, evaluated.At);
    }

    private void TaskClaimed(ExecutionEvent.TaskClaimed claimed)
    {
        var task = claimed.Task;
        if (task.Purpose == TaskPurpose.Compensate)
        {
            UndoingClaimed(task);
            return;
        }

        if (task.Item != TaskKey.NoItem)
        {
            ItemClaimed(claimed);
            return;
        }

        if (IsCurrent(task) && !Nodes[task.Node].Claimed)
        {
            var node = Change(task.Node);
            node.Claimed = true;
            node.Worker = claimed.Worker;
        }
    }

    private void TaskSilent(ExecutionEvent.TaskSilent silent)
    {
        if (silent.Task.Purpose == TaskPurpose.Compensate)
        {
            UndoingSilent(silent.Task);
            return;
        }

        if (silent.Task.Item != TaskKey.NoItem)
        {
            ItemSilent(silent);
            return;
        }

        if (!IsCurrent(silent.Task) || !Nodes[silent.Task.Node].Claimed)
            return;
        var node = Change(silent.Task.Node);
        node.Claimed = false;
        node.Silences++;
        if (_ending is not null)
        {
            CancelNode(silent.Task.Node, silent.At);
        }
        else if (node.Silences >= _options.MaxSilences)
        {
            var poison = Poison(silent.Task);
            _decisions.Add(new Decision.Bury(silent.Task, poison));
            FailForGood(silent.Task.Node, poison, silent.At);
        }
        else
        {
            node.Quarantined = true;
            Dispatch(silent.Task.Node);
        }
    }

    private void TaskReleased(ExecutionEvent.TaskReleased released)
    {
        if (released.Task.Purpose == TaskPurpose.Compensate)
        {
            UndoingReleased(released.Task);
            return;
        }

        if (released.Task.Item != TaskKey.NoItem)
        {
            ItemReleased(released);
            return;
        }

        if (!IsCurrent(released.Task) || !Nodes[released.Task.Node].Claimed)
            return;
        Change(released.Task.Node).Claimed = false;
        if (_ending is not null)
            CancelNode(released.Task.Node, released.At);
        else
            Dispatch(released.Task.Node);
    }

    private Failure Poison(in TaskKey task) => new(
        ExecutionCodes.Poison,
        FailureKind.Permanent,
        $"the task of node `{Plan.Nodes[task.Node].Id}` silenced {_options.MaxSilences} workers; it rests in node.dead");

    private RetryPolicy PolicyOf(int index) =>
        Plan.Nodes[index].Definition.EffectiveRetry(Plan.Definition.Defaults) ?? _options.Retry;

    private void ClearTimers(int index)
    {
        var node = Nodes[index];
        if (node.DueAt is not null)
        {
            _decisions.Add(new Decision.ClearTimer(new(node.Status == NodeStatus.Ready ? TimerKind.Retry : TimerKind.Wait, index)));
            node.DueAt = null;
        }

        if (node.TimeoutAt is not null)
        {
            _decisions.Add(new Decision.ClearTimer(new(TimerKind.NodeTimeout, index)));
            node.TimeoutAt = null;
        }
    }

    private static int IndexIn(IReadOnlyList<int> nodes, int index)
    {
        for (var i = 0; i < nodes.Count; i++)
        {
            if (nodes[i] == index)
                return i;
        }

        throw new InvalidOperationException("The node is not in its own segment.");
    }
}
