namespace Logos.Adapters.Journal;

/// <summary>A record on its way from the disk to whoever rebuilds a state. Its payload is valid during the call only.</summary>
public readonly ref struct JournalRecord(long lsn, JournalPosition position, ReadOnlySpan<byte> payload)
{
    public long Lsn { get; } = lsn;

    public JournalPosition Position { get; } = position;

    public ReadOnlySpan<byte> Payload { get; } = payload;
}

/// <summary>Is handed the newest good snapshot, once, before any record. The stream must be read to be believed, and ends with the call.</summary>
public delegate void SnapshotVisitor(Stream snapshot, long lsn);

/// <summary>Is handed every record behind the snapshot, in order.</summary>
public delegate void RecordVisitor(in JournalRecord record);

/// <summary>What an append came to: the record's number, counted from 1 without gaps, and where it stands.</summary>
public readonly record struct Appended(long Lsn, JournalPosition Position);
