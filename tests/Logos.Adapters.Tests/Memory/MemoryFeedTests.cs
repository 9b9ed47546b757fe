using Logos.Adapters.Memory;
using Logos.Conformance.Feeds;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Rules.Values;

namespace Logos.Adapters.Tests.Memory;

public sealed class MemoryFeedTests : ExecutionFeedConformance
{
    protected override ValueTask<Feed> CreateAsync()
    {
        var feed = new MemoryFeed(new PassingClock());
        return new(new Feed(feed, feed));
    }

    protected override ValueTask CloseAsync(Feed feed) => default;

    [Fact]
    public async Task What_nobody_watches_is_forgotten_by_age_and_what_is_watched_stays()
    {
        var feed = new MemoryFeed(new PassingClock(), new() { UnwatchedExecutions = 2 });
        var heads = Enumerable.Range(0, 5).Select(_ => Head()).ToArray();
        var watch = await feed.SubscribeAsync(heads[0].Id, null, CancellationToken.None);
        foreach (var head in heads)
            feed.Publish(head, Running(head));
        Assert.Equal(3, feed.Count);
        Assert.Single((await watch.ReadAsync(CancellationToken.None))!.Events);
        await watch.DisposeAsync();
        await watch.DisposeAsync();
        Assert.Equal(2, feed.Count);
    }

    [Fact]
    public async Task After_a_start_the_ids_of_before_are_older_than_all_that_follow()
    {
        var clock = new PassingClock();
        var head = Head();
        var before = new MemoryFeed(clock);
        before.Publish(head, Running(head));
        await using var first = await before.SubscribeAsync(head.Id, 0, CancellationToken.None);
        var seen = Assert.Single((await first.ReadAsync(CancellationToken.None))!.Events).Id;

        clock.Pass(TimeSpan.FromSeconds(1));
        var after = new MemoryFeed(clock);
        await using var again = await after.SubscribeAsync(head.Id, seen, CancellationToken.None);
        var word = (await again.ReadAsync(CancellationToken.None))!;
        Assert.True(word.IsAfterGap);
        Assert.Empty(word.Events);
        after.Publish(head, Running(head));
        Assert.True(Assert.Single((await again.ReadAsync(CancellationToken.None))!.Events).Id > seen);
    }

    private static ExecutionHead Head()
    {
        var id = Guid.CreateVersion7();
        return new() { Id = id, Root = id, Partition = 0, Workspace = "w", Graph = "g", GraphVersion = 1, Inputs = Payload.Null, CreatedAt = DateTimeOffset.UnixEpoch };
    }

    private static ExecutionChanges Running(ExecutionHead head) =>
        new(head.Id, new(ExecutionStatus.Running, ExecutionPhase.Forward, null, null, null, null, null, new(Value.Null, 0, null, false, [])), [], []);
}
