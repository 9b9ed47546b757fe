using System.Collections.Concurrent;
using Logos.Adapters.Redis.Connections;
using Logos.Adapters.Redis.Feeds;
using Logos.Core.Executions;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Tests.Redis;

/// <summary>One who tells and one who watches, each with connections of its own, and the store that both have in common.</summary>
internal sealed class FeedSetting : IAsyncDisposable
{
    private static readonly RedisFeedOptions Quick = new() { PollInterval = TimeSpan.FromMilliseconds(50), Patience = TimeSpan.FromMilliseconds(100) };

    private readonly ConcurrentDictionary<Guid, StoredExecution> _rows = new();
    private int _loads;

    public FeedSetting(RedisOptions options, RedisFeedOptions? feed = null)
    {
        Telling = RedisFixture.Connect(options);
        Watching = RedisFixture.Connect(options);
        Subscriber = new(options, TimeProvider.System, new Random(1));
        Feed = new(Telling, TimeProvider.System, feed ?? Quick);
        Reader = new(Watching, Subscriber, LoadAsync, TimeProvider.System, feed ?? Quick);
    }

    public RedisConnection Telling { get; }

    public RedisConnection Watching { get; }

    public RedisSubscriber Subscriber { get; }

    public RedisFeed Feed { get; }

    public RedisFeedReader Reader { get; }

    public int Loads => Volatile.Read(ref _loads);

    /// <summary>While it is, the store cannot tell.</summary>
    public bool IsStoreAway { get; set; }

    public static ExecutionHead Head(ExecutionHead? root = null)
    {
        var id = Guid.CreateVersion7();
        return new()
        {
            Id = id,
            Root = root?.Id ?? id,
            Partition = 0,
            Workspace = "w",
            Graph = "g",
            GraphVersion = 1,
            Inputs = Payload.Of("not for everybody"),
            CreatedAt = DateTimeOffset.UnixEpoch,
            Parent = root is null ? null : new(root.Id, 0, -1, 1, 0),
        };
    }

    /// <summary>What an owner does: what is committed is in the store, and then it is told.</summary>
    public void Commit(ExecutionHead head, int number, ExecutionStatus status = ExecutionStatus.Running)
    {
        Store(head, number, status);
        Tell(head, number, status);
    }

    public void Store(ExecutionHead head, int number, ExecutionStatus status = ExecutionStatus.Running)
    {
        var changes = Changes(head, number, status);
        _rows[head.Id] = new(head, changes.Execution, changes.Nodes, changes.Items);
    }

    public void Tell(ExecutionHead head, int number, ExecutionStatus status = ExecutionStatus.Running) => Feed.Publish(head, Changes(head, number, status));

    public async Task<IFeedSubscription> WatchAsync(ExecutionHead root, long? after = null) =>
        await Reader.SubscribeAsync(root.Id, after, TestContext.Current.CancellationToken).InTime();

    /// <summary>Reads until an event of this number; says whether anything before it may have been missed.</summary>
    public static async Task<bool> ReadUntilAsync(IFeedSubscription watch, int number)
    {
        var isAfterGap = false;
        while (true)
        {
            var batch = await watch.ReadAsync(TestContext.Current.CancellationToken).InTime() ?? throw new InvalidOperationException("It has ended before.");
            isAfterGap |= batch.IsAfterGap;
            if (batch.Events.Any(told => Number(told) == number))
                return isAfterGap;
        }
    }

    /// <summary>Reads until word of a gap.</summary>
    public static async Task ReadGapAsync(IFeedSubscription watch)
    {
        while (!(await watch.ReadAsync(TestContext.Current.CancellationToken).InTime())!.IsAfterGap)
            continue;
    }

    public static int Number(FeedEvent told) => told.Changes.Nodes is [{ Attempt: var number }] ? number : -1;

    public async ValueTask DisposeAsync()
    {
        await Feed.DisposeAsync();
        await Telling.DisposeAsync();
        await Watching.DisposeAsync();
        await Subscriber.DisposeAsync();
        Reader.Dispose();
    }

    private static ExecutionChanges Changes(ExecutionHead head, int number, ExecutionStatus status) =>
        new(head.Id, new(status, ExecutionPhase.Forward, null, null, null, null, null, new("not for everybody", 0, null, false, [])), [new("a") { Attempt = number, Output = Payload.Of("not for everybody") }], []);

    private ValueTask<IReadOnlyList<StoredExecution>> LoadAsync(Guid root, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _loads);
        if (IsStoreAway)
            throw new StoreUnavailableException("away", new IOException());
        return new([.. _rows.Values.Where(each => each.Head.Root == root)]);
    }
}
