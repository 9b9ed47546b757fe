using System.Text;
using Logos.Adapters.Journal;
using Logos.Simulation.Disks;

namespace Logos.Adapters.Tests.Journal;

/// <summary>Opens journals on a simulated disk and reads them whole.</summary>
internal static class Shelf
{
    public const int SegmentSize = 4096;

    public static readonly Guid StoreId = new("018f5a3c-0000-7000-8000-000000000001");

    public static JournalLog Open(IDisk disk, List<string>? records = null, List<string>? snapshots = null) => JournalLog.Open(
        disk,
        new JournalOptions { SegmentSize = SegmentSize, StoreId = StoreId },
        (stream, lsn) => snapshots?.Add($"{lsn}: {new StreamReader(stream).ReadToEnd()}"),
        (in JournalRecord record) => records?.Add($"{record.Lsn}: {Encoding.UTF8.GetString(record.Payload)}"));

    public static Task<Appended> Append(this JournalLog log, string text) => log.AppendAsync(Encoding.UTF8.GetBytes(text)).AsTask();

    /// <summary>One write and one sync each.</summary>
    public static async Task<List<Appended>> AppendEach(this JournalLog log, int count, int length = 100)
    {
        var appended = new List<Appended>();
        for (var index = 0; index < count; index++)
            appended.Add(await log.Append(Text(log.DurableLsn + 1, length)));
        return appended;
    }

    public static Task Snapshot(this JournalLog log, string text, JournalPosition? keepFrom = null) =>
        log.WriteSnapshotAsync(log.DurableLsn, (stream, cancellation) => stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellation).AsTask(), keepFrom);

    public static string Text(long number, int length = 100) => $"record {number} ".PadRight(length, '.');

    public static List<string> Numbered(int first, int last, int length = 100) =>
        [.. Enumerable.Range(first, last - first + 1).Select(x => $"{x}: {Text(x, length)}")];

    public static async Task<SimulatedDisk> Filled(int records, int seed = 1)
    {
        var disk = new SimulatedDisk(seed);
        await using var log = Open(disk);
        await log.AppendEach(records);
        return disk;
    }

    public static async Task<JournalException> Refused(IDisk disk)
    {
        var failure = await Assert.ThrowsAsync<JournalException>(async () => await Open(disk).DisposeAsync());
        Assert.NotEqual("", failure.Fault.Hint ?? "");
        return failure;
    }
}
