using System.Collections.Concurrent;

namespace Logos.ServiceDefaults.Metrics;

/// <summary>All that is measured under one name: a series for each set of labels.</summary>
internal sealed class Family
{
    /// <summary>What has more is not bounded: all that is beyond it is one series, which says so.</summary>
    public const int MostSeries = 2_000;

    private static readonly KeyValuePair<string, object?>[] Beyond = [new("overflow", true)];

    private readonly Func<string, Series> _make;
    private readonly ConcurrentDictionary<string, Series> _series = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<KeyValuePair<string, object?>[], Series> _byTags = new(TagComparer.Instance);
    private readonly ConcurrentDictionary<KeyValuePair<string, object?>[], Series>.AlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>> _lookup;
    private readonly Lazy<Series> _beyond;

    public Family(string name, MetricKind kind, string? help, double[] bounds)
    {
        (Name, Kind, Help) = (name, kind, help ?? name);
        _make = kind == MetricKind.Histogram ? labels => new HistogramSeries(labels, bounds) : labels => new NumberSeries(labels);
        _lookup = _byTags.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>();
        _beyond = new(() => _series.GetOrAdd(Labels.Of(Beyond), _make));
    }

    public string Name { get; }

    public MetricKind Kind { get; }

    public string Help { get; }

    /// <summary>Those that there are; in the same order each time.</summary>
    public IEnumerable<Series> All => _series.Values.OrderBy(series => series.Labels, StringComparer.Ordinal);

    /// <summary>Nothing is allocated for labels that were measured before.</summary>
    public Series Of(ReadOnlySpan<KeyValuePair<string, object?>> tags) => _lookup.TryGetValue(tags, out var series) ? series : Make(tags);

    private Series Make(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (_byTags.Count >= MostSeries)
            return _beyond.Value;
        // The same labels in another order are the same series: twice in a text it would be refused as a whole.
        var series = _series.GetOrAdd(Labels.Of(tags), _make);
        _lookup[tags] = series;
        return series;
    }
}

internal enum MetricKind
{
    Counter,
    Gauge,
    Histogram,
}
