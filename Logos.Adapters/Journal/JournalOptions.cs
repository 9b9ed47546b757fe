namespace Logos.Adapters.Journal;

public sealed record JournalOptions
{
    public const int SmallestSegment = 4 * 1024;
    public const int LargestSegment = 256 * 1024 * 1024;

    /// <summary>How many bytes a segment file has, from 4 KiB to 256 MiB. A record that is larger gets a segment of its own size.</summary>
    public int SegmentSize { get; init; } = 16 * 1024 * 1024;

    /// <summary>The identity of a journal that does not exist yet; made up when not given.</summary>
    public Guid? StoreId { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Runs the writer and the preparation of segments. Null gives the writer a thread of its own; a simulator gives its scheduler.</summary>
    public TaskScheduler? Scheduler { get; init; }

    /// <summary>Told, by the writer, when records begin to be refused because the disk is full, and with false when that has ended.</summary>
    public Action<bool>? OnFull { get; init; }

    internal void Check()
    {
        if (SegmentSize is < SmallestSegment or > LargestSegment)
            throw new ArgumentOutOfRangeException(nameof(SegmentSize), SegmentSize, $"A segment has {SmallestSegment} to {LargestSegment} bytes.");
    }
}
