using Logos.Adapters.Faults;
using Logos.Adapters.Journal;
using Logos.Simulation.Disks;

namespace Logos.Adapters.Tests.Journal;

public sealed class SnapshotTests
{
    [Fact]
    public async Task A_start_reads_the_newest_snapshot_and_the_records_behind_it()
    {
        var disk = await Filled();
        var (records, snapshots) = (new List<string>(), new List<string>());
        await using var log = Shelf.Open(disk, records, snapshots);

        Assert.Equal(["80: second"], snapshots);
        Assert.Equal(Shelf.Numbered(81, 100), records);
        Assert.Equal((80, 20, 100), (log.Recovered.SnapshotLsn, log.Recovered.Records, log.Recovered.LastLsn));
    }

    [Fact]
    public async Task A_damaged_snapshot_falls_back_to_the_one_before_and_its_records()
    {
        var disk = await Filled();
        disk.Flip(FileNames.Snapshot(80), 70, 1);
        var (records, snapshots) = (new List<string>(), new List<string>());
        await using (var log = Shelf.Open(disk, records, snapshots))
        {
            Assert.Equal(["40: first"], snapshots);
            Assert.Equal(Shelf.Numbered(41, 100), records);
            Assert.Equal(FileNames.Snapshot(80), Assert.Single(log.Recovered.DamagedSnapshots).File);
            await log.Snapshot("third");
        }

        Assert.Equal([FileNames.Snapshot(40), FileNames.Snapshot(100)], disk.List().Where(x => FileNames.IsSnapshot(x, out _)));
    }

    [Fact]
    public async Task Two_damaged_snapshots_stop_the_start_when_their_records_are_gone()
    {
        var disk = await Filled();
        await using (var log = Shelf.Open(disk))
            await log.Snapshot("third");
        disk.Flip(FileNames.Snapshot(80), 70, 1);
        disk.Flip(FileNames.Snapshot(100), 70, 1);

        Assert.Equal(AdaptersCodes.JournalSnapshotsDamaged, (await Shelf.Refused(disk)).Code);
    }

    [Fact]
    public async Task Two_damaged_snapshots_cost_nothing_while_all_records_are_there()
    {
        var disk = await Shelf.Filled(3);
        await using (var log = Shelf.Open(disk))
            await log.Snapshot("three");
        disk.Flip(FileNames.Snapshot(3), 70, 1);

        var records = new List<string>();
        await using (Shelf.Open(disk, records))
            Assert.Equal(Shelf.Numbered(1, 3), records);
    }

    [Fact]
    public async Task Two_snapshots_are_kept_and_the_segments_below_the_older_go()
    {
        var disk = await Filled();
        await using (var log = Shelf.Open(disk))
        {
            Assert.Contains(FileNames.Segment(2), disk.List());
            await log.Snapshot("third");
            Assert.Equal([FileNames.Snapshot(80), FileNames.Snapshot(100)], disk.List().Where(x => FileNames.IsSnapshot(x, out _)));
            // Record 81 stands in the third segment.
            Assert.Equal([FileNames.Segment(3), FileNames.Segment(4)], disk.List().Where(x => FileNames.IsSegment(x, out _)));
            Assert.Equal(AdaptersCodes.JournalRecordGone, Assert.Throws<JournalException>(() => log.Read(new JournalPosition(1, FileHeader.Size))).Code);
        }

        disk.Restart();
        var records = new List<string>();
        await using (Shelf.Open(disk, records))
            Assert.Empty(records);
    }

    [Fact]
    public async Task Segments_that_the_caller_still_needs_are_kept()
    {
        var disk = await Filled();
        await using var log = Shelf.Open(disk);
        await log.Snapshot("third", keepFrom: new JournalPosition(2, 0));

        Assert.Equal(
            [FileNames.Segment(2), FileNames.Segment(3), FileNames.Segment(4)],
            disk.List().Where(x => FileNames.IsSegment(x, out _)));
        Assert.StartsWith("record 30", System.Text.Encoding.UTF8.GetString(log.Read(new JournalPosition(2, FileHeader.Size))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_writer_that_throws_leaves_no_snapshot_and_no_harm()
    {
        var disk = await Shelf.Filled(3);
        await using var log = Shelf.Open(disk);

        await Assert.ThrowsAsync<InvalidOperationException>(() => log.WriteSnapshotAsync(3, (_, _) => throw new InvalidOperationException(), cancellationToken: TestContext.Current.CancellationToken));

        Assert.DoesNotContain(disk.List(), x => FileNames.IsSnapshot(x, out _) || FileNames.IsTemporary(x));
        await log.AppendEach(1);
    }

    [Fact]
    public async Task A_snapshot_of_what_is_not_durable_is_refused()
    {
        var disk = await Shelf.Filled(3);
        await using var log = Shelf.Open(disk);

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => log.WriteSnapshotAsync(4, (_, _) => Task.CompletedTask, cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_large_snapshot_comes_back_byte_by_byte()
    {
        var disk = new SimulatedDisk(1);
        var bytes = new byte[(3 * SnapshotFile.BlockSize) + 17];
        new Random(1).NextBytes(bytes);
        await using (var log = Shelf.Open(disk))
        {
            await log.AppendEach(1);
            await log.WriteSnapshotAsync(1, async (stream, cancellation) =>
            {
                for (var at = 0; at < bytes.Length; at += 1000)
                    await stream.WriteAsync(bytes.AsMemory(at, Math.Min(1000, bytes.Length - at)), cancellation);
            }, cancellationToken: TestContext.Current.CancellationToken);
        }

        var read = new MemoryStream();
        await using (JournalLog.Open(disk, onSnapshot: (stream, _) => stream.CopyTo(read)))
            Assert.Equal(bytes, read.ToArray());
    }

    private static async Task<SimulatedDisk> Filled()
    {
        var disk = await Shelf.Filled(40);
        await using var log = Shelf.Open(disk);
        await log.Snapshot("first");
        await log.AppendEach(40);
        await log.Snapshot("second");
        await log.AppendEach(20);
        return disk;
    }
}
