using Logos.Adapters.Faults;
using Logos.Adapters.Journal;
using Logos.Simulation.Disks;
using Logos.Simulation.Scheduling;

namespace Logos.Adapters.Tests.Journal;

public sealed class RecoveryTests
{
    // A record of 100 bytes takes 136: 29 fit into a segment of 4096.
    private const int PerSegment = 29;
    private const int RecordSize = 136;

    [Fact]
    public async Task Records_come_back_in_order_across_segments()
    {
        var disk = await Shelf.Filled(100);
        var records = new List<string>();
        await using var log = Shelf.Open(disk, records);

        Assert.Equal(Shelf.Numbered(1, 100), records);
        Assert.Equal(100, log.DurableLsn);
        Assert.Equal(Shelf.StoreId, log.Recovered.StoreId);
        Assert.Null(log.Recovered.TornTail);
    }

    [Fact]
    public async Task A_reopened_log_goes_on_where_it_was()
    {
        var disk = await Shelf.Filled(10);
        await using (var log = Shelf.Open(disk))
            Assert.Equal(11, (await log.AppendEach(1))[0].Lsn);
        var records = new List<string>();
        await using (Shelf.Open(disk, records))
            Assert.Equal(Shelf.Numbered(1, 11), records);
    }

    [Fact]
    public async Task A_torn_tail_is_cut_off_and_zeroed()
    {
        var disk = await Shelf.Filled(3);
        var last = FileHeader.Size + (2 * RecordSize);
        disk.Flip(FileNames.Segment(1), last + 50, 1);

        var records = new List<string>();
        await using (var log = Shelf.Open(disk, records))
        {
            Assert.Equal(Shelf.Numbered(1, 2), records);
            Assert.Equal(last, log.Recovered.TornTail!.Offset);
            Assert.Equal(FileNames.Segment(1), log.Recovered.TornTail.File);
            Assert.Equal(-1, disk.Content(FileNames.Segment(1)).AsSpan(last).IndexOfAnyExcept((byte)0));
            await log.Append("another third");
        }

        records.Clear();
        await using (Shelf.Open(disk, records))
            Assert.Equal([.. Shelf.Numbered(1, 2), "3: another third"], records);
    }

    [Fact]
    public async Task A_damaged_record_in_the_middle_stops_the_start_and_names_file_offset_and_number()
    {
        var disk = await Shelf.Filled(10);
        var offset = FileHeader.Size + (4 * RecordSize);
        disk.Flip(FileNames.Segment(1), offset + 40, 8);

        var failure = await Shelf.Refused(disk);

        Assert.Equal(AdaptersCodes.JournalDamaged, failure.Code);
        Assert.Equal((FileNames.Segment(1), offset, 5), (failure.File, failure.Offset, failure.Lsn));
        Assert.Contains($"Record 5 in {FileNames.Segment(1)} is damaged at byte {offset}", failure.Message, StringComparison.Ordinal);
        Assert.Contains("logos data check", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_length_hides_no_later_witness()
    {
        var disk = await Shelf.Filled(10);
        disk.Flip(FileNames.Segment(1), FileHeader.Size + (4 * RecordSize) + 8, 0xFF);

        Assert.Equal(5, (await Shelf.Refused(disk)).Lsn);
    }

    [Fact]
    public async Task The_last_record_of_a_segment_is_vouched_for_by_the_next_segment()
    {
        var disk = await Shelf.Filled(PerSegment + 1);
        disk.Flip(FileNames.Segment(1), FileHeader.Size + ((PerSegment - 1) * RecordSize) + 40, 8);

        var failure = await Shelf.Refused(disk);

        Assert.Equal((AdaptersCodes.JournalDamaged, PerSegment), (failure.Code, failure.Lsn));
    }

    [Fact]
    public async Task The_last_record_is_vouched_for_by_a_snapshot()
    {
        var disk = await Shelf.Filled(5);
        await using (var log = Shelf.Open(disk))
            await log.Snapshot("five");
        disk.Flip(FileNames.Segment(1), FileHeader.Size + (4 * RecordSize) + 40, 8);

        Assert.Equal((AdaptersCodes.JournalDamaged, 5), ((await Shelf.Refused(disk)) is var x ? (x.Code, x.Lsn) : default));
    }

    [Fact]
    public async Task Records_of_the_write_that_was_torn_are_no_witnesses()
    {
        var disk = new SimulatedDisk(1);
        var scheduler = new SteppedScheduler(1);
        var log = JournalLog.Open(disk, new JournalOptions { SegmentSize = Shelf.SegmentSize, Scheduler = scheduler });
        var together = Enumerable.Range(1, 5).Select(x => log.Append(Shelf.Text(x))).ToList();
        scheduler.RunAll();
        await Task.WhenAll(together);
        await log.DisposeAsync();
        disk.Flip(FileNames.Segment(1), FileHeader.Size + (2 * RecordSize) + 40, 8);

        var records = new List<string>();
        await using var again = Shelf.Open(disk, records);

        Assert.Equal(Shelf.Numbered(1, 2), records);
        Assert.Equal((3 * RecordSize) - 4, again.Recovered.TornTail!.Bytes);
    }

    [Fact]
    public async Task A_payload_that_is_a_journal_is_no_witness()
    {
        var other = await Shelf.Filled(20, seed: 9);
        var disk = new SimulatedDisk(1);
        await using (var log = JournalLog.Open(disk, new JournalOptions { SegmentSize = Shelf.SegmentSize }))
        {
            await log.AppendEach(2);
            await log.AppendAsync(other.Content(FileNames.Segment(1)).AsSpan(0, 3000));
        }

        disk.Flip(FileNames.Segment(1), FileHeader.Size + (2 * RecordSize) + 4, 1);
        var records = new List<string>();
        await using (Shelf.Open(disk, records))
            Assert.Equal(Shelf.Numbered(1, 2), records);
    }

    [Fact]
    public async Task A_stale_record_with_the_right_number_does_not_continue_the_chain()
    {
        var (disk, other) = (new SimulatedDisk(1), new SimulatedDisk(2));
        await using (var log = Shelf.Open(disk))
        {
            await log.Append("one");
            await log.Append("two");
        }

        await using (var log = Shelf.Open(other))
        {
            await log.Append("one");
            await log.Append("TWO");
            await log.Append("stale");
        }

        const int third = FileHeader.Size + (2 * 40);
        using (var file = disk.Open(FileNames.Segment(1)))
            file.Write(other.Content(FileNames.Segment(1)).AsSpan(third, 40), third);
        var records = new List<string>();
        await using (var log = Shelf.Open(disk, records))
        {
            Assert.Equal(["1: one", "2: two"], records);
            Assert.Equal(third, log.Recovered.TornTail!.Offset);
        }
    }

    [Fact]
    public async Task A_missing_segment_is_named()
    {
        var disk = await Shelf.Filled(100);
        disk.Delete(FileNames.Segment(2));

        var failure = await Shelf.Refused(disk);

        Assert.Equal(AdaptersCodes.JournalFileMissing, failure.Code);
        Assert.Contains(FileNames.Segment(2), failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_first_segment_is_missed()
    {
        var disk = await Shelf.Filled(100);
        disk.Delete(FileNames.Segment(1));

        Assert.Equal(AdaptersCodes.JournalFileMissing, (await Shelf.Refused(disk)).Code);
    }

    [Fact]
    public async Task Snapshots_without_a_segment_are_half_a_journal()
    {
        var disk = await Shelf.Filled(5);
        await using (var log = Shelf.Open(disk))
            await log.Snapshot("five");
        disk.Delete(FileNames.Segment(1));

        Assert.Equal(AdaptersCodes.JournalFileMissing, (await Shelf.Refused(disk)).Code);
    }

    [Fact]
    public async Task A_damaged_header_is_named()
    {
        var disk = await Shelf.Filled(40);
        disk.Flip(FileNames.Segment(2), 33, 1);

        var failure = await Shelf.Refused(disk);

        Assert.Equal((AdaptersCodes.JournalHeaderDamaged, FileNames.Segment(2)), (failure.Code, failure.File));
    }

    [Fact]
    public async Task A_segment_of_another_journal_is_named()
    {
        var disk = await Shelf.Filled(40);
        var other = new SimulatedDisk(2);
        await using (var log = JournalLog.Open(other, new JournalOptions { SegmentSize = Shelf.SegmentSize }))
            await log.AppendEach(40);
        using (var file = disk.Create(FileNames.Segment(2), 0))
            file.Write(other.Content(FileNames.Segment(2)), 0);

        var failure = await Shelf.Refused(disk);

        Assert.Equal((AdaptersCodes.JournalForeignFile, FileNames.Segment(2)), (failure.Code, failure.File));
    }

    [Fact]
    public async Task A_check_reads_up_to_the_damage_and_changes_nothing()
    {
        var disk = await Shelf.Filled(10);
        disk.Flip(FileNames.Segment(1), FileHeader.Size + (4 * RecordSize) + 40, 8);
        var (before, steps) = (disk.Content(FileNames.Segment(1)), disk.Steps);
        var read = new List<long>();

        var report = JournalLog.Check(disk, onRecord: (in JournalRecord x) => read.Add(x.Lsn));

        Assert.Equal([1, 2, 3, 4], read);
        Assert.Equal((4, 4), (report.Records, report.LastLsn));
        Assert.Equal(AdaptersCodes.JournalDamaged, report.Damage!.Code);
        Assert.Equal(before, disk.Content(FileNames.Segment(1)));
        Assert.Equal(steps, disk.Steps);
    }

    [Fact]
    public async Task A_visitor_that_throws_is_heard_and_the_folder_let_go()
    {
        var disk = await Shelf.Filled(3);

        Assert.Throws<EndOfStreamException>(() => JournalLog.Open(disk, onRecord: (in JournalRecord _) => throw new EndOfStreamException()));
        await using (Shelf.Open(disk))
        {
        }
    }
}
