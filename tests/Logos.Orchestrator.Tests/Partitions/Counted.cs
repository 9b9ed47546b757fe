using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Logos.Orchestrator.Tests.Partitions;

/// <summary>Adds up what is measured, as anybody who listens would.</summary>
internal sealed class Counted : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly ConcurrentDictionary<string, long> _sums = new();
    private readonly MeterListener _listener = new();

    public Counted()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, Meters))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => _sums.AddOrUpdate(Name(instrument, tags), value, (_, sum) => sum + value));
        _listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => _sums.AddOrUpdate(Name(instrument, tags), 1, (_, sum) => sum + 1));
        _listener.Start();
    }

    public IMeterFactory Meters => _services.GetRequiredService<IMeterFactory>();

    /// <summary>The sum of a counter, or how often a histogram was told: <c>name status=completed</c>.</summary>
    public long this[string name] => _sums.GetValueOrDefault(name);

    public void Dispose()
    {
        _listener.Dispose();
        _services.Dispose();
    }

    private static string Name(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var name = instrument.Name;
        foreach (var (key, value) in tags)
            name += $" {key}={value}";
        return name;
    }
}
