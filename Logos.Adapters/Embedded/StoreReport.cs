using Logos.Adapters.Journal;

namespace Logos.Adapters.Embedded;

/// <summary>What a folder holds, read from its first byte to its last.</summary>
public sealed record StoreReport
{
    public required RecoveryReport Journal { get; init; }

    /// <summary>Of the files; and of the records in them, the newest that there is.</summary>
    public required (uint Files, byte Records) Format { get; init; }

    public required int Segments { get; init; }

    public required int Snapshots { get; init; }

    public required long Bytes { get; init; }

    /// <summary>All that are there, those below the snapshot as well.</summary>
    public required long Records { get; init; }

    /// <summary>By their names, and all the versions of them.</summary>
    public required (int Names, int Versions) Graphs { get; init; }

    public required long Open { get; init; }

    public required long Finished { get; init; }

    /// <summary>Submitted, and not begun.</summary>
    public required long Waiting { get; init; }

    /// <summary>Secrets, connections, schedules and the like; those that have expired are not counted.</summary>
    public required int Documents { get; init; }

    /// <summary>What is wrong first; null in a sound folder.</summary>
    public JournalException? Damage => Journal.Damage;
}
