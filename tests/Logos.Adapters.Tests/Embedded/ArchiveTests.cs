using System.Diagnostics;
using System.Globalization;
using Logos.Adapters.Embedded;
using Logos.Adapters.Journal;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Core.Work;
using Logos.Rules.Values;
using Logos.Simulation.Disks;

namespace Logos.Adapters.Tests.Embedded;

public sealed class ArchiveTests(ITestOutputHelper output)
{
    [Fact]
    public async Task A_finished_execution_is_read_back_from_the_journal()
    {
        await using var folder = new StoreFolder();
        var heads = await (await Owner.Of(folder.Store)).RunAsync(300);
        var before = await folder.FindAsync(heads[7].Id);
        await folder.Store.KeepHouseAsync();
        Same(before, await folder.FindAsync(heads[7].Id));
        Same(before, Assert.Single(await folder.Store.LoadTreeAsync(heads[7].Id, CancellationToken.None)));
        await folder.ReopenAsync();
        Same(before, await folder.FindAsync(heads[7].Id));
        Assert.Empty(await folder.Store.LoadOpenAsync(0, CancellationToken.None));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_whose_change_found_no_room_comes_back_with_the_next_commit(bool again)
    {
        var disk = new SimulatedDisk(1);
        var options = new StoreOptions { RestAfter = TimeSpan.FromMinutes(1), Retention = Retention.Everything };
        ExecutionHead head;
        await using (var store = JournalStore.Open(disk, new() { SegmentSize = 64 * 1024 }, options))
        {
            var owner = await Owner.Of(store);
            head = (await owner.RunAsync(1))[0];
            await store.KeepHouseAsync();
            disk.Fault = step => step.Operation == DiskOperation.Write ? new DiskFullException("There is no room.") : null;
            for (var i = 0; i < (again ? 2 : 1); i++)
            {
                await Assert.ThrowsAsync<StoreUnavailableException>(() => owner.CommitAsync([], [Retried(head)]));
                owner = await Owner.Of(store);
            }

            disk.Fault = null;
            Assert.Equal(CommitResult.Done, await owner.CommitAsync([], [Retried(head)]));
        }

        await using var reopened = JournalStore.Open(disk, new() { SegmentSize = 64 * 1024 }, options);
        var found = (await reopened.FindAsync(head.Id, CancellationToken.None))!;
        Assert.Equal(ExecutionStatus.Running, found.Row.Status);
        Assert.Equal(["n0:Succeeded", "n1:Running", "n2:Succeeded", "n3:Succeeded"], found.Nodes.OrderBy(n => n.Node).Select(n => $"{n.Node}:{n.Status}"));
        Assert.Single(await reopened.LoadOpenAsync(0, CancellationToken.None));

        static ExecutionChanges Retried(ExecutionHead head) => new(head.Id, Owner.Row(ExecutionStatus.Running, head.CreatedAt), [Owner.Node("n1", NodeStatus.Running)], []);
    }

    [Fact]
    public async Task One_that_is_changed_after_its_end_comes_back_with_all_its_rows()
    {
        await using var folder = new StoreFolder();
        var owner = await Owner.Of(folder.Store);
        var head = (await owner.RunAsync(1))[0];
        await folder.Store.KeepHouseAsync();
        // It is tried again by hand.
        await owner.CommitAsync([], [new(head.Id, Owner.Row(ExecutionStatus.Running, head.CreatedAt), [Owner.Node("n1", NodeStatus.Running)], [])]);
        await Check();
        await folder.ReopenAsync();
        await Check();
        owner = await Owner.Of(folder.Store);
        await owner.CommitAsync([], [Owner.End(head)]);
        await folder.Store.KeepHouseAsync();
        await folder.ReopenAsync();
        Assert.Equal(ExecutionStatus.Completed, (await folder.FindAsync(head.Id)).Row.Status);
        Assert.Empty(await folder.Store.LoadOpenAsync(0, CancellationToken.None));

        async Task Check()
        {
            var open = Assert.Single(await folder.Store.LoadOpenAsync(0, CancellationToken.None));
            Assert.Equal(4, open.Nodes.Count);
            Assert.Equal(NodeStatus.Running, open.Nodes.Single(n => n.Node == "n1").Status);
            Assert.Equal(NodeStatus.Succeeded, open.Nodes.Single(n => n.Node == "n2").Status);
        }
    }

    [Fact]
    public async Task Commits_and_the_way_out_of_memory_may_cross()
    {
        await using var folder = new StoreFolder();
        var owner = await Owner.Of(folder.Store);
        var heads = await owner.RunAsync(50);
        for (var round = 0; round < 20; round++)
        {
            var house = Task.Run(folder.Store.KeepHouseAsync, TestContext.Current.CancellationToken);
            await owner.CommitAsync([], [.. heads.Select(h => new ExecutionChanges(h.Id, Owner.Row(ExecutionStatus.Completed, h.CreatedAt), [Owner.Node($"n{round}", NodeStatus.Succeeded)], []))]);
            await house;
        }

        await Check();
        await folder.ReopenAsync();
        await Check();
        await folder.Store.KeepHouseAsync();
        await Check();

        async Task Check()
        {
            foreach (var head in heads)
                Assert.Equal(20, (await folder.FindAsync(head.Id)).Nodes.Count);
        }
    }

    [Fact]
    public async Task One_with_an_unfinished_compensation_stays_open()
    {
        await using var folder = new StoreFolder();
        var owner = await Owner.Of(folder.Store);
        var head = (await owner.RunAsync(1))[0];
        await owner.CommitAsync([], [Owner.End(head) with { Nodes = [Owner.Node("n0", NodeStatus.Succeeded) with { Compensation = CompensationStatus.Pending }] }]);
        await folder.Store.KeepHouseAsync();
        await folder.ReopenAsync();
        Assert.Single(await folder.Store.LoadOpenAsync(0, CancellationToken.None));
    }

    [Fact]
    public async Task A_large_one_is_written_in_parts()
    {
        await using var folder = new StoreFolder();
        var owner = await Owner.Of(folder.Store);
        var head = (await owner.RunAsync(1))[0];
        for (var some = 0; some < 5; some++)
        {
            await owner.CommitAsync([], [Owner.End(head) with
            {
                Nodes = [.. Enumerable.Range(0, 40).Select(n => Owner.Node($"n{n}", NodeStatus.Succeeded, 60_000))],
                Items = [.. Enumerable.Range(some * 50, 50).Select(i => new ItemRow("n1", i) { Output = Owner.Node("x", NodeStatus.Succeeded, 60_000).Output })],
                Attempts = [.. Enumerable.Range(some * 2000, 2000).Select(n => new AttemptRow("n2", TaskKey.NoItem, 0, n) { Error = new("LGS9999", FailureKind.Transient, new string('e', 1000)) })],
            }]);
        }

        var before = await folder.FindAsync(head.Id);
        Assert.Equal(Enumerable.Range(0, 10_000), before.Attempts.Select(row => row.Attempt));
        await folder.Store.KeepHouseAsync();
        Same(before, await folder.FindAsync(head.Id));
        await folder.ReopenAsync();
        Same(before, await folder.FindAsync(head.Id));
        await folder.Store.CompactAsync();
        Same(before, await folder.FindAsync(head.Id));
        await folder.ReopenAsync();
        Same(before, await folder.FindAsync(head.Id));
    }

    [Fact]
    public async Task One_of_more_than_a_record_holds_is_written_in_parts_whatever_is_large_in_it()
    {
        await using var folder = new StoreFolder(journal: new() { SegmentSize = 16 * 1024 * 1024 });
        var owner = await Owner.Of(folder.Store);
        var head = (await owner.RunAsync(1))[0];
        // What conditions read and what a wait was given, and not outputs.
        Value given = new string('w', 60_000), read = new string('c', 60_000);
        const int Commits = 4, Nodes = 160;
        for (var some = 0; some < Commits; some++)
            await owner.CommitAsync([], [Owner.End(head) with { Nodes = [.. Enumerable.Range(some * Nodes, Nodes).Select(n => Owner.Node($"n{n:000}", NodeStatus.Succeeded) with { With = given, Control = read })] }]);

        var before = await folder.FindAsync(head.Id);
        Assert.InRange(before.Nodes.Count * 120_000, 65 * 1024 * 1024, int.MaxValue);
        await folder.Store.KeepHouseAsync();
        Same(before, await folder.FindAsync(head.Id));
        await folder.Store.CompactAsync();
        await folder.ReopenAsync();
        Same(before, await folder.FindAsync(head.Id));

        // No record takes all of it at once: what would bring it back is refused, and it stays as it was.
        owner = await Owner.Of(folder.Store);
        await Assert.ThrowsAsync<CommitTooLargeException>(() => owner.CommitAsync([], [new(head.Id, Owner.Row(ExecutionStatus.Running, head.CreatedAt), [Owner.Node("n000", NodeStatus.Running)], [])]));
        await folder.Store.KeepHouseAsync();
        Same(before, await folder.FindAsync(head.Id));
        await folder.ReopenAsync();
        Same(before, await folder.FindAsync(head.Id));
    }

    [Fact]
    public async Task Many_that_are_moved_at_once_need_not_fit_a_record()
    {
        await using var folder = new StoreFolder(journal: new() { SegmentSize = 16 * 1024 * 1024 });
        var owner = await Owner.Of(folder.Store);
        // Just below what is cut into parts: forty of them are more than a record holds.
        var heads = await owner.RunAsync(40);
        foreach (var head in heads)
            await owner.CommitAsync([], [Owner.End(head) with { Nodes = [.. Enumerable.Range(0, 40).Select(n => Owner.Node($"n{n}", NodeStatus.Succeeded, 60_000))] }]);
        await folder.Store.KeepHouseAsync();

        await folder.Store.CompactAsync();

        await folder.ReopenAsync();
        foreach (var head in heads)
            Assert.Equal(40, (await folder.FindAsync(head.Id)).Nodes.Count);
    }

    [Fact]
    public async Task Finished_executions_cost_an_entry_of_the_index()
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["remember"]) { RedirectStandardOutput = true })!;
        var told = (await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Split(' ');
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
        var bytes = long.Parse(told[0], CultureInfo.InvariantCulture);
        output.WriteLine($"{bytes / 1e6:F1} MB for {MemoryProcess.Executions} finished executions of 4 nodes, {bytes / MemoryProcess.Executions} bytes each");
        Assert.Equal(MemoryProcess.Executions, int.Parse(told[^1], CultureInfo.InvariantCulture));
        Assert.InRange(bytes, 1_000_000, 25_000_000);
    }

    private static void Same(StoredExecution expected, StoredExecution actual)
    {
        Assert.Equal(expected.Head with { Tags = actual.Head.Tags }, actual.Head);
        Assert.Equal(expected.Row with { Memo = actual.Row.Memo }, actual.Row);
        Assert.Equal(expected.Nodes.OrderBy(n => n.Node), actual.Nodes.OrderBy(n => n.Node));
        Assert.Equal(expected.Items.OrderBy(i => i.Item), actual.Items.OrderBy(i => i.Item));
        Assert.Equal(expected.Attempts, actual.Attempts);
    }
}
