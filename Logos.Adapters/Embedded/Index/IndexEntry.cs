using Logos.Core.Executions;

namespace Logos.Adapters.Embedded.Index;

/// <summary>What is known of every execution without its rows: 72 bytes each, by the million.</summary>
internal struct IndexEntry
{
    public const byte HasTags = 1;
    public const byte Spans = 2;

    /// <summary>It is being removed: for everybody but its remover it is gone.</summary>
    public const byte Leaving = 4;

    public Guid Id;

    /// <summary>The number of the execution on top of its tree; its own, if that is it.</summary>
    public long Root;

    public long NextInTree;
    public long NextInBucket;

    /// <summary>Where its rows are in the journal; 0 while they are in memory.</summary>
    public long Position;

    public long CreatedAt;
    public long EndedAt;
    public int Origin;
    public short Partition;
    public byte Status;
    public byte Flags;

    public readonly bool IsFree => Id == Guid.Empty;

    public readonly bool HasEnded => ((ExecutionStatus)Status).IsEnd();

    public readonly bool Is(byte flag) => (Flags & flag) != 0;
}
