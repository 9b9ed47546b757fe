using System.Globalization;
using Logos.Core.Executions;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Embedded.Index;

/// <summary>One list on its way through the index, from the newest execution down.</summary>
internal sealed class IndexList(ExecutionFilter filter, int limit, long before)
{
    private readonly List<ExecutionSummary> _items = [];
    private readonly long _from = filter.From?.UtcTicks ?? long.MinValue;
    private readonly long _until = filter.Until?.UtcTicks ?? long.MaxValue;
    private readonly long _endedFrom = filter.EndedFrom is { } ended ? Math.Max(ended.UtcTicks, 1) : 0;

    /// <summary>What is still to be looked at lies below.</summary>
    public long Before { get; private set; } = before;

    /// <returns>Null as long as the list is not full.</returns>
    public ExecutionSummaryPage? Take(
        long first,
        IndexEntry[] entries,
        long last,
        Origins origins,
        Dictionary<long, IReadOnlyDictionary<string, string>> tags,
        Func<long, Guid> idOf)
    {
        for (var number = last; number >= first; number--)
        {
            ref readonly var entry = ref entries[number - first];
            if (entry.IsFree || entry.Is(IndexEntry.Leaving) || !Fits(number, entry, origins[entry.Origin].Graph, tags))
                continue;
            if (_items.Count == limit)
            {
                Before = number + 1;
                return new(_items, Before.ToString(CultureInfo.InvariantCulture));
            }

            var (graph, by) = origins[entry.Origin];
            var summary = new ExecutionSummary(entry.Id, idOf(entry.Root), graph.Workspace, graph.Graph, graph.Version, (ExecutionStatus)entry.Status, At(entry.CreatedAt), entry.EndedAt == 0 ? null : At(entry.EndedAt)) { CreatedBy = by };
            _items.Add(entry.Is(IndexEntry.HasTags) ? summary with { Tags = tags[number] } : summary);
        }

        Before = first;
        return null;
    }

    public ExecutionSummaryPage Ended() => new(_items, null);

    private bool Fits(long number, in IndexEntry entry, GraphKey graph, Dictionary<long, IReadOnlyDictionary<string, string>> tags) =>
        (filter.Status is null || (byte)filter.Status == entry.Status)
        && entry.CreatedAt >= _from
        && entry.CreatedAt < _until
        // What has not ended has 0 there.
        && entry.EndedAt >= _endedFrom
        && (!filter.RootsOnly || entry.Root == number)
        && (filter.Graph is null || filter.Graph == graph.Graph)
        && (filter.Workspace is null || filter.Workspace == graph.Workspace)
        && (filter.Tag is not { } tag || (tags.TryGetValue(number, out var has) && has.TryGetValue(tag.Key, out var value) && value == tag.Value));

    private static DateTimeOffset At(long ticks) => new(ticks, TimeSpan.Zero);
}
