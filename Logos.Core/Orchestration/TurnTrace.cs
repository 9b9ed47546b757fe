using System.Diagnostics;
using Logos.Core.Executions;
using Logos.Core.Messages;
using Logos.Core.Telemetry;
using Logos.Core.Work;

namespace Logos.Core.Orchestration;

/// <summary>
/// The spans of one turn of an owner. Each belongs to the trace of its execution, which went into the store with the
/// submission: whoever owns the partition after this one continues the same. What is not committed never happened, and is not told.
/// </summary>
internal sealed class TurnTrace : IDisposable
{
    private readonly List<Activity> _heard = [];
    private readonly List<Activity> _dispatched = [];
    private readonly List<(ExecutionHead Head, ExecutionStatus Status, DateTimeOffset StartedAt, DateTimeOffset EndedAt, string? Error)> _ended = [];

    /// <returns>Null where nobody listens.</returns>
    public static TurnTrace? Begin() => LogosTraces.IsOn ? new() : null;

    /// <summary>From when an outcome is heard until it is recorded.</summary>
    public void Hear(Report.Ended report, OwnedExecution execution)
    {
        if (LogosTraces.BeginAside("node.record", execution.Plan.Nodes[report.Task.Node].Id, ActivityKind.Consumer, report.TraceParent ?? execution.Head.TraceParent) is { } span)
            _heard.Add(span.Tell(execution.Head).SetTag(SpanTags.Node, execution.Plan.Nodes[report.Task.Node].Id));
    }

    /// <summary>From the decision until the broker has the task.</summary>
    /// <returns>The task, whose worker continues from here.</returns>
    public NodeTask Dispatch(NodeTask task)
    {
        if (LogosTraces.BeginAside("node.dispatch", task.Steps[0].Id, ActivityKind.Producer, task.TraceParent) is not { } span)
            return task;
        _dispatched.Add(span.Tell(task, 0));
        return task with { TraceParent = span.Id };
    }

    /// <summary>The whole of an execution, in one span from its begin to its end: it is known only now, and so nothing is below it.</summary>
    public void Note(OwnedExecution execution)
    {
        if (execution is { EndsNow: true, State: { StartedAt: { } begin, EndedAt: { } end } state })
            _ended.Add((execution.Head, state.Status, begin, end, state.Error?.Code));
    }

    /// <summary>What was heard is recorded, and what has ended has.</summary>
    /// <returns>Itself: what is handed out is on its way as long as it is not disposed.</returns>
    public TurnTrace Committed()
    {
        foreach (var span in _heard)
            LogosTraces.EndAside(span);
        foreach (var (head, status, begin, end, error) in _ended)
        {
            if (LogosTraces.BeginAside("execution", head.Graph, ActivityKind.Internal, head.TraceParent, begin) is not { } span)
                continue;
            span.Tell(head).SetTag(SpanTags.Status, Wire.Name(status));
            if (error is not null)
                span.Fail(error);
            LogosTraces.EndAside(span, end);
        }

        return this;
    }

    public void Dispose()
    {
        foreach (var span in _dispatched)
            LogosTraces.EndAside(span);
    }
}
