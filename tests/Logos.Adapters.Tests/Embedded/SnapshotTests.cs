using Logos.Adapters.Embedded;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Rules.Values;

namespace Logos.Adapters.Tests.Embedded;

public sealed class SnapshotTests
{
    private static readonly StoreOptions Often = new()
    {
        SnapshotEvery = 64 * 1024,
        RestAfter = TimeSpan.FromMinutes(1),
        Retention = Retention.Everything,
    };

    [Fact]
    public async Task A_start_from_a_snapshot_finds_what_a_start_from_all_records_finds()
    {
        await using var folder = new StoreFolder(Often);
        var (open, finished, waiting, command) = await FillAsync(folder);
        await folder.Store.CompactAsync();
        await (await Owner.Of(folder.Store, 1)).RunAsync(3);
        await folder.ReopenAsync();
        Assert.Equal(2, folder.Files("*.snapshot").Count());
        Assert.True(folder.Store.Recovered.SnapshotLsn > 0);
        Assert.Equal(open.Select(h => h.Id).Order(), (await folder.Store.LoadOpenAsync(0, CancellationToken.None)).Select(e => e.Head.Id).Order());
        foreach (var head in finished)
            Assert.Equal(4, (await folder.FindAsync(head.Id)).Nodes.Count);
        var waits = await folder.Store.PollAsync(0, CancellationToken.None);
        Assert.Equal(waiting, Assert.Single(waits.Submissions).Head.Id);
        Assert.Equal(command, Assert.Single(waits.Commands).Id);
        Assert.Equal(finished.Count + open.Count + 1 + 3, folder.Store.Count);
        Assert.Equal("b", Assert.Single((await folder.Store.ListAsync(new() { Tag = new("a", "b") }, null, 10, TestContext.Current.CancellationToken)).Items).Tags["a"]);
    }

    [Fact]
    public async Task A_damaged_snapshot_is_passed_over_for_the_one_before()
    {
        await using var folder = new StoreFolder(Often);
        var (open, finished, _, _) = await FillAsync(folder);
        await folder.Store.CompactAsync();
        var more = await (await Owner.Of(folder.Store, 1)).RunAsync(3);
        await folder.Store.CompactAsync();
        await folder.Store.DisposeAsync();
        var newest = folder.Files("*.snapshot").Last();
        var bytes = await File.ReadAllBytesAsync(newest, TestContext.Current.CancellationToken);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(newest, bytes, TestContext.Current.CancellationToken);
        await folder.ReopenAsync();
        Assert.Single(folder.Store.Recovered.DamagedSnapshots);
        foreach (var head in finished.Concat(more))
            Assert.Equal(4, (await folder.FindAsync(head.Id)).Nodes.Count);
        Assert.Equal(open.Count, (await folder.Store.LoadOpenAsync(0, CancellationToken.None)).Count);
    }

    [Fact]
    public async Task Segments_that_nothing_needs_go_while_the_store_works()
    {
        await using var folder = new StoreFolder(Often with { Retention = new() { Count = 100, Age = null }, RetentionInterval = TimeSpan.FromSeconds(1) });
        var owner = await Owner.Of(folder.Store);
        var open = await owner.RunAsync(5, end: false);
        var kept = new List<ExecutionHead>();
        for (var round = 0; round < 30; round++)
        {
            kept.AddRange(await owner.RunAsync(200));
            await folder.Store.CompactAsync();
        }

        Assert.InRange(folder.Files("*.journal").Count(), 1, 6);
        await folder.ReopenAsync();
        Assert.Equal(105, folder.Store.Count);
        Assert.Equal(5, (await folder.Store.LoadOpenAsync(0, CancellationToken.None)).Count);
        Assert.Null(await folder.Store.FindAsync(kept[0].Id, CancellationToken.None));
        foreach (var head in kept.TakeLast(100).Concat(open))
            await folder.FindAsync(head.Id);
    }

    [Fact]
    public async Task A_few_old_executions_do_not_keep_their_segments()
    {
        await using var folder = new StoreFolder(Often with { SnapshotEvery = 64 * 1024 });
        var owner = await Owner.Of(folder.Store);
        var root = (await owner.RunAsync(1, end: false))[0];
        // An ended child stays as long as its root is open.
        var child = (await owner.RunAsync(1, with: h => h with { Root = root.Id, Parent = new(root.Id, 0, -1, 1, 0) }))[0];
        folder.Options = folder.Options with { Retention = new() { Count = 0, Age = null } };
        await folder.ReopenAsync();
        owner = await Owner.Of(folder.Store);
        for (var round = 0; round < 20; round++)
        {
            await owner.RunAsync(200);
            await folder.Store.CompactAsync();
        }

        Assert.InRange(folder.Files("*.journal").Count(), 1, 4);
        Assert.Equal(2, folder.Store.Count);
        Assert.Equal(4, (await folder.FindAsync(child.Id)).Nodes.Count);
        Assert.Equal(2, (await folder.Store.LoadTreeAsync(root.Id, CancellationToken.None)).Count);
        await owner.CommitAsync([], [Owner.End(root)]);
        await folder.Store.CompactAsync();
        Assert.Equal(0, folder.Store.Count);
    }

    [Fact]
    public async Task Work_goes_on_while_snapshots_are_written()
    {
        await using var folder = new StoreFolder(Often);
        using var stop = new CancellationTokenSource();
        var snapshots = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
                await folder.Store.CompactAsync();
        }, TestContext.Current.CancellationToken);
        var heads = await Task.WhenAll(Enumerable.Range(0, 4).Select(async p => await (await Owner.Of(folder.Store, p)).RunAsync(600)));
        await stop.CancelAsync();
        await snapshots;
        await Check();
        await folder.ReopenAsync();
        await Check();

        async Task Check()
        {
            Assert.Equal(2400, folder.Store.Count);
            foreach (var head in heads.SelectMany(h => h))
                Assert.Equal(4, (await folder.FindAsync(head.Id)).Nodes.Count);
        }
    }

    private static async Task<(IReadOnlyList<ExecutionHead> Open, IReadOnlyList<ExecutionHead> Finished, Guid Waiting, Guid Command)> FillAsync(StoreFolder folder)
    {
        var token = TestContext.Current.CancellationToken;
        var owner = await Owner.Of(folder.Store);
        var open = await owner.RunAsync(10, end: false);
        var finished = await owner.RunAsync(300);
        var waiting = Submissions.Of();
        await folder.Store.SubmitAsync(waiting with { Head = waiting.Head with { Tags = new Dictionary<string, string> { ["a"] = "b" } } }, token);
        var command = new Command(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()), 0, open[0].Id, CommandKind.Signal, "go", Payload.Of(ValueJson.Parse("1")), TimeProvider.System.GetUtcNow());
        await folder.Store.AddAsync(command, token);
        return (open, finished, waiting.Head.Id, command.Id);
    }
}
