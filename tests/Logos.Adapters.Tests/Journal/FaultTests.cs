using Logos.Adapters.Faults;
using Logos.Adapters.Journal;
using Logos.Simulation.Disks;
using Logos.Simulation.Scheduling;

namespace Logos.Adapters.Tests.Journal;

public sealed class FaultTests
{
    [Fact]
    public async Task A_full_disk_refuses_appends_serves_reads_and_goes_on_once_there_is_room()
    {
        var disk = new SimulatedDisk(1) { Capacity = 2 * Shelf.SegmentSize };
        await using var log = Shelf.Open(disk);
        var appended = new List<Appended>();
        var failure = await Assert.ThrowsAsync<JournalException>(async () =>
        {
            while (true)
                appended.AddRange(await log.AppendEach(1));
        });

        Assert.Equal(AdaptersCodes.JournalDiskFull, failure.Code);
        Assert.Equal(58, appended.Count);
        Assert.Equal(AdaptersCodes.JournalDiskFull, (await Assert.ThrowsAsync<JournalException>(() => log.Append(Shelf.Text(59)))).Code);
        Assert.False(log.WhenFailed.IsCompleted);
        Assert.StartsWith("record 58 ", System.Text.Encoding.UTF8.GetString(log.Read(appended[^1].Position)), StringComparison.Ordinal);

        disk.Capacity = 4 * Shelf.SegmentSize;
        Assert.Equal(59, (await log.AppendEach(1))[0].Lsn);
        await log.DisposeAsync();
        disk.Restart();
        var records = new List<string>();
        await using (Shelf.Open(disk, records))
            Assert.Equal(Shelf.Numbered(1, 59), records);
    }

    [Fact]
    public async Task A_full_disk_can_be_opened_and_read()
    {
        var disk = await Shelf.Filled(58);
        disk.Capacity = disk.Used;
        var records = new List<string>();
        await using var log = Shelf.Open(disk, records);

        Assert.Equal(58, records.Count);
        Assert.Equal(AdaptersCodes.JournalDiskFull, (await Assert.ThrowsAsync<JournalException>(() => log.Append(Shelf.Text(59)))).Code);
    }

    [Fact]
    public async Task A_full_disk_that_copies_on_write_leaves_nothing_of_what_was_refused()
    {
        for (var seed = 1; seed <= 200; seed++)
        {
            var disk = new SimulatedDisk(seed) { CopiesOnWrite = true };
            await using var log = Shelf.Open(disk);
            await log.AppendEach(5);
            disk.Capacity = disk.Used;
            Assert.Equal(AdaptersCodes.JournalDiskFull, (await Assert.ThrowsAsync<JournalException>(() => log.Append("refused"))).Code);
            disk.Capacity = long.MaxValue;
            var last = 5;
            if (seed % 2 == 0)
                Assert.Equal(last = 6, (await log.AppendEach(1))[0].Lsn);
            await log.DisposeAsync();
            if (seed % 3 == 0)
                disk.Restart();
            var records = new List<string>();
            await using (Shelf.Open(disk, records))
                Assert.Equal(Shelf.Numbered(1, last), records);
        }
    }

    [Fact]
    public async Task A_full_disk_refuses_a_snapshot_and_nothing_else()
    {
        var disk = await Shelf.Filled(3);
        disk.Capacity = disk.Used;
        await using var log = Shelf.Open(disk);

        Assert.Equal(AdaptersCodes.JournalDiskFull, (await Assert.ThrowsAsync<JournalException>(() => log.Snapshot("three"))).Code);
        Assert.False(log.WhenFailed.IsCompleted);
        Assert.DoesNotContain(disk.List(), FileNames.IsTemporary);
        await log.AppendEach(1);
    }

    [Theory]
    [InlineData(DiskOperation.Sync)]
    [InlineData(DiskOperation.Write)]
    public async Task After_a_failed_write_or_sync_nothing_is_taken_any_more(DiskOperation operation)
    {
        var disk = new SimulatedDisk(1);
        var log = Shelf.Open(disk);
        await log.AppendEach(3);
        var failed = false;
        disk.Fault = step =>
        {
            if (failed || step.Operation != operation)
                return null;
            failed = true;
            return new IOException("Input/output error");
        };

        var failure = await Assert.ThrowsAsync<JournalException>(() => log.Append("four"));

        Assert.Equal(AdaptersCodes.JournalFailed, failure.Code);
        // Whoever is refused can tell at once that it is for good.
        Assert.True(log.WhenFailed.IsCompleted);
        Assert.Equal(AdaptersCodes.JournalFailed, (await log.WhenFailed).Code);
        var steps = disk.Steps;
        Assert.Equal(AdaptersCodes.JournalFailed, (await Assert.ThrowsAsync<JournalException>(() => log.Append("five"))).Code);
        Assert.Equal(AdaptersCodes.JournalFailed, (await Assert.ThrowsAsync<JournalException>(() => log.Snapshot("three"))).Code);
        Assert.Equal(steps, disk.Steps);
        Assert.Equal(3, log.DurableLsn);
        await log.DisposeAsync();
    }

    /// <summary>
    /// After a failed fsync the page cache shows what the platter lacks, and the next fsync reports success. A start
    /// that believed the cache would acknowledge, by its own later records, what a power loss then takes.
    /// </summary>
    [Fact]
    public async Task What_a_start_reads_after_a_failed_sync_is_safe_from_then_on()
    {
        for (var seed = 1; seed <= 300; seed++)
        {
            var disk = new SimulatedDisk(seed);
            var log = Shelf.Open(disk);
            await log.AppendEach(3);
            disk.Fault = step => step.Operation == DiskOperation.Sync ? new IOException("Input/output error") : null;
            await Assert.ThrowsAsync<JournalException>(() => log.Append("four"));
            disk.Fault = null;
            disk.KillProcess();

            var seen = new List<string>();
            _ = Shelf.Open(disk, seen);
            Assert.Equal([.. Shelf.Numbered(1, 3), "4: four"], seen);
            disk.Restart();

            var records = new List<string>();
            await using (Shelf.Open(disk, records))
                Assert.Equal(seen, records);
        }
    }

    [Fact]
    public async Task A_segment_that_cannot_be_prepared_fails_the_log_before_it_is_needed()
    {
        var disk = new SimulatedDisk(1);
        var scheduler = new SteppedScheduler(1);
        await using var log = JournalLog.Open(disk, new JournalOptions { SegmentSize = Shelf.SegmentSize, Scheduler = scheduler });
        disk.Fault = step => step is { Operation: DiskOperation.Create } ? new IOException("Input/output error") : null;
        var half = Enumerable.Range(1, 20).Select(x => log.Append(Shelf.Text(x))).ToList();
        scheduler.RunAll();
        await Task.WhenAll(half);

        Assert.Equal(AdaptersCodes.JournalFailed, (await log.WhenFailed).Code);
        Assert.Equal(20, log.DurableLsn);
        Assert.Equal(AdaptersCodes.JournalFailed, (await Assert.ThrowsAsync<JournalException>(() => log.Append("more"))).Code);
    }

    [Fact]
    public async Task A_snapshot_that_cannot_be_synced_fails_the_log()
    {
        var disk = await Shelf.Filled(3);
        await using var log = Shelf.Open(disk);
        disk.Fault = step => step is { Operation: DiskOperation.Sync, File: FileNames.NextSnapshot } ? new IOException("Input/output error") : null;

        Assert.Equal(AdaptersCodes.JournalFailed, (await Assert.ThrowsAsync<JournalException>(() => log.Snapshot("three"))).Code);
        Assert.True(log.WhenFailed.IsCompleted);
    }

    [Fact]
    public async Task A_disk_that_cannot_be_read_stops_the_start_with_the_code()
    {
        var disk = await Shelf.Filled(3);
        disk.Fault = step => step.Operation == DiskOperation.Read ? new IOException("Input/output error") : null;

        Assert.Equal(AdaptersCodes.JournalFailed, (await Shelf.Refused(disk)).Code);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_stops_the_start_with_its_name()
    {
        var disk = new SimulatedDisk(1) { Fault = step => new UnauthorizedAccessException("Permission denied") };

        var failure = await Shelf.Refused(disk);

        Assert.Equal(AdaptersCodes.JournalNotWritable, failure.Code);
        Assert.Contains(disk.Name, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_beyond_the_limit_is_refused_alone()
    {
        var disk = new SimulatedDisk(1);
        await using var log = Shelf.Open(disk);

        var failure = await Assert.ThrowsAsync<JournalException>(() => log.AppendAsync(new byte[RecordFormat.LargestPayload + 1]).AsTask());

        Assert.Equal(AdaptersCodes.JournalRecordTooLarge, failure.Code);
        Assert.Equal(1, (await log.Append("small")).Lsn);
    }
}
