using Logos.Core.Work;
using Logos.Rules.Values;

namespace Logos.Core.Executions;

public sealed partial class ExecutionState
{
    /// <summary>From here on nothing new begins: what runs comes to rest, what was done is undone, then it ends.</summary>
    private void BeginEnding(ExecutionStatus status, Failure failure, DateTimeOffset at)
    {
        if (_ending is not null || Status != ExecutionStatus.Running)
            return;
        _ending = status;
        Error = failure;
        for (var i = 0; i < Nodes.Length; i++)
            Stop(i, at);
    }

    private void Stop(int index, DateTimeOffset at)
    {
        var node = Nodes[index];
        switch (node.Status)
        {
            case NodeStatus.Pending or NodeStatus.Ready:
                CancelNode(index, at);
                break;
            case NodeStatus.Running when node.FallsBack:
                CancelNode(index, at);
                break;
            case NodeStatus.Running when node.Items is not null:
                StopItems(index);
                if (node.OpenItems == 0)
                    CancelNode(index, at);
                break;
            case NodeStatus.Running when IsOrchestrated(index):
                if (IsWaitingForChild(index))
                    _decisions.Add(new Decision.CancelChild(index, TaskKey.NoItem, node.Round, ParentEnds));
                else
                    CancelNode(index, at);
                break;
            case NodeStatus.Running:
                _decisions.Add(new Decision.StopTask(new(index, TaskKey.NoItem, node.Attempt)));
                if (!node.Claimed)
                    CancelNode(index, at);
                break;
        }
    }

    private const string ParentEnds = "its parent is ending";
    private const string ForeachStops = "its foreach stops";

    /// <summary>Whether the node waits for the child that it started with this item, attempt and round, and for no other.</summary>
    public bool Awaits(int index, int item, int attempt, int round)
    {
        if (Nodes[index] is not { Status: NodeStatus.Running, FallsBack: false } node)
            return false;
        return item == TaskKey.NoItem
            ? node.Attempt == attempt && node.Round == round
            : node.Items is { } items && items[item].Status == NodeStatus.Running && items[item].Attempt == attempt;
    }

    /// <summary>
    /// Why the children that the node waits for are to be cancelled; null while they are not. It stands in the rows, until the last
    /// of them has ended: so they need not be cancelled in the commit that has decided it, nor all in one.
    /// </summary>
    public string? CallsOff(int index) => Nodes[index] switch
    {
        { Status: not NodeStatus.Running } or { FallsBack: true } => null,
        { Items: not null } node => _ending is not null || node.ItemsFailed is not null ? ForeachStops : null,
        _ => _ending is not null ? ParentEnds : null,
    };

    private bool IsWaitingForChild(int index) =>
        Plan.Nodes[index].Type.Name is "subgraph" or "loop" && Nodes[index] is { DueAt: null, Checking: false } node && !node.With.IsNull;

    private void CancelNode(int index, DateTimeOffset at)
    {
        var node = Change(index);
        ClearTimers(index);
        NoteEnd(index, NodeStatus.Cancelled, at);
        node.Status = NodeStatus.Cancelled;
        node.Claimed = false;
        node.Signal = null;
        node.EndedAt = at;
        _ended.Enqueue(index);
    }

    /// <summary>
    /// A success that nobody waited for any more: its effect is there, so it has to be undone, even after the
    /// execution has ended. That is the one late result that counts.
    /// </summary>
    private void LateSuccess(ExecutionEvent.TaskEnded ended)
    {
        var index = ended.Task.Node;
        var node = Nodes[index];
        if (node.Status != NodeStatus.Cancelled || node.Attempt != ended.Task.Attempt || node.Compensation != CompensationStatus.None ||
            Plan.Nodes[index].Definition.Compensate is null || ended.Steps.Count == 0 || ended.Steps[0].Outcome is not Outcome.Succeeded late)
            return;
        Change(index).Output = late.Output;
        node.Sequence = ++_sequence;
        node.Compensation = CompensationStatus.Pending;
    }

    /// <summary>Undoes what was done, one node at a time, the last recorded first.</summary>
    /// <returns>True while there is something to undo.</returns>
    private bool Undo(DateTimeOffset at)
    {
        if (_ending is null || _ending == ExecutionStatus.Completed)
            return false;
        var next = -1;
        for (var i = 0; i < Nodes.Length; i++)
        {
            var node = Nodes[i];
            if (node.Status == NodeStatus.Succeeded && node.Compensation == CompensationStatus.None && !IsTakenOver(i) && Plan.Nodes[i].Definition.Compensate is not null)
                Change(i).Compensation = CompensationStatus.Pending;
            if (node.Compensation == CompensationStatus.Running)
                return true;
            if (node.Compensation == CompensationStatus.Pending && (next < 0 || node.Sequence > Nodes[next].Sequence))
                next = i;
        }

        if (next < 0)
            return false;
        if (Status == ExecutionStatus.Running)
            Phase = ExecutionPhase.Compensating;
        var undone = Change(next);
        undone.Compensation = CompensationStatus.Running;
        undone.CompensationAttempt = 1;
        undone.DispatchedAt = at;
        Calm(undone);
        DispatchCompensation(next);
        return true;
    }

    // What a fork takes over is another execution's doing, which still stands there: it is not this one's to undo.
    private bool IsTakenOver(int index) => Nodes[index].DispatchedAt is null;

    /// <summary>Something is being undone or waits for it.</summary>
    public bool IsUndoing => Nodes.Any(n => n.Compensation is CompensationStatus.Pending or CompensationStatus.Running);

    private void DispatchCompensation(int index) =>
        _decisions.Add(new Decision.Dispatch(new(index, TaskKey.NoItem, Nodes[index].CompensationAttempt, TaskPurpose.Compensate), 1, Nodes[index].Quarantined));

    private bool IsBeingUndone(in TaskKey task) =>
        Nodes[task.Node].Compensation == CompensationStatus.Running && Nodes[task.Node].CompensationAttempt == task.Attempt;

    // The run of the node is over: from here on its claim and its silences are those of the compensation.
    private static void Calm(NodeState node)
    {
        node.Claimed = false;
        node.Quarantined = false;
        node.Silences = 0;
    }

    private void UndoingClaimed(in TaskKey task)
    {
        if (IsBeingUndone(task) && !Nodes[task.Node].Claimed)
            Change(task.Node).Claimed = true;
    }

    private void UndoingReleased(in TaskKey task)
    {
        if (!IsBeingUndone(task) || !Nodes[task.Node].Claimed)
            return;
        Change(task.Node).Claimed = false;
        DispatchCompensation(task.Node);
    }

    private void UndoingSilent(in TaskKey task)
    {
        if (!IsBeingUndone(task) || !Nodes[task.Node].Claimed)
            return;
        var node = Change(task.Node);
        node.Claimed = false;
        node.Silences++;
        if (node.Silences < _options.MaxSilences)
        {
            node.Quarantined = true;
            DispatchCompensation(task.Node);
            return;
        }

        node.CompensationError = Poison(task);
        node.Compensation = CompensationStatus.Failed;
        _decisions.Add(new Decision.Bury(task, node.CompensationError));
    }

    private void Undone(ExecutionEvent.TaskEnded ended)
    {
        if (!IsBeingUndone(ended.Task))
            return;
        var index = ended.Task.Node;
        var node = Change(index);
        Calm(node);
        if (ended.Steps[0].Outcome is not Outcome.Failed { Failure: var failure })
        {
            node.Compensation = CompensationStatus.Done;
            return;
        }

        node.CompensationError = failure;
        var policy = Plan.Nodes[index].Definition.Compensate!.Retry ?? _options.Retry;
        if (failure.Kind is FailureKind.Transient or FailureKind.TimedOut && node.CompensationAttempt < policy.Attempts)
        {
            node.CompensationAttempt++;
            DispatchCompensation(index);
        }
        else
        {
            // Reported on the node; the others are undone all the same.
            node.Compensation = CompensationStatus.Failed;
        }
    }

    private void CancelRequested(ExecutionEvent.CancelRequested cancel)
    {
        if (Refusal() is { } refused)
        {
            Answer(cancel.Command, refused);
            return;
        }

        Answer(cancel.Command, Verdict.Done);
        if (Status == ExecutionStatus.Pending)
        {
            Status = ExecutionStatus.Running;
            StartedAt = cancel.At;
        }

        if (cancel.Broken is { } broken)
            BeginEnding(ExecutionStatus.Failed, broken, cancel.At);
        else
            BeginEnding(ExecutionStatus.Cancelled, new(ExecutionCodes.IsEnding, FailureKind.Canceled, cancel.Reason), cancel.At);
    }

    private void RetryRequested(ExecutionEvent.RetryRequested retry)
    {
        if (!Status.IsEnd() || Status == ExecutionStatus.Completed)
        {
            Answer(retry.Command, Status == ExecutionStatus.Completed || _ending is null
                ? new(409, ExecutionCodes.NotFailed, $"the execution is {Wire.Name(Status)}: nothing in it has failed for good")
                : new(409, ExecutionCodes.IsEnding, "the execution is ending"));
            return;
        }

        if (Nodes.Any(n => n.Compensation != CompensationStatus.None))
        {
            Answer(retry.Command, new(409, ExecutionCodes.WasCompensated, "its compensation has begun"));
            return;
        }

        Answer(retry.Command, Verdict.Done);
        Reopen(retry.At);
    }

    /// <summary>Everything that did not succeed begins again; what succeeded stays, down to the items of a foreach.</summary>
    private void Reopen(DateTimeOffset at)
    {
        Status = ExecutionStatus.Running;
        EndedAt = null;
        Error = null;
        Deadline = null;
        _ending = null;
        _outputsAsked = false;
        Array.Clear(_edges);
        for (var i = 0; i < Nodes.Length; i++)
        {
            if (Nodes[i].Status == NodeStatus.Succeeded || IsAccepted(i))
                _ended.Enqueue(i);
            else
                Reset(i);
        }

        // The ends of what stays decide the edges; nodes without any are considered of themselves.
        while (_ended.TryDequeue(out var kept))
            Spread(kept, at);
        for (var i = 0; i < Nodes.Length; i++)
        {
            if (Plan.Shape.Incoming(i).IsEmpty)
                Consider(i, at);
        }
    }

    private bool IsAccepted(int index) => Nodes[index].Status is NodeStatus.Failed or NodeStatus.TimedOut && Passes(index);

    private void Reset(int index)
    {
        var node = Change(index);
        PutBehindByHand(index);
        node.Status = NodeStatus.Pending;
        // Inside a segment it may have run with its first attempt, although nothing of it was recorded.
        if (node.Attempt == 0 && Plan.Nodes[index].Segment is { } segment && Plan.Segments[segment].Nodes[0] != index)
            node.Attempt = 1;
        node.TriesBefore = node.Attempt;
        node.Attempt++;
        node.Round = 0;
        node.With = Value.Null;
        node.Error = null;
        node.Input = null;
        node.ItemsFailed = null;
        node.SkippedBecause = null;
        node.EndedAt = null;
        node.Quarantined = false;
        node.Silences = 0;
        node.FallsBack = false;
        node.Checking = false;
        node.Cached = false;
        if (node.Items is null)
            return;
        node.Cursor = 0;
        node.OpenItems = 0;
        node.EndedItems = node.Items.Count(i => i.Status == NodeStatus.Succeeded);
        for (var i = 0; i < node.Items.Length; i++)
        {
            if (node.Items[i].Status != NodeStatus.Succeeded && node.Items[i].Attempt > 0)
                ResetItem(ref ChangeItem(index, i));
        }
    }

    private void PutBehindByHand(int index)
    {
        var node = Nodes[index];
        if (node.Status is NodeStatus.Failed or NodeStatus.TimedOut && node is { Error: { } error, EndedAt: { } ended })
            PutBehind(index, TaskKey.NoItem, node.Attempt, error, node.Worker is { } worker ? new(index, new Outcome.Failed(error), node.StartedAt ?? ended, ended, worker) : null, ended);
        for (var i = 0; i < node.Items?.Length; i++)
        {
            if (node.Items[i] is { Status: NodeStatus.Failed or NodeStatus.TimedOut, Error: { } why } item)
                PutBehind(index, i, item.Attempt, why, null, node.EndedAt ?? StartedAt!.Value);
        }
    }

    // Its attempts go on counting: the next one has a number that no late result bears.
    private static void ResetItem(ref ItemState item)
    {
        item.Status = NodeStatus.Pending;
        item.Error = null;
        item.Input = null;
        item.DueAt = null;
        item.Claimed = false;
        item.Quarantined = false;
        item.Silences = 0;
    }

    private Verdict? Refusal() => Status.IsEnd()
        ? new(409, ExecutionCodes.HasEnded, $"the execution is {Wire.Name(Status)}")
        : _ending is not null ? new(409, ExecutionCodes.IsEnding, "the execution is ending") : null;

    private void Answer(Guid command, Verdict verdict) => _decisions.Add(new Decision.Answer(command, verdict));
}
