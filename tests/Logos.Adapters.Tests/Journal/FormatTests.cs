using Logos.Adapters.Faults;
using Logos.Adapters.Journal;
using Logos.Simulation.Disks;
using Logos.Simulation.Scheduling;

namespace Logos.Adapters.Tests.Journal;

/// <summary>
/// The folder Format1 beside this file was written once and stays: every later version reads it. As long as 1 is the
/// current format, today's code also writes it byte by byte.
/// </summary>
public sealed class FormatTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Journal", "Format1");

    [Fact]
    public async Task A_folder_of_format_1_is_read()
    {
        var (records, snapshots) = (new List<string>(), new List<string>());
        await using var log = Shelf.Open(Checked(), records, snapshots);

        Assert.Equal(["20: twenty records"], snapshots);
        Assert.Equal([.. Shelf.Numbered(21, 40), "41: ", $"42: {Shelf.Text(42, 5000)}", "43: the end"], records);
        Assert.Equal(Shelf.StoreId, log.Recovered.StoreId);
    }

    [Fact]
    public async Task Format_1_is_written_byte_by_byte()
    {
        var written = await Written();
        var expected = Checked();
        Assert.Equal(expected.List(), written.List());
        foreach (var name in expected.List())
            Assert.Equal(expected.Content(name), written.Content(name));
    }

    [Fact]
    public async Task A_newer_format_is_refused_in_words()
    {
        foreach (var kind in new[] { FileKind.Segment, FileKind.Snapshot })
        {
            var disk = Checked();
            var name = kind == FileKind.Segment ? FileNames.Segment(2) : FileNames.Snapshot(20);
            var header = FileHeader.Read(disk.Content(name), kind, name, out _);
            var head = new byte[FileHeader.Size];
            header.Write(head, FileHeader.CurrentVersion + 1);
            using (var file = disk.Open(name))
                file.Write(head, 0);

            var failure = await Shelf.Refused(disk);

            Assert.Equal((AdaptersCodes.JournalNewerFormat, name), (failure.Code, failure.File));
            Assert.Contains("has format 2; this version reads format 1", failure.Message, StringComparison.Ordinal);
        }
    }

    private static SimulatedDisk Checked()
    {
        var disk = new SimulatedDisk(1);
        foreach (var path in Directory.EnumerateFiles(Folder))
        {
            using var file = disk.Create(Path.GetFileName(path), 0);
            file.Write(File.ReadAllBytes(path), 0);
            file.Sync();
        }

        disk.SyncFolder();
        return disk;
    }

    private static async Task<SimulatedDisk> Written()
    {
        var disk = new SimulatedDisk(1);
        var scheduler = new SteppedScheduler(1);
        await using var log = JournalLog.Open(disk, new JournalOptions { SegmentSize = Shelf.SegmentSize, StoreId = Shelf.StoreId, Scheduler = scheduler });
        for (var number = 1; number <= 40; number++)
        {
            _ = log.Append(Shelf.Text(number));
            if (number % 5 == 0)
                scheduler.RunAll();
            if (number == 20)
                await log.Snapshot("twenty records");
        }

        _ = log.Append("");
        _ = log.Append(Shelf.Text(42, 5000));
        _ = log.Append("the end");
        scheduler.RunAll();
        return disk;
    }
}
