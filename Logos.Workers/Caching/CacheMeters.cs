using System.Diagnostics.Metrics;
using Logos.Core.Telemetry;

namespace Logos.Workers.Caching;

/// <summary>How often what nodes yielded was there already.</summary>
public sealed class CacheMeters
{
    private static readonly KeyValuePair<string, object?> Nodes = new("cache_type", "node");

    private readonly Meter _meter;
    private readonly Counter<long> _hits;
    private readonly Counter<long> _misses;

    public CacheMeters(IMeterFactory meters)
    {
        _meter = LogosMeter.Of(meters);
        _hits = _meter.CreateCounter<long>("cache_hits_total", description: "What was asked of a cache and was there.");
        _misses = _meter.CreateCounter<long>("cache_misses_total", description: "What was asked of a cache and was not there, or could not be had from it.");
        _hits.Add(0, Nodes);
        _misses.Add(0, Nodes);
    }

    public void Hit() => _hits.Add(1, Nodes);

    public void Miss() => _misses.Add(1, Nodes);

    /// <summary>For a cache within the process; of a server that is shared, the server itself tells.</summary>
    public void Watch(Func<long> bytes) =>
        _meter.CreateObservableGauge("cache_size_bytes", () => new Measurement<long>(bytes(), Nodes), "By", "What a cache within this process holds.");
}
