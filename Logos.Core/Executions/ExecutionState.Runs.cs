using Logos.Core.Work;

namespace Logos.Core.Executions;

public sealed partial class ExecutionState
{
    /// <summary>What has come to its end since the last <see cref="TakeChanges"/>; whoever counts reads it before.</summary>
    internal List<NodeRun> Runs { get; } = [];

    /// <summary>Called before the status changes: what never ran is no run of it.</summary>
    private void NoteEnd(int index, NodeStatus status, DateTimeOffset at, Failure? failure = null, StepOutcome? step = null)
    {
        var node = Nodes[index];
        var runs = node.Status == NodeStatus.Running;
        // Between two attempts it does not run, and has.
        var ran = runs || (node.Status == NodeStatus.Ready && node.Attempt - node.TriesBefore > 1);
        // The run that failed before its fallback has been noted, and so have the items of a foreach.
        var isNoted = !runs || node.FallsBack || node.Items is not null;
        if (ran || failure is not null)
            Runs.Add(new(index, status, isNoted ? null : TimeOf(node, at, step), node.Items is null || node.FallsBack || failure != node.ItemsFailed ? failure?.Kind : null, ran));
    }

    /// <summary>The node goes on: with its next attempt, or with its fallback.</summary>
    private void NoteFailure(int index, Failure failure, DateTimeOffset at, StepOutcome? step) =>
        Runs.Add(new(index, StatusOf(failure), Nodes[index].Items is null ? TimeOf(Nodes[index], at, step) : null, Nodes[index].Items is null ? failure.Kind : null, IsLast: false));

    private void NoteItem(int index, NodeStatus status, Failure? failure, StepOutcome? step) =>
        Runs.Add(new(index, status, step is { } told ? Positive(told.EndedAt - told.StartedAt) : null, status == NodeStatus.Cancelled ? null : failure?.Kind, IsLast: false));

    // Of its last attempt: it may have begun long before, and been retried by hand since.
    private static TimeSpan TimeOf(NodeState node, DateTimeOffset at, StepOutcome? step) =>
        Positive(step is { } told ? told.EndedAt - told.StartedAt : at - (node.DispatchedAt ?? node.StartedAt ?? at));

    // Two clocks may have a part in it.
    private static TimeSpan Positive(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;

    private static NodeStatus StatusOf(Failure failure) => failure.Kind == FailureKind.TimedOut ? NodeStatus.TimedOut : NodeStatus.Failed;
}
