using Logos.Adapters.Blobs;
using Logos.Adapters.Embedded;
using Logos.Core.Blobs;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Rules.Values;
using Logos.Simulation.Disks;

namespace Logos.Adapters.Tests.Blobs;

public sealed class BlobSweepTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly JournalStore _store = JournalStore.Open(new SimulatedDisk(1));
    private readonly FolderBlobs _blobs = FolderBlobs.Open(new SimulatedDisk(2));
    private Lease? _lease;
    private long _sequence;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task What_an_ended_execution_refers_to_stays_and_what_nothing_refers_to_goes_after_a_day()
    {
        var id = Guid.CreateVersion7(Start);
        var (inputs, results, output, item) = (await WriteAsync(id, BlobKey.Inputs), await WriteAsync(id, BlobKey.Results), await WriteAsync(id, "a"), await WriteAsync(id, "b", 3));
        var orphan = await WriteAsync(id, "a");
        await RecordAsync(id, Start.AddHours(1), inputs, results, output, item);

        Assert.Equal(0, await SweepAsync(Start.AddHours(24.5)));
        Assert.Equal(1, await SweepAsync(Start.AddHours(25.5)));
        Assert.DoesNotContain(orphan, await KeysAsync());
        Assert.Equal(4, (await KeysAsync()).Count);
        Assert.Equal(0, await SweepAsync(Start.AddHours(26)));
    }

    [Fact]
    public async Task What_goes_on_keeps_all_it_has()
    {
        var id = Guid.CreateVersion7(Start);
        var output = await WriteAsync(id, "a");
        await RecordAsync(id, null, output, output, output, output);
        await WriteAsync(id, "a");

        Assert.Equal(0, await SweepAsync(Start.AddDays(30)));
    }

    [Fact]
    public async Task What_was_written_only_now_stays_however_long_ago_its_execution_ended()
    {
        var id = Guid.CreateVersion7(Start);
        var output = await WriteAsync(id, "a");
        await RecordAsync(id, Start, output, output, output, output);
        await WriteAsync(id, "a", at: Start.AddDays(3));

        Assert.Equal(0, await SweepAsync(Start.AddDays(3).AddHours(1)));
        Assert.Equal(1, await SweepAsync(Start.AddDays(4)));
    }

    [Fact]
    public async Task What_is_left_of_executions_that_are_gone_goes_and_what_waits_to_begin_stays()
    {
        var (gone, waiting) = (Guid.CreateVersion7(Start), Guid.CreateVersion7(Start));
        await WriteAsync(gone, "a");
        var inputs = await WriteAsync(waiting, BlobKey.Inputs);
        await _store.SubmitAsync(new(Head(waiting, inputs), null, []), Token);

        Assert.Equal(1, await SweepAsync(Start.AddDays(2)));
        Assert.Equal([inputs], await KeysAsync());
    }

    [Fact]
    public async Task What_cannot_be_deleted_is_told_and_left_and_the_rest_goes()
    {
        var disk = new SimulatedDisk(3);
        var blobs = FolderBlobs.Open(disk);
        var (stuck, other) = (Guid.CreateVersion7(Start), Guid.CreateVersion7(Start));
        foreach (var id in new[] { stuck, other })
            await blobs.WriteAsync(BlobKey.New(id, "a", TaskKey.NoItem, 1, Start), "1"u8.ToArray(), Token);
        disk.Fault = step => step.Operation == DiskOperation.Delete && step.File.StartsWith(stuck.ToString(), StringComparison.Ordinal) ? new UnauthorizedAccessException("not yours") : null;
        var told = new List<(Guid, string)>();
        var sweep = new BlobSweep(blobs, _store, 8, new ManualClock(Start.AddDays(2)), (id, e) => told.Add((id, e.Message)));

        Assert.Equal(1, await sweep.RunAsync(Token));
        Assert.Equal([(stuck, "not yours")], told);
        disk.Fault = null;
        Assert.Equal(1, await sweep.RunAsync(Token));
        Assert.Empty(disk.List());
    }

    private async Task<BlobKey> WriteAsync(Guid execution, string node, int item = TaskKey.NoItem, DateTimeOffset? at = null)
    {
        var key = BlobKey.New(execution, node, item, 1, at ?? Start);
        await _blobs.WriteAsync(key, "1"u8.ToArray(), Token);
        return key;
    }

    private async Task RecordAsync(Guid id, DateTimeOffset? endedAt, BlobKey inputs, BlobKey results, BlobKey output, BlobKey item)
    {
        _lease ??= (await _store.AcquireAsync(0, "owner", Token))!;
        var row = new ExecutionRow(endedAt is null ? ExecutionStatus.Running : ExecutionStatus.Completed, ExecutionPhase.Forward, null, To(results), Start, endedAt, null, new(Value.Null, 1, null, false, []));
        var head = Head(id, inputs);
        await _store.SubmitAsync(new(head, null, []), Token);
        var commit = new PartitionCommit(_lease, ++_sequence, 0)
        {
            Begun = [head],
            Changes = [new(id, row, [new("a") { Output = To(output) }], [new("b", 3) { Output = To(item) }])],
        };
        Assert.Equal(CommitResult.Done, await _store.CommitAsync(commit, Token));
    }

    private static ExecutionHead Head(Guid id, BlobKey inputs) => new()
    {
        Id = id,
        Root = id,
        Partition = 0,
        Workspace = "default",
        Graph = "g",
        GraphVersion = 1,
        Inputs = To(inputs),
        CreatedAt = Start,
    };

    private static Payload To(BlobKey key) => Payload.Reference(key.ToString(), 1);

    private ValueTask<int> SweepAsync(DateTimeOffset now) => new BlobSweep(_blobs, _store, 1, new Standing(now)).RunAsync(Token);

    private async Task<List<BlobKey>> KeysAsync() => await _blobs.ListAsync(Token).ToListAsync(Token);

    private sealed class Standing(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
