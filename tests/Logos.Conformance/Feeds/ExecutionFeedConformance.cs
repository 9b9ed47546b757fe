using Logos.Conformance.Stores;
using Logos.Core.Executions;
using Logos.Core.Orchestration;

namespace Logos.Conformance.Feeds;

/// <summary>What every feed does. An adapter inherits it, and says how its feed is made.</summary>
public abstract class ExecutionFeedConformance : IAsyncLifetime
{
    /// <summary>More than any feed is asked to remember of one execution.</summary>
    private const int MoreThanTheWindow = 20_000;

    private Feed _feed = null!;

    /// <summary>The two sides of a feed; with another process in between they are not the same object.</summary>
    protected sealed record Feed(IExecutionFeed Told, IFeedReader Read);

    /// <summary>A feed that was told of nothing, for this test alone.</summary>
    protected abstract ValueTask<Feed> CreateAsync();

    /// <summary>Takes away what the test made.</summary>
    protected abstract ValueTask CloseAsync(Feed feed);

    public async ValueTask InitializeAsync() => _feed = await CreateAsync();

    public async ValueTask DisposeAsync()
    {
        await CloseAsync(_feed);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_changes_is_told_in_its_order_with_the_children_until_the_end()
    {
        var root = StoreSamples.Head();
        var child = StoreSamples.Head(root: root.Id, parent: new(root.Id, 0, -1, 1, 0));
        await using var watch = await SubscribeAsync(root);
        Tell(root, 1);
        Tell(child, 2, ExecutionStatus.Completed);
        Tell(StoreSamples.Head(), 99);
        Tell(root, 3, ExecutionStatus.Completed);
        var events = await ToEndAsync(watch);
        Assert.Equal([1, 2, 3], events.Select(Number));
        Assert.Equal([root.Id, child.Id, root.Id], events.Select(e => e.Head.Id));
        Assert.Equal(events.Select(e => e.Id).Order(), events.Select(e => e.Id));
        Assert.Equal(3, events.Select(e => e.Id).Distinct().Count());
    }

    [Fact]
    public async Task What_is_known_already_comes_without_waiting()
    {
        var root = StoreSamples.Head();
        await using (var early = await SubscribeAsync(root))
        {
            Tell(root, 1);
            await early.ReadAsync(Guard.Token).InTime();
        }

        await using var late = await SubscribeAsync(root, 0);
        var reading = late.ReadAsync(Guard.Token);

        Assert.True(reading.IsCompleted);
        Assert.Equal([1], (await reading)!.Events.Select(Number));
    }

    [Fact]
    public async Task Who_comes_later_hears_only_what_follows()
    {
        var root = StoreSamples.Head();
        await using (var early = await SubscribeAsync(root))
        {
            Tell(root, 1);
            await early.ReadAsync(Guard.Token).InTime();
        }

        await using var late = await SubscribeAsync(root);
        Tell(root, 2, ExecutionStatus.Failed);
        Assert.Equal([2], (await ToEndAsync(late)).Select(Number));
    }

    [Fact]
    public async Task Who_was_cut_off_goes_on_where_it_was()
    {
        var root = StoreSamples.Head();
        long seen;
        await using (var first = await SubscribeAsync(root))
        {
            Tell(root, 1);
            seen = Assert.Single((await first.ReadAsync(Guard.Token).InTime())!.Events).Id;
        }

        Tell(root, 2);
        Tell(root, 3, ExecutionStatus.Completed);
        await using var again = await SubscribeAsync(root, seen);
        Assert.Equal([2, 3], (await ToEndAsync(again)).Select(Number));
    }

    [Fact]
    public async Task From_the_beginning_means_all_that_is_known()
    {
        var root = StoreSamples.Head();
        Tell(root, 1);
        Tell(root, 2, ExecutionStatus.Completed);
        await using var watch = await SubscribeAsync(root, 0);
        Assert.Equal([1, 2], (await ToEndAsync(watch)).Select(Number));
    }

    [Fact]
    public async Task Everybody_who_watches_hears_everything()
    {
        var root = StoreSamples.Head();
        await using var first = await SubscribeAsync(root);
        await using var second = await SubscribeAsync(root);
        for (var i = 0; i < 10; i++)
            Tell(root, i);
        Tell(root, 10, ExecutionStatus.Completed);
        Assert.Equal(Enumerable.Range(0, 11), (await ToEndAsync(first)).Select(Number));
        Assert.Equal(Enumerable.Range(0, 11), (await ToEndAsync(second)).Select(Number));
    }

    [Fact]
    public async Task Who_is_too_slow_is_told_that_something_is_missing_and_hears_the_end()
    {
        var root = StoreSamples.Head();
        await using var watch = await SubscribeAsync(root);
        for (var i = 0; i < MoreThanTheWindow; i++)
            Tell(root, i);
        Tell(root, MoreThanTheWindow, ExecutionStatus.Completed);
        var events = new List<FeedEvent>();
        var gap = false;
        while (await watch.ReadAsync(Guard.Token).InTime() is { } batch)
        {
            gap |= batch.IsAfterGap;
            events.AddRange(batch.Events);
        }

        Assert.True(gap);
        Assert.True(events.Count < MoreThanTheWindow);
        Assert.Equal(MoreThanTheWindow, Number(events[^1]));
    }

    [Fact]
    public async Task An_id_that_the_feed_does_not_know_is_a_gap()
    {
        var root = StoreSamples.Head();
        await using (var early = await SubscribeAsync(root))
        {
            Tell(root, 1);
            Tell(root, 2);
            // Known where it is read, and not only told.
            while (Number((await early.ReadAsync(Guard.Token).InTime())!.Events[^1]) != 2)
                continue;
        }

        foreach (var unknown in new[] { 5L, long.MaxValue })
        {
            await using var watch = await SubscribeAsync(root, unknown);
            var batch = (await watch.ReadAsync(Guard.Token).InTime())!;
            Assert.True(batch.IsAfterGap);
            Assert.Equal([1, 2], batch.Events.Select(Number));
        }
    }

    [Fact]
    public async Task A_read_that_was_cancelled_takes_nothing_with_it()
    {
        var root = StoreSamples.Head();
        await using var watch = await SubscribeAsync(root);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Guard.Token);
        var reading = watch.ReadAsync(stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.InTime());
        Tell(root, 1, ExecutionStatus.Completed);
        Assert.Equal([1], (await ToEndAsync(watch)).Select(Number));
    }

    private void Tell(ExecutionHead head, int number, ExecutionStatus status = ExecutionStatus.Running) =>
        _feed.Told.Publish(head, StoreSamples.Changes(head, status, [new("a") { Attempt = number }]));

    private Task<IFeedSubscription> SubscribeAsync(ExecutionHead root, long? after = null) => _feed.Read.SubscribeAsync(root.Id, after, Guard.Token).InTime();

    private static int Number(FeedEvent told) => Assert.Single(told.Changes.Nodes).Attempt;

    private static async Task<List<FeedEvent>> ToEndAsync(IFeedSubscription watch)
    {
        var events = new List<FeedEvent>();
        while (await watch.ReadAsync(Guard.Token).InTime() is { } batch)
        {
            Assert.False(batch.IsAfterGap);
            events.AddRange(batch.Events);
        }

        return events;
    }
}
