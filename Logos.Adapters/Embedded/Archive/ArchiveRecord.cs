using Logos.Adapters.Embedded.Records;
using Logos.Adapters.Journal;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Embedded.Archive;

/// <summary>
/// All rows of executions that have ended, so that memory need not hold them. Those of a large one stand in several
/// records, each of which names the one before.
/// </summary>
internal static class ArchiveRecord
{
    /// <param name="to">Begun already; the entry goes behind what is there.</param>
    /// <param name="scratch">For the entry's own bytes.</param>
    /// <param name="execution">With all rows, or with those of this part.</param>
    /// <param name="previous">The part before; null when this is the first.</param>
    /// <param name="from">The segment of the first part; 0 when this is it.</param>
    public static void Write(RecordWriter to, RecordWriter scratch, StoredExecution execution, JournalPosition? previous, uint from)
    {
        scratch.Clear();
        HeadRecord.Write(scratch, execution.Head);
        RowRecord.Write(scratch, execution.ToChanges());
        TraceRecord.Write(scratch, execution.Head);
        Write(to, execution.Head.Id, scratch.Written, previous, from);
    }

    public static void Write(RecordWriter to, Guid id, ReadOnlySpan<byte> rows, JournalPosition? previous, uint from)
    {
        to.Id(id);
        to.Number(previous?.ToInt64() ?? 0);
        to.Number(from);
        to.Bytes(rows);
    }

    /// <returns>The entries of a record, without their rows.</returns>
    public static IEnumerable<ArchiveEntry> Entries(ReadOnlySpan<byte> record, JournalPosition position)
    {
        var entries = new List<ArchiveEntry>();
        var from = Open(record, out var count);
        for (; count > 0; count--)
        {
            var id = from.Id();
            from.Number();
            var segment = (uint)from.Number();
            from.Span();
            entries.Add(new(id, position, segment == 0 ? position.Segment : segment));
        }

        return entries;
    }

    /// <returns>The bytes of one execution's rows, as they stand in the record; false when it is not there.</returns>
    public static bool TryFind(ReadOnlySpan<byte> record, Guid id, out ReadOnlySpan<byte> rows, out JournalPosition? previous)
    {
        var from = Open(record, out var count);
        for (; count > 0; count--)
        {
            var found = from.Id();
            var before = from.Number();
            from.Number();
            rows = from.Span();
            if (found != id)
                continue;
            previous = before == 0 ? null : JournalPosition.FromInt64(before);
            return true;
        }

        rows = default;
        previous = null;
        return false;
    }

    public static StoredExecution Read(ReadOnlySpan<byte> rows)
    {
        var from = new RecordReader(rows);
        var head = HeadRecord.Read(ref from);
        var changes = RowRecord.Read(ref from);
        return new(TraceRecord.Read(ref from, head), changes.Execution, changes.Nodes, changes.Items) { Attempts = changes.Attempts };
    }

    /// <returns>How many executions the record has, once all their rows have been read.</returns>
    public static int ReadAll(ReadOnlySpan<byte> record)
    {
        var from = Open(record, out var count);
        for (var entry = 0; entry < count; entry++)
        {
            from.Id();
            from.Number();
            from.Number();
            Read(from.Span());
        }

        return count;
    }

    private static RecordReader Open(ReadOnlySpan<byte> record, out int count)
    {
        var from = new RecordReader(record);
        from.Byte();
        from.Byte();
        count = from.Int();
        return from;
    }
}
