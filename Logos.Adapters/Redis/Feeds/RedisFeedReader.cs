using Logos.Adapters.Redis.Connections;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Redis.Feeds;

/// <summary>
/// The side of the feed that is watched. What is read is what is kept; words on channels only say when to look. While
/// Redis is away, the store is asked again and again, and what has changed in it is told.
/// </summary>
/// <param name="connection">Where it is read.</param>
/// <param name="subscriber">Where words are heard.</param>
/// <param name="load">An execution with all below it, as the store has them.</param>
/// <param name="clock">The time.</param>
/// <param name="options">How often.</param>
public sealed class RedisFeedReader(
    RedisConnection connection,
    RedisSubscriber subscriber,
    Func<Guid, CancellationToken, ValueTask<IReadOnlyList<StoredExecution>>> load,
    TimeProvider clock,
    RedisFeedOptions? options = null) : IFeedReader, IDisposable
{
    // A gateway with very many watchers asks the store of a few executions at a time.
    private readonly SemaphoreSlim _turns = new(4);

    /// <summary>What <see cref="RedisFeed"/> is to whoever tells.</summary>
    public RedisUse Use { get; } = new("watching", "watchers are told by polling the store");

    internal RedisConnection Connection => connection;

    internal RedisSubscriber Subscriber => subscriber;

    internal TimeProvider Clock => clock;

    internal RedisFeedOptions Options => options ?? RedisFeedOptions.Standard;

    internal FeedKeys Keys { get; } = new(connection.Options.Prefix);

    internal bool IsThere => subscriber.Session != 0 && connection.IsConnected;

    public async ValueTask<IFeedSubscription> SubscribeAsync(Guid root, long? after, CancellationToken cancellationToken)
    {
        var subscription = new RedisSubscription(this, root);
        try
        {
            await subscription.BeginAsync(after, cancellationToken).ConfigureAwait(false);
            return subscription;
        }
        catch
        {
            await subscription.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public void Dispose() => _turns.Dispose();

    /// <returns>Null when the store cannot tell now.</returns>
    internal async ValueTask<IReadOnlyList<StoredExecution>?> LoadAsync(Guid root, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await load(root, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is StoreUnavailableException or IOException or TimeoutException)
        {
            return null;
        }
        finally
        {
            _turns.Release();
        }
    }
}
