using Logos.Core.Work;
using Logos.Rules.Values;

namespace Logos.Core.Executions;

public sealed partial class ExecutionState
{
    private void BeginOrchestrated(int index, DateTimeOffset at)
    {
        var definition = Plan.Nodes[index].Definition;
        if (definition.Timeout is { } timeout)
        {
            Nodes[index].TimeoutAt = at + timeout;
            SetTimer(new(TimerKind.NodeTimeout, index), at + timeout);
        }

        _decisions.Add(new Decision.Prepare(index, TaskKey.NoItem, Nodes[index].Round));
    }

    private void Prepared(ExecutionEvent.Prepared prepared)
    {
        var index = prepared.Node;
        if (prepared.Item != TaskKey.NoItem)
        {
            ItemPrepared(prepared);
            return;
        }

        if (Nodes[index] is not { Status: NodeStatus.Running, FallsBack: false } || Nodes[index].Round != prepared.Round || _ending is not null)
            return;
        if (prepared.With.Failure is { } failure)
        {
            Fail(index, failure, prepared.At);
            return;
        }

        if (!MayBeRecorded(prepared.With.Value))
        {
            FailForGood(index, new(ExecutionCodes.GivenTooMuch, FailureKind.Permanent, $"what `{Plan.Nodes[index].Id}` is given has more than 64 KiB, or is nested deeper than {ValueJson.MaxDepth} levels"), prepared.At);
            return;
        }

        var node = Change(index);
        node.With = prepared.With.Value;
        switch (Plan.Nodes[index].Type.Name)
        {
            case "wait":
                BeginWait(index, prepared.At);
                break;
            case "approval":
                BeginApproval(index, prepared.At);
                break;
            default:
                _decisions.Add(new Decision.StartChild(index, TaskKey.NoItem, node.Attempt, node.Round, node.With));
                // They stand with the child, by reference when they are large.
                if (!node.With["inputs"].IsNull)
                    node.With = node.With.AsMap().With("inputs", Value.Null);
                break;
        }
    }

    // It stands in the node's row, whoever made it; the inputs of a child stand with the child.
    private static bool MayBeRecorded(Value with)
    {
        try
        {
            return ValueJson.WriteUtf8(with["inputs"].IsNull ? with : with.AsMap().With("inputs", Value.Null), Payload.MaxInline) is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    private void ItemPrepared(ExecutionEvent.Prepared prepared)
    {
        if (Nodes[prepared.Node] is not { Status: NodeStatus.Running, FallsBack: false, Items: { } items } || items[prepared.Item].Status != NodeStatus.Running)
            return;
        if (_ending is not null || Nodes[prepared.Node].ItemsFailed is not null)
            ItemEnded(prepared.Node, prepared.Item, new Outcome.Failed(Gone), prepared.At);
        else if (prepared.With.Failure is { } failure)
            ItemEnded(prepared.Node, prepared.Item, new Outcome.Failed(failure), prepared.At);
        else
            _decisions.Add(new Decision.StartChild(prepared.Node, prepared.Item, items[prepared.Item].Attempt, 0, prepared.With.Value));
    }

    private void BeginWait(int index, DateTimeOffset at)
    {
        var with = Nodes[index].With;
        if (with["signal"] is { IsString: true } signal)
        {
            AwaitSignal(index, signal.AsString(), at);
            return;
        }

        var due = WaitTimes.Due(with, at);
        if (due.Failure is { } failure)
            Fail(index, failure, at);
        else if (due.Value <= at)
            Succeed(index, Payload.Null, Value.Null, at);
        else
            WaitUntil(index, due.Value);
    }

    private void WaitUntil(int index, DateTimeOffset due)
    {
        Change(index).DueAt = due;
        SetTimer(new(TimerKind.Wait, index), due);
    }

    /// <summary>A signal that came before the node is there for it; else the node waits for the next of that name.</summary>
    private void AwaitSignal(int index, string name, DateTimeOffset at)
    {
        if (_signals.TryGetValue(name, out var waiting) && waiting.TryDequeue(out var payload))
        {
            Receive(index, payload, at);
            return;
        }

        var node = Change(index);
        node.Signal = name;
        if (WaitTimes.Within(node.With, at) is { } due)
            WaitUntil(index, due);
    }

    private void Receive(int index, Payload payload, DateTimeOffset at)
    {
        Change(index).Signal = null;
        var value = payload.IsInline ? payload.Read() : Value.Null;
        Succeed(index, payload, Projection.Of(value, Plan.Nodes[index].Inline), at);
    }

    private void SignalArrived(ExecutionEvent.SignalArrived signal)
    {
        if (Refusal() is { } refused)
        {
            Answer(signal.Command, refused);
            return;
        }

        if (WaitingSignal.Refusal(signal.Name, signal.Payload) is { } tooLarge)
        {
            Answer(signal.Command, tooLarge);
            return;
        }

        if (Plan.Find(signal.Name) is { Type.Name: "approval" } approval)
        {
            if (Refusal(approval.Index, signal) is { } wrong)
            {
                Answer(signal.Command, wrong);
                return;
            }

            signal = signal with { Payload = Payload.Of(ApprovalAnswer.Output(signal.Payload.Read(), signal.Caller, signal.At)) };
        }

        for (var i = 0; i < Nodes.Length; i++)
        {
            if (Nodes[i].Status == NodeStatus.Running && Nodes[i].Signal == signal.Name)
            {
                Answer(signal.Command, Verdict.Done);
                Receive(i, signal.Payload, signal.At);
                return;
            }
        }

        Keep(signal);
    }

    private void Keep(ExecutionEvent.SignalArrived signal)
    {
        // They are in every record of the execution until a node takes them.
        var (count, bytes) = (0, 0L);
        foreach (var (name, kept) in _signals)
        {
            count += kept.Count;
            bytes += kept.Sum(payload => payload.Length + name.Length);
        }

        if (count >= _options.MaxSignals || bytes + signal.Payload.Length + signal.Name.Length > _options.MaxSignalBytes)
        {
            Answer(signal.Command, new(409, ExecutionCodes.TooManySignals, $"{count} signals of {bytes} bytes wait already, and `{signal.Name}` is waited for by nobody"));
            return;
        }

        if (!_signals.TryGetValue(signal.Name, out var waiting))
            _signals.Add(signal.Name, waiting = new());
        waiting.Enqueue(signal.Payload);
        Answer(signal.Command, Verdict.Done);
    }

    private void TimerDue(ExecutionEvent.TimerDue due)
    {
        var (kind, index, item) = due.Timer;
        if (kind == TimerKind.Deadline)
        {
            if (Status == ExecutionStatus.Running && _ending is null)
                BeginEnding(ExecutionStatus.TimedOut, new(ExecutionCodes.DeadlinePassed, FailureKind.TimedOut, $"the deadline {Deadline:O} has passed"), due.At);
            return;
        }

        if (item != TaskKey.NoItem)
        {
            if (Nodes[index].Items is { } items && items[item].Status == NodeStatus.Ready && items[item].DueAt <= due.At)
            {
                Change(index);
                BeginItem(index, item);
            }

            return;
        }

        var node = Nodes[index];
        switch (kind)
        {
            case TimerKind.Retry when node.Status == NodeStatus.Ready && node.DueAt <= due.At:
                Begin(index, due.At);
                break;
            case TimerKind.Wait when node.Status == NodeStatus.Running && node.DueAt <= due.At:
                WaitIsOver(index, due.At);
                break;
            case TimerKind.NodeTimeout when node is { Status: NodeStatus.Running, FallsBack: false } && node.TimeoutAt <= due.At:
                if (node.Signal is null && node.DueAt is null)
                    _decisions.Add(new Decision.CancelChild(index, TaskKey.NoItem, node.Round, "the node timed out"));
                node.Signal = null;
                FailForGood(index, new(ExecutionCodes.NodeTimedOut, FailureKind.TimedOut, $"`{Plan.Nodes[index].Id}` took longer than {Plan.Nodes[index].Definition.Timeout}"), due.At);
                break;
        }
    }

    private void WaitIsOver(int index, DateTimeOffset at)
    {
        var node = Change(index);
        node.DueAt = null;
        if (Plan.Nodes[index].Type.Name == "loop")
        {
            _decisions.Add(new Decision.Prepare(index, TaskKey.NoItem, node.Round));
            return;
        }

        if (node.Signal is null)
        {
            Succeed(index, Payload.Null, Value.Null, at);
            return;
        }

        if (Plan.Nodes[index].Type.Name == "approval" && node.With["on_timeout"] is { IsString: true } silence && silence != "fail")
        {
            var decision = silence == "approve" ? "approved" : "rejected";
            Receive(index, Payload.Of(ValueMap.From([new("decision", decision), new("form", Value.Null), new("by", Value.Null), new("at", at.UtcDateTime.ToString("O"))])), at);
            return;
        }

        var signal = node.Signal;
        node.Signal = null;
        FailForGood(index, new(ExecutionCodes.WaitTimedOut, FailureKind.TimedOut, $"`{signal}` did not arrive in time"), at);
    }

    private void ChildEnded(ExecutionEvent.ChildEnded ended)
    {
        var node = Nodes[ended.Node];
        if (node is not { Status: NodeStatus.Running, FallsBack: false })
            return;
        if (ended.Item != TaskKey.NoItem)
        {
            if (node.Items is { } items && items[ended.Item].Status == NodeStatus.Running && items[ended.Item].Attempt == ended.Attempt)
                ItemEnded(ended.Node, ended.Item, ended.Outcome, ended.At);
            return;
        }

        // A child that its node gave up may still come to its end: it is no news for the next one.
        if (node.Round != ended.Round || node.Attempt != ended.Attempt)
            return;
        if (_ending is not null)
        {
            CancelNode(ended.Node, ended.At);
        }
        else if (ended.Outcome is Outcome.Failed failed)
        {
            Fail(ended.Node, failed.Failure, ended.At);
        }
        else if (Plan.Nodes[ended.Node].Type.Name == "loop")
        {
            Change(ended.Node).Output = ((Outcome.Succeeded)ended.Outcome).Output;
            node.Control = ((Outcome.Succeeded)ended.Outcome).Control;
            node.Checking = true;
            _decisions.Add(new Decision.CheckLoop(ended.Node, ended.Round));
        }
        else
        {
            var good = (Outcome.Succeeded)ended.Outcome;
            Succeed(ended.Node, good.Output, good.Control, ended.At);
        }
    }

    private void LoopChecked(ExecutionEvent.LoopChecked check)
    {
        var node = Nodes[check.Node];
        if (node is not { Status: NodeStatus.Running, Checking: true } || node.Round != check.Round || _ending is not null)
            return;
        Change(check.Node).Checking = false;
        if (check.Done.Failure is { } failure)
        {
            FailForGood(check.Node, failure, check.At);
            return;
        }

        if (check.Done.Value)
        {
            Succeed(check.Node, node.Output!, node.Control, check.At);
            return;
        }

        var max = node.With["max"].TryGetInt64(out var bound) ? bound : 1;
        if (check.Round + 1 >= max)
        {
            FailForGood(check.Node, new(ExecutionCodes.LoopBound, FailureKind.Permanent, $"the loop `{Plan.Nodes[check.Node].Id}` did not end within {max} rounds"), check.At);
            return;
        }

        var pause = WaitTimes.Delay(node.With);
        node.Round++;
        node.With = Value.Null;
        if (pause > TimeSpan.Zero)
            WaitUntil(check.Node, check.At + pause.Value);
        else
            _decisions.Add(new Decision.Prepare(check.Node, TaskKey.NoItem, node.Round));
    }
}
