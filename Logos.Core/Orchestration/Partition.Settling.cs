using Logos.Core.Executions;

namespace Logos.Core.Orchestration;

internal sealed partial class Partition
{
    // How many of the events tell an execution of the end of another.
    private int _between;
    private bool _goesOn;

    /// <summary>A turn begins; what the one before left comes after what is heard now.</summary>
    public void BeginTurn() => _goesOn = IsBehind;

    /// <summary>Decides what follows from all that was heard, as far as the turn goes.</summary>
    public async ValueTask SettleAsync(Turn turn, CancellationToken cancellationToken)
    {
        while (!turn.IsFull && _events.TryDequeue(out var next))
            await ApplyAsync(next, turn, cancellationToken);
        // The end of a child stands no longer in the rows of what is open: it belongs to the commit in which it happened.
        while (_between > 0)
        {
            for (var left = _events.Count; left > 0; left--)
            {
                var next = _events.Dequeue();
                if (IsBetween(next.Event))
                    await ApplyAsync(next, turn, cancellationToken);
                else
                    _events.Enqueue(next);
            }
        }
    }

    // What comes from outside is acknowledged with the turn that heard it, however much waits.
    private async ValueTask HearAsync(OwnedExecution execution, ExecutionEvent happened, Turn turn, CancellationToken cancellationToken)
    {
        await ApplyAsync(execution, happened, turn, cancellationToken);
        await SettleUnlessBehindAsync(turn, cancellationToken);
    }

    private ValueTask SettleUnlessBehindAsync(Turn turn, CancellationToken cancellationToken) =>
        _goesOn || turn.IsFull ? ValueTask.CompletedTask : SettleAsync(turn, cancellationToken);

    private void Enqueue(OwnedExecution execution, ExecutionEvent happened)
    {
        if (IsBetween(happened))
            _between++;
        _events.Enqueue((execution, happened));
    }

    private async ValueTask ApplyAsync((OwnedExecution Execution, ExecutionEvent Event) next, Turn turn, CancellationToken cancellationToken)
    {
        if (IsBetween(next.Event))
            _between--;
        // It may have ended and left memory meanwhile, or come to its end of itself before it was called off.
        var isNews = next.Event is not ExecutionEvent.CancelRequested || WhyCalledOff(next.Execution) is not null;
        if (isNews && _executions.GetValueOrDefault(next.Execution.Head.Id) == next.Execution)
            await ApplyAsync(next.Execution, next.Event, turn, cancellationToken);
    }

    private async ValueTask ApplyAsync(OwnedExecution execution, ExecutionEvent happened, Turn turn, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        turn.Count(happened);
        var before = execution.State.Status.IsEnd();
        var decisions = execution.State.Apply(happened).ToArray();
        if (execution.State.Status.IsEnd() != before)
        {
            execution.EndsNow = !before;
            _open.Change(execution.Head.Root, before ? 1 : -1);
        }

        foreach (var decision in decisions)
            await FollowAsync(execution, decision, turn, happened.At, cancellationToken);
        turn.Touch(execution);
    }

    private static bool IsBetween(ExecutionEvent happened) => happened is ExecutionEvent.ChildEnded;

    private int DepthOf(OwnedExecution execution)
    {
        var depth = 0;
        while (execution.Head.Parent is { } link && _executions.TryGetValue(link.Execution, out var parent))
            (execution, depth) = (parent, depth + 1);
        return depth;
    }
}
