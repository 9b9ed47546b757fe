namespace Logos.Adapters.Journal;

/// <summary>Walks along the chain of records, segment by segment, and knows where it broke off.</summary>
internal sealed class SegmentScan(long snapshotLsn, RecordVisitor? visitor, RecordVisitor? older = null)
{
    /// <summary>The last good record.</summary>
    public long Lsn { get; private set; }

    public uint Crc { get; private set; }

    public long Records { get; private set; }

    /// <summary>Behind the last good record of the current segment.</summary>
    public int End { get; private set; }

    /// <summary>Where the records begin that no later record calls synced: those of the last write.</summary>
    public int UnconfirmedFrom { get; private set; }

    public void Begin(Segment first)
    {
        Lsn = first.Header.Lsn - 1;
        Crc = first.Header.PreviousCrc;
    }

    public bool IsContinuedBy(Segment next) => next.Header.Lsn == Lsn + 1 && next.Header.PreviousCrc == Crc;

    public void Read(Segment segment, ReadOnlySpan<byte> bytes)
    {
        var seed = segment.Seed;
        var synced = -1L;
        Crc = seed;
        End = FileHeader.Size;
        UnconfirmedFrom = End;
        while (RecordFormat.TryReadHead(bytes[End..], out var head)
            && head.Lsn == Lsn + 1
            && head.PreviousCrc == Crc
            && RecordFormat.IsWhole(head, bytes[End..], seed))
        {
            if (head.SyncedThrough != synced)
            {
                synced = head.SyncedThrough;
                UnconfirmedFrom = End;
            }

            Lsn = head.Lsn;
            Crc = head.Crc;
            if (Lsn > snapshotLsn)
                Records++;
            (Lsn > snapshotLsn ? visitor : older)?.Invoke(new JournalRecord(Lsn, new JournalPosition(segment.Number, (uint)End), bytes.Slice(End + RecordFormat.HeadSize, head.Length)));

            End = Math.Min(End + RecordFormat.SizeOf(head.Length), bytes.Length);
        }
    }

    /// <summary>
    /// Looks behind the break for a whole record that was written when the missing one was already synced. Stale
    /// records from before an earlier truncation do not say so: they were written before this one was.
    /// </summary>
    public bool HasWitness(Segment segment, ReadOnlySpan<byte> bytes, out long witness)
    {
        var missing = Lsn + 1;
        for (var at = End + RecordFormat.Alignment; at + RecordFormat.HeadSize <= bytes.Length; at += RecordFormat.Alignment)
        {
            if (RecordFormat.TryReadHead(bytes[at..], out var head)
                && head.Lsn > missing
                && head.SyncedThrough >= missing
                && RecordFormat.IsWhole(head, bytes[at..], segment.Seed))
            {
                witness = head.Lsn;
                return true;
            }
        }

        witness = 0;
        return false;
    }
}
