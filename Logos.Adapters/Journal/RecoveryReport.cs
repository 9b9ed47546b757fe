namespace Logos.Adapters.Journal;

/// <summary>What was found when a journal was opened or checked.</summary>
public sealed record RecoveryReport
{
    public required Guid StoreId { get; init; }

    /// <summary>The snapshot that the state was built from; 0 when there was none.</summary>
    public required long SnapshotLsn { get; init; }

    /// <summary>How many records stood behind it.</summary>
    public required long Records { get; init; }

    public required long LastLsn { get; init; }

    /// <summary>The unfinished end of the last write, which nobody had been promised.</summary>
    public TornTail? TornTail { get; init; }

    /// <summary>Snapshots that could not be read and were passed over.</summary>
    public IReadOnlyList<JournalException> DamagedSnapshots { get; init; } = [];

    /// <summary>Why reading stopped before the end. Only a check reports it; opening throws it.</summary>
    public JournalException? Damage { get; init; }
}

public sealed record TornTail(string File, long Offset, long Bytes);
