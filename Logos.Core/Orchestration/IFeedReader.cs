using Logos.Core.Executions;

namespace Logos.Core.Orchestration;

/// <summary>What a feed was told of one execution and all below it, for whoever watches it.</summary>
public interface IFeedReader
{
    /// <param name="after">The last event that the caller has seen; null begins with what comes next, 0 with the oldest that is still known.</param>
    ValueTask<IFeedSubscription> SubscribeAsync(Guid root, long? after, CancellationToken cancellationToken);
}

/// <summary>One reader's place in what is told of an execution. A reader that is slow holds nobody up: it misses events, and is told so.</summary>
public interface IFeedSubscription : IAsyncDisposable
{
    /// <summary>Waits for at least one event, or for word that some are missing. What was known when the reader subscribed comes without waiting.</summary>
    /// <returns>Null when the execution has ended and all is told.</returns>
    ValueTask<FeedBatch?> ReadAsync(CancellationToken cancellationToken);
}

/// <param name="Events">In their order.</param>
/// <param name="IsAfterGap">Events before these are no longer known: who needs them asks the store.</param>
public sealed record FeedBatch(IReadOnlyList<FeedEvent> Events, bool IsAfterGap);

/// <param name="Id">Grows along an execution with all below it, over restarts too.</param>
public sealed record FeedEvent(long Id, ExecutionHead Head, ExecutionChanges Changes)
{
    /// <summary>What a running node says of how far it is; then nothing in <see cref="Changes"/> is new.</summary>
    public NodeProgress? Progress { get; init; }
}
