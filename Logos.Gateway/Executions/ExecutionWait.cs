using Logos.Core.Executions;
using Logos.Core.Orchestration;

namespace Logos.Gateway.Executions;

/// <summary>Waits for the end of an execution by what its feed tells.</summary>
internal static class ExecutionWait
{
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <param name="feed">Of the execution's tree, from before its beginning, or from before the store was asked.</param>
    /// <param name="end">Ends the waiting, and not the request.</param>
    /// <returns>How it ended, perhaps without its results; null when it has not in time.</returns>
    public static async ValueTask<ExecutionRow?> ForEndAsync(EngineAccess engine, IFeedSubscription feed, Guid execution, TimeSpan patience, TimeProvider clock, CancellationToken end, CancellationToken cancellationToken)
    {
        using var time = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(time.Token, end, cancellationToken);
        try
        {
            while (await feed.ReadAsync(either.Token) is { } batch)
            {
                // What is not told any more is asked for.
                if (batch.IsAfterGap && await EndedAsync(engine, execution, either.Token) is { } missed)
                    return missed;
                for (var i = batch.Events.Count - 1; i >= 0; i--)
                {
                    var told = batch.Events[i];
                    if (told.Head.Id == execution && told.Progress is null)
                    {
                        if (told.Changes.Execution is var row && row.Status.IsEnd())
                            return row;
                        break;
                    }
                }
            }

            return await EndedAsync(engine, execution, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    public static async ValueTask<ExecutionRow?> EndedAsync(EngineAccess engine, Guid execution, CancellationToken cancellationToken) =>
        await engine.Executions.FindRowAsync(execution, cancellationToken) is { } row && row.Status.IsEnd() ? row : null;
}
