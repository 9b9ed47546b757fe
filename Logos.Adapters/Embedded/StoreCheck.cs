using Logos.Adapters.Embedded.Archive;
using Logos.Adapters.Embedded.Records;
using Logos.Adapters.Embedded.Snapshots;
using Logos.Adapters.Journal;

namespace Logos.Adapters.Embedded;

/// <summary>Reads a whole store without changing anything.</summary>
public static class StoreCheck
{
    public static bool IsStore(string folder) => Directory.Exists(folder) && Directory.EnumerateFiles(folder).Select(f => Path.GetFileName(f)).Any(f => FileNames.IsSegment(f, out _) || FileNames.IsSnapshot(f, out _));

    /// <summary>How large the newest segment is: what a folder was begun with, for whoever goes on with it and was told nothing.</summary>
    public static int SegmentSize(string folder)
    {
        var newest = Directory.EnumerateFiles(folder)
            .Select(file => (File: file, Number: FileNames.IsSegment(Path.GetFileName(file), out var number) ? number : (uint?)null))
            .Where(segment => segment.Number is not null)
            .MaxBy(segment => segment.Number).File;
        return newest is null ? new JournalOptions().SegmentSize : (int)Math.Clamp(new FileInfo(newest).Length, JournalOptions.SmallestSegment, JournalOptions.LargestSegment);
    }

    /// <exception cref="JournalException">Another process has the folder open, or it cannot be read.</exception>
    public static StoreReport Run(string folder, TimeProvider? clock = null)
    {
        var tables = new ExecutionTables();
        var archived = new Dictionary<long, int>();
        var (records, format) = (0L, (byte)0);
        var journal = JournalLog.Check(
            new FolderDisk(folder),
            (snapshot, lsn) => new SnapshotLoad(snapshot, lsn, tables).Read(),
            (in JournalRecord record) =>
            {
                Look(record);
                StoreRecord.Apply(record.Payload, record.Position, tables);
            },
            (in JournalRecord record) => Look(record),
            clock);
        if (journal.Damage is null && tables.Index.FirstLost(archived.ContainsKey) is { } lost)
            journal = journal with { Damage = JournalFaults.NoRecord(FileNames.Segment(lost.Segment), lost.Offset) };
        var files = Directory.EnumerateFiles(folder).ToList();
        var graphs = tables.Graphs.Image().Where(graph => !graph.IsDeleted).ToList();
        var (open, finished, waiting) = tables.Index.Counts();
        return new()
        {
            Journal = journal,
            Format = (FileHeader.CurrentVersion, format),
            Segments = files.Count(f => FileNames.IsSegment(Path.GetFileName(f), out _)),
            Snapshots = files.Count(f => FileNames.IsSnapshot(Path.GetFileName(f), out _)),
            Bytes = files.Sum(f => new FileInfo(f).Length),
            Records = records,
            Graphs = (graphs.Count, graphs.Sum(graph => graph.Versions.Count)),
            Open = open,
            Finished = finished,
            Waiting = waiting,
            Documents = tables.Documents.Image((clock ?? TimeProvider.System).GetUtcNow()).Count,
        };

        void Look(in JournalRecord record)
        {
            records++;
            format = Math.Max(format, StoreRecord.FormatOf(record.Payload));
            if (StoreRecord.IsArchive(record.Payload))
                archived[record.Position.ToInt64()] = ArchiveRecord.ReadAll(record.Payload);
        }
    }
}
