using Logos.Core.Graphs.Templates;
using Logos.Core.Work;
using Logos.Rules.Values;

namespace Logos.Core.Executions;

public sealed partial class ExecutionState
{
    private void BeginApproval(int index, DateTimeOffset at)
    {
        if (ApprovalAnswer.Form(Nodes[index].With, out var complaint) is null && complaint is not null)
            Fail(index, new(ExecutionCodes.BadForm, FailureKind.Permanent, $"the form of `{Plan.Nodes[index].Id}` is no schema: {complaint}"), at);
        else
            AwaitSignal(index, Plan.Nodes[index].Id, at);
    }

    /// <summary>Why an answer does not count; null when it does. The first that counts decides.</summary>
    private Verdict? Refusal(int index, ExecutionEvent.SignalArrived signal)
    {
        var id = Plan.Nodes[index].Id;
        if (Nodes[index].Status.IsEnd() || (_signals.TryGetValue(id, out var waiting) && waiting.Count > 0))
            return new(409, ExecutionCodes.AlreadyDecided, $"`{id}` has been decided");
        if (TermsOf(index) is not { } with)
            return new(409, ExecutionCodes.NotAsked, $"`{id}` has not been asked yet, and what it takes is not known before");
        if (!ApprovalAnswer.MayAnswer(with, signal.Caller))
            return new(403, ExecutionCodes.NotAllowed, $"`{id}` is for {string.Join(", ", with["approvers"].AsList().Select(approver => approver.ToText()))} to decide, and not for {signal.Caller!.Name}");
        if (!signal.Payload.IsInline)
            return new(422, ExecutionCodes.BadAnswer, $"the answer to `{id}` is larger than {Payload.MaxInline / 1024} KiB");
        var faults = ApprovalAnswer.Check(with, signal.Payload.Read());
        return faults.Count == 0 ? null : new(422, ExecutionCodes.BadAnswer, string.Join("; ", faults.Select(fault => fault.Message)));
    }

    /// <summary>What it was given, or before that what its definition says without having to be worked out.</summary>
    private Value? TermsOf(int index)
    {
        if (Nodes[index] is { Status: NodeStatus.Running, Signal: not null } node)
            return node.With;
        var definition = Plan.Nodes[index].Definition.With;
        return definition["form"] is null or { IsConstant: true } && definition["approvers"] is null or { IsConstant: true }
            ? (Value?)ValueMap.From([new("form", Constant(definition["form"])), new("approvers", Constant(definition["approvers"]))])
            : null;
    }

    private static Value Constant(Template? template) => template?.Evaluate(Value.Null) ?? Value.Null;
}
