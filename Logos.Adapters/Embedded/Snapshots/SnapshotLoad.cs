using System.Buffers.Binary;
using Logos.Adapters.Embedded.Index;
using Logos.Adapters.Embedded.Records;
using Logos.Adapters.Journal;

namespace Logos.Adapters.Embedded.Snapshots;

/// <summary>Fills empty tables with what <see cref="SnapshotContent"/> wrote.</summary>
internal sealed class SnapshotLoad(Stream stream, long lsn, ExecutionTables tables)
{
    private readonly List<Origin?> _origins = [];
    private byte[] _frame = new byte[256 * 1024];
    private long _frames;

    public void Read()
    {
        while (Next() is { IsEmpty: false } frame)
        {
            var from = new RecordReader(frame);
            var kind = (SnapshotFrame)from.Byte();
            if (kind == SnapshotFrame.End)
            {
                if (from.Number() != _frames)
                    throw Damaged("frames are missing");
                return;
            }

            Take(kind, ref from);
            _frames++;
        }

        throw Damaged("it ends too early");
    }

    private void Take(SnapshotFrame kind, ref RecordReader from)
    {
        switch (kind)
        {
            case SnapshotFrame.Head:
                if (from.Byte() is var format && format > StoreRecord.Format)
                    throw JournalFaults.Newer(FileNames.Snapshot(lsn), format);
                tables.Index.Restore(from.Number());
                break;
            case SnapshotFrame.Origin:
                _origins.Add(ReadOrigin(ref from));
                break;
            case SnapshotFrame.Entries:
                TakeEntries(ref from);
                break;
            case SnapshotFrame.Segment:
                tables.Index.Restore((uint)from.Number(), from.Int());
                break;
            case SnapshotFrame.Partition:
                tables.Partition(from.Int()).Committed(from.Number(), 0, 0);
                break;
            case SnapshotFrame.Verdict:
                tables.Partition(from.Int()).Answer(VerdictRecord.Read(ref from));
                break;
            case SnapshotFrame.Submission:
                TakeSubmission(from.Span());
                break;
            case SnapshotFrame.Command:
                StoreRecord.Apply(from.Span(), default, tables);
                break;
            case SnapshotFrame.Rows:
                TakeRows(ref from);
                break;
            case SnapshotFrame.Graph:
                tables.Graphs.Apply(GraphRecord.Read(ref from));
                break;
            case SnapshotFrame.DeletedGraph:
                tables.Graphs.Remove(from.Text(), from.Text());
                break;
            case SnapshotFrame.Document:
                tables.Documents.Apply([DocumentRecord.Read(ref from)]);
                break;
            default:
                throw Damaged($"a frame is of kind {(byte)kind}, which does not exist");
        }
    }

    private static Origin? ReadOrigin(ref RecordReader from)
    {
        var (workspace, graph, version) = (from.TextOrNull(), from.TextOrNull(), from.Int());
        var by = from.AtEnd ? null : from.TextOrNull();
        return workspace is null ? null : new(new(workspace, graph!, version), by);
    }

    private void TakeEntries(ref RecordReader from)
    {
        if (_origins.Count > 0)
        {
            tables.Index.Restore(_origins);
            _origins.Clear();
        }

        for (var count = from.Int(); count > 0; count--)
        {
            var number = from.Number();
            var entry = new IndexEntry
            {
                Id = from.Id(),
                Root = number - from.Number(),
                Position = from.Number(),
                CreatedAt = from.Number(),
                EndedAt = from.Number(),
                Origin = from.Int(),
                Partition = (short)from.Int(),
                Status = from.Byte(),
                Flags = from.Byte(),
            };
            var tags = entry.Is(IndexEntry.HasTags) ? from.Texts() : null;
            tables.Index.Restore(number, entry, tags, entry.Is(IndexEntry.Spans) ? (uint)from.Number() : 0);
        }
    }

    private void TakeSubmission(ReadOnlySpan<byte> record)
    {
        var submission = StoreRecord.ReadSubmission(record);
        tables.Partition(submission.Head.Partition).Add(submission);
    }

    private void TakeRows(ref RecordReader from)
    {
        var head = HeadRecord.Read(ref from);
        var changes = RowRecord.Read(ref from);
        head = TraceRecord.Read(ref from, head);
        var partition = tables.Partition(head.Partition);
        partition.Rest(tables.Wake(partition, new(head, changes.Execution, changes.Nodes, changes.Items) { Attempts = changes.Attempts }));
    }

    private ReadOnlySpan<byte> Next()
    {
        Span<byte> head = stackalloc byte[4];
        if (stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) < head.Length)
            return default;
        var length = BinaryPrimitives.ReadInt32LittleEndian(head);
        if (length <= 0)
            throw Damaged("a frame has no length");
        if (_frame.Length < length)
            _frame = new byte[length];
        if (stream.ReadAtLeast(_frame.AsSpan(0, length), length, throwOnEndOfStream: false) < length)
            return default;
        return _frame.AsSpan(0, length);
    }

    // Its blocks were found whole before: what is wrong was written so.
    private JournalException Damaged(string what) => JournalFaults.StrangeSnapshot(FileNames.Snapshot(lsn), what);
}
