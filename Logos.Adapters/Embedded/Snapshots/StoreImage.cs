using Logos.Adapters.Embedded.Graphs;
using Logos.Adapters.Embedded.Index;
using Logos.Core.Documents;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Embedded.Snapshots;

/// <summary>The tables as they were at one instant.</summary>
internal sealed record StoreImage(IndexImage Index, IReadOnlyList<PartitionImage> Partitions, IReadOnlyList<GraphImage> Graphs, IReadOnlyList<Document> Documents)
{
    /// <summary>Called while nothing changes; the pages of the index stay frozen until it is told to thaw.</summary>
    public static StoreImage Take(ExecutionTables tables, DateTimeOffset now) =>
        new(tables.Index.Freeze(), [.. tables.Partitions.Select(PartitionImage.Take)], tables.Graphs.Image(), tables.Documents.Image(now));
}

internal sealed record PartitionImage(int Number, long CommitSequence, Waiting Waiting, IReadOnlyList<CommandVerdict> Verdicts, IReadOnlyList<StoredExecution> Rows)
{
    public static PartitionImage Take(PartitionTable partition)
    {
        lock (partition.Gate)
            return new(partition.Number, partition.CommitSequence, partition.Waiting(), partition.Verdicts, [.. partition.Rows.Select(r => r.ToStored())]);
    }
}
