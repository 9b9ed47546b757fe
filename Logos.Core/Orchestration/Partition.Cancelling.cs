using Logos.Core.Executions;

namespace Logos.Core.Orchestration;

internal sealed partial class Partition
{
    // A family may be larger than a turn, and than a commit. So the children of what is ending are cancelled in as many turns as
    // it takes: that they have to be is in the rows of their parent, which waits for each of them, and is found there again.
    private async ValueTask CancelChildAsync(OwnedExecution child, ExecutionEvent.CancelRequested cancel, Turn turn, CancellationToken cancellationToken)
    {
        if (WhyParentCallsOff(child) is not null)
            Enqueue(child, cancel);
        else
            // Given up by a node that waits for it no longer: this is told in no row.
            await ApplyAsync(child, cancel, turn, cancellationToken);
    }

    /// <returns>Null too when it is ending already.</returns>
    private string? WhyCalledOff(OwnedExecution execution) =>
        execution.State is { Ending: null, Status: ExecutionStatus.Pending or ExecutionStatus.Running } ? WhyParentCallsOff(execution) : null;

    private string? WhyParentCallsOff(OwnedExecution execution) =>
        execution.Head.Parent is { } link && _executions.TryGetValue(link.Execution, out var parent) && Awaits(parent, link) ? parent.State.CallsOff(link.Node) : null;

    /// <summary>Or below one that is: it will be called off too.</summary>
    private bool IsBelowCalledOff(OwnedExecution execution)
    {
        for (var each = execution; each is not null; each = each.Head.Parent is { } link ? _executions.GetValueOrDefault(link.Execution) : null)
        {
            if (WhyCalledOff(each) is not null)
                return true;
        }

        return false;
    }

    private static bool Awaits(OwnedExecution parent, ParentLink link) => parent.State.Awaits(link.Node, link.Item, link.Attempt, link.Round);
}
