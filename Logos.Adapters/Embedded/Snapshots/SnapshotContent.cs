using System.Buffers.Binary;
using Logos.Adapters.Embedded.Index;
using Logos.Adapters.Embedded.Records;
using Logos.Core.Documents;

namespace Logos.Adapters.Embedded.Snapshots;

/// <summary>Writes an image of the tables as frames: a length of four bytes, the kind, and the fields.</summary>
internal sealed class SnapshotContent(Stream stream)
{
    private const int EntriesPerFrame = 512;

    private readonly RecordWriter _frame = new();
    private readonly RecordWriter _inner = new();
    private long _frames;

    /// <summary>How many bytes were written.</summary>
    public long Length { get; private set; }

    public void Write(StoreImage image)
    {
        Begin(SnapshotFrame.Head);
        _frame.Byte(StoreRecord.Format);
        _frame.Number(image.Index.Last);
        End();
        foreach (var origin in image.Index.Origins)
        {
            Begin(SnapshotFrame.Origin);
            _frame.Text(origin?.Graph.Workspace);
            _frame.Text(origin?.Graph.Graph);
            _frame.Number(origin?.Graph.Version ?? 0);
            _frame.Text(origin?.By);
            End();
        }

        foreach (var (first, entries) in image.Index.Pages)
        {
            for (var at = 0; at < entries.Length; at += EntriesPerFrame)
                WriteEntries(image.Index, first + at, entries.AsSpan(at, EntriesPerFrame));
        }

        foreach (var (segment, _, written) in image.Index.Segments)
        {
            Begin(SnapshotFrame.Segment);
            _frame.Number(segment);
            _frame.Number(written);
            End();
        }

        foreach (var graph in image.Graphs)
            Write(graph);
        foreach (var document in image.Documents)
            Write(document);
        foreach (var partition in image.Partitions)
            Write(partition);
        Begin(SnapshotFrame.End);
        _frame.Number(_frames);
        End();
    }

    private void WriteEntries(IndexImage index, long first, ReadOnlySpan<IndexEntry> entries)
    {
        var count = 0;
        foreach (ref readonly var entry in entries)
            count += entry.IsFree ? 0 : 1;
        if (count == 0)
            return;
        Begin(SnapshotFrame.Entries);
        _frame.Number(count);
        for (var i = 0; i < entries.Length; i++)
        {
            ref readonly var entry = ref entries[i];
            if (!entry.IsFree)
                Write(index, first + i, entry);
        }

        End();
    }

    private void Write(IndexImage index, long number, in IndexEntry entry)
    {
        _frame.Number(number);
        _frame.Id(entry.Id);
        _frame.Number(number - entry.Root);
        _frame.Number(entry.Position);
        _frame.Number(entry.CreatedAt);
        _frame.Number(entry.EndedAt);
        _frame.Number(entry.Origin);
        _frame.Number(entry.Partition);
        _frame.Byte(entry.Status);
        _frame.Byte((byte)(entry.Flags & ~IndexEntry.Leaving));
        if (entry.Is(IndexEntry.HasTags))
            _frame.Texts(index.Tags[number]);
        if (entry.Is(IndexEntry.Spans))
            _frame.Number(index.Spans[number]);
    }

    private void Write(Graphs.GraphImage graph)
    {
        // The current one last, as it is applied.
        foreach (var version in graph.Versions.Append(graph.Current))
        {
            Begin(SnapshotFrame.Graph);
            GraphRecord.Write(_frame, version);
            End();
        }

        if (!graph.IsDeleted)
            return;
        Begin(SnapshotFrame.DeletedGraph);
        _frame.Text(graph.Current.Workspace);
        _frame.Text(graph.Current.Name);
        End();
    }

    private void Write(Document document)
    {
        Begin(SnapshotFrame.Document);
        DocumentRecord.Write(_frame, new(document.Workspace, document.Kind, document.Name), document);
        End();
    }

    private void Write(PartitionImage partition)
    {
        Begin(SnapshotFrame.Partition);
        _frame.Number(partition.Number);
        _frame.Number(partition.CommitSequence);
        End();
        foreach (var verdict in partition.Verdicts)
        {
            Begin(SnapshotFrame.Verdict);
            _frame.Number(partition.Number);
            VerdictRecord.Write(_frame, verdict);
            End();
        }

        foreach (var submission in partition.Waiting.Submissions)
            WriteRecord(SnapshotFrame.Submission, to => StoreRecord.Write(to, submission));
        foreach (var command in partition.Waiting.Commands)
            WriteRecord(SnapshotFrame.Command, to => StoreRecord.Write(to, command));
        foreach (var rows in partition.Rows)
        {
            Begin(SnapshotFrame.Rows);
            HeadRecord.Write(_frame, rows.Head);
            RowRecord.Write(_frame, rows.ToChanges());
            TraceRecord.Write(_frame, rows.Head);
            End();
        }
    }

    private void WriteRecord(SnapshotFrame kind, Action<RecordWriter> write)
    {
        _inner.Clear();
        write(_inner);
        Begin(kind);
        _frame.Bytes(_inner.Written);
        End();
    }

    private void Begin(SnapshotFrame kind)
    {
        _frame.Clear();
        _frame.Byte((byte)kind);
    }

    private void End()
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, _frame.Written.Length);
        stream.Write(length);
        stream.Write(_frame.Written);
        Length += length.Length + _frame.Written.Length;
        _frames++;
    }
}
