using System.Diagnostics;
using System.Text;
using Logos.Adapters.Redis;
using Logos.Core.Executions;
using Logos.Servers;
using static Logos.Adapters.Tests.Redis.FeedSetting;

namespace Logos.Adapters.Tests.Redis;

[Trait("Needs", "redis")]
public sealed class RedisFeedFaultTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_the_server_who_watches_is_told_by_the_store_and_by_the_server_again_when_it_is_back()
    {
        await using var server = await StartAsync();
        await using var setting = new FeedSetting(RedisFixture.To(server));
        var root = Head();
        await using var watch = await setting.WatchAsync(root);
        setting.Commit(root, 1);
        Assert.False(await ReadUntilAsync(watch, 1));
        await server.KillAsync();
        await ReadGapAsync(watch);
        setting.Commit(root, 2);
        await ReadUntilAsync(watch, 2);
        var child = Head(root);
        setting.Commit(child, 3);
        await ReadUntilAsync(watch, 3);
        Assert.NotNull(setting.Reader.Use.Trouble);
        await server.StartAsync();
        await setting.Telling.UntilConnectedAsync(after: 1);
        await setting.Watching.UntilConnectedAsync(after: 1);
        setting.Commit(root, 4);
        await ReadUntilAsync(watch, 4);
        // In the end by the server alone: the store is not asked any more.
        var loads = -1;
        for (var number = 5; loads != setting.Loads; number++)
        {
            loads = setting.Loads;
            setting.Commit(root, number);
            await ReadUntilAsync(watch, number);
        }

        Assert.Null(setting.Reader.Use.Trouble);
        setting.Commit(root, 99, ExecutionStatus.Completed);
        Assert.False(await ReadUntilAsync(watch, 99));
        Assert.Null(await watch.ReadAsync(Token).InTime());
    }

    [Fact]
    public async Task The_end_is_heard_without_the_server_too()
    {
        await using var server = await StartAsync();
        await using var setting = new FeedSetting(RedisFixture.To(server));
        var root = Head();
        setting.Commit(root, 1);
        await using var watch = await setting.WatchAsync(root);
        await server.KillAsync();
        setting.Commit(root, 2, ExecutionStatus.Failed);
        while (await watch.ReadAsync(Token).InTime() is not null)
            continue;
    }

    [Fact]
    public async Task What_was_lost_on_the_way_is_missed_by_all_who_watch_and_all_who_come_later()
    {
        await using var server = await StartAsync();
        await using var setting = new FeedSetting(RedisFixture.To(server));
        var (root, other) = (Head(), Head());
        await using var watch = await setting.WatchAsync(root);
        setting.Commit(root, 1);
        var seen = (await watch.ReadAsync(Token).InTime())!.Events[^1].Id;
        await using var elsewhere = await setting.WatchAsync(other);
        // Another process, which could not tell all of it.
        await using var back = new FeedSetting(RedisFixture.To(server), new() { MaxEvent = 10 });
        back.Tell(root, 4);
        await ReadGapAsync(watch);
        await ReadGapAsync(elsewhere);
        await using var again = await setting.WatchAsync(root, seen);
        Assert.True((await again.ReadAsync(Token).InTime())!.IsAfterGap);
    }

    [Fact]
    public async Task An_event_that_is_too_large_is_told_without_its_rows_and_the_end_is_an_end()
    {
        await using var server = await StartAsync();
        await using var setting = new FeedSetting(RedisFixture.To(server), new() { MaxEvent = 10 });
        var root = Head();
        await using var watch = await setting.WatchAsync(root);
        setting.Commit(root, 1, ExecutionStatus.Completed);
        var events = 0;
        var isAfterGap = false;
        while (await watch.ReadAsync(Token).InTime() is { } batch)
        {
            events += batch.Events.Count;
            isAfterGap |= batch.IsAfterGap;
            Assert.All(batch.Events, told => Assert.Empty(told.Changes.Nodes));
        }

        Assert.Equal((1, true), (events, isAfterGap));
    }

    [Fact]
    public async Task A_server_that_hangs_keeps_nobody_waiting()
    {
        await using var server = await StartAsync();
        await using var setting = new FeedSetting(RedisFixture.Impatient(server));
        var root = Head();
        await using var watch = await setting.WatchAsync(root);
        setting.Commit(root, 1);
        await ReadUntilAsync(watch, 1);
        await server.PauseAsync();
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < 20_000; i++)
            setting.Tell(root, i);
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(5));
        await using var late = await setting.WatchAsync(root, 0);
        await ReadGapAsync(late);
        await ReadGapAsync(watch);
        setting.Commit(root, 2);
        await ReadUntilAsync(watch, 2);
        await ReadUntilAsync(late, 2);
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(15));
        await server.ResumeAsync();
        await setting.Telling.UntilAsync(connection => connection.IsConnected);
        await setting.Watching.UntilAsync(connection => connection.IsConnected);
        setting.Commit(root, 3, ExecutionStatus.Completed);
        while (await watch.ReadAsync(Token).InTime() is not null)
            continue;
    }

    [Fact]
    public async Task A_server_that_forgets_everything_is_a_gap()
    {
        await using var server = await StartAsync();
        await using var setting = new FeedSetting(RedisFixture.To(server));
        var root = Head();
        await using var watch = await setting.WatchAsync(root);
        setting.Commit(root, 1);
        var seen = (await watch.ReadAsync(Token).InTime())!.Events[^1].Id;
        await setting.Watching.SendAsync(["FLUSHALL"], Token).InTime();
        await setting.Watching.SendAsync(["SCRIPT", "FLUSH"], Token).InTime();
        setting.Commit(root, 2);
        Assert.True(await ReadUntilAsync(watch, 2));
        await using var again = await setting.WatchAsync(root, seen);
        Assert.True((await again.ReadAsync(Token).InTime())!.IsAfterGap);
        setting.Commit(root, 3, ExecutionStatus.Completed);
        Assert.False(await ReadUntilAsync(watch, 3));
        Assert.Null(await watch.ReadAsync(Token).InTime());
    }

    [Fact]
    public async Task Connections_that_are_cut_cost_who_watches_nothing()
    {
        await using var server = await StartAsync();
        await using var setting = new FeedSetting(RedisFixture.To(server), new() { Patience = TimeSpan.FromSeconds(20) });
        var root = Head();
        await using var watch = await setting.WatchAsync(root);
        for (var number = 1; number <= 5; number++)
        {
            var (session, heard) = (setting.Watching.Session, setting.Subscriber.Session);
            var reading = ReadUntilAsync(watch, number);
            // Each of who watches is cut, and not the one who tells.
            foreach (var type in new[] { "pubsub", "normal" })
                await setting.Telling.SendAsync(["CLIENT", "KILL", "TYPE", type, "SKIPME", "yes"], Token).InTime();
            setting.Commit(root, number);
            Assert.False(await reading);
            await setting.Watching.UntilConnectedAsync(after: session);
            await setting.Subscriber.Connection.UntilConnectedAsync(after: heard);
        }
    }

    [Fact]
    public async Task A_wrong_password_leaves_the_store()
    {
        await using var server = await StartAsync("requirepass secret");
        await using var setting = new FeedSetting(RedisFixture.To(server, ",password=wrong"));
        var root = Head();
        await using var watch = await setting.WatchAsync(root, 0);
        setting.Commit(root, 1);
        await ReadGapAsync(watch);
        setting.Commit(root, 2, ExecutionStatus.Completed);
        await ReadUntilAsync(watch, 2);
        Assert.Null(await watch.ReadAsync(Token).InTime());
        Assert.Equal(RedisCodes.SignIn, setting.Subscriber.Trouble?.Code);
    }

    [Fact]
    public async Task A_store_that_is_away_as_well_is_waited_for()
    {
        await using var server = await StartAsync();
        await using var setting = new FeedSetting(RedisFixture.To(server));
        var root = Head();
        await using var watch = await setting.WatchAsync(root);
        setting.IsStoreAway = true;
        await server.KillAsync();
        await ReadGapAsync(watch);
        setting.IsStoreAway = false;
        setting.Commit(root, 1, ExecutionStatus.Completed);
        await ReadUntilAsync(watch, 1);
        Assert.Null(await watch.ReadAsync(Token).InTime());
    }

    [Fact]
    public async Task An_event_of_a_version_that_cannot_be_read_is_a_gap()
    {
        await using var server = await StartAsync();
        await using var setting = new FeedSetting(RedisFixture.To(server));
        var root = Head();
        await using var watch = await setting.WatchAsync(root);
        var stream = $"logos:feed:of:{root.Id:N}";
        await setting.Telling.SendAsync(["XADD", stream, "*", "b", "0-0", "z", "0", "l", "0", "e", "\u00FFfuture"], Token).InTime();
        await setting.Telling.SendAsync(["PUBLISH", stream, ""], Token).InTime();
        await ReadGapAsync(watch);
        setting.Commit(root, 2);
        Assert.False(await ReadUntilAsync(watch, 2));
    }

    [Fact]
    public async Task What_is_kept_there_holds_no_values_and_goes_when_nothing_happens_any_more()
    {
        await using var server = await StartAsync();
        await using var setting = new FeedSetting(RedisFixture.To(server));
        var (open, ended) = (Head(), Head());
        foreach (var (head, status) in new[] { (open, ExecutionStatus.Running), (ended, ExecutionStatus.Completed) })
        {
            await using var watch = await setting.WatchAsync(head);
            setting.Commit(head, 1, status);
            await ReadUntilAsync(watch, 1);
        }

        var keys = (await setting.Watching.SendAsync(["KEYS", "*"], Token).InTime()).Items.ToArray().Select(key => key.Text()).ToList();
        Assert.Equal(4, keys.Count);
        foreach (var key in keys)
        {
            var left = (await setting.Watching.SendAsync(["PTTL", key], Token).InTime()).Integer;
            var most = key.EndsWith($"{ended.Id:N}", StringComparison.Ordinal) ? TimeSpan.FromMinutes(1) : TimeSpan.FromHours(1);
            Assert.InRange(left, most.TotalMilliseconds / 2, most.TotalMilliseconds);
            var dump = Encoding.Latin1.GetString((await setting.Watching.SendAsync(["DUMP", key], Token).InTime()).Bytes.Span);
            Assert.DoesNotContain("everybody", dump, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Progress_is_told_of_all_below_a_root_that_was_told_of()
    {
        await using var server = await StartAsync();
        await using var setting = new FeedSetting(RedisFixture.To(server));
        var root = Head();
        var child = Head(root);
        setting.Feed.Publish(root.Id, new("early", null, "nobody knows of it yet"));
        setting.Commit(root, 1);
        setting.Commit(child, 2);
        await using var watch = await setting.WatchAsync(root);
        // Whether the first two were told before it began to watch or after: behind this one both were.
        setting.Commit(child, 3);
        await ReadUntilAsync(watch, 3);
        // By another process, which was never told where that execution belongs.
        await using var worker = new FeedSetting(RedisFixture.To(server));
        worker.Feed.Publish(child.Id, new("llm", 3, "a word"));
        worker.Feed.Publish(root.Id, new("llm", null, "another"));
        var told = new List<(Guid, string, int?, string)>();
        while (told.Count < 2)
        {
            foreach (var each in (await watch.ReadAsync(Token).InTime())!.Events.Where(each => each.Progress is not null))
                told.Add((each.Head.Id, each.Progress!.Node, each.Progress.Item, each.Progress.Value.ToJson()));
        }

        Assert.Equal([(child.Id, "llm", 3, "\"a word\""), (root.Id, "llm", null, "\"another\"")], told);
    }

    private static async Task<RedisServer> StartAsync(params string[] settings)
    {
        var server = new RedisServer(settings);
        await server.StartAsync();
        return server;
    }
}
