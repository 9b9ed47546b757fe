using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace Logos.ServiceDefaults.Metrics;

/// <summary>
/// Keeps what this host has measured since it began, for who asks at <c>/metrics</c>. It listens from when it is made:
/// what is measured before is not heard.
/// </summary>
internal sealed class MetricsBook : IDisposable
{
    /// <summary>Those of which all labels are bounded. Of the clients' own, some name every server that a node has asked.</summary>
    public static readonly string[] Meters = [Own, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    private const string Own = "Logos";

    private static readonly double[] Durations = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600];
    private static readonly double[] Amounts = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000];

    private readonly IMeterFactory _host;
    private readonly ILogger<MetricsBook> _logger;
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, Family> _families = new(StringComparer.Ordinal);
    private readonly Lock _reading = new();
    private long _round;

    public MetricsBook(IMeterFactory host, ILogger<MetricsBook> logger)
    {
        (_host, _logger) = (host, logger);
        _listener.InstrumentPublished = Hear;
        _listener.SetMeasurementEventCallback<byte>((instrument, value, tags, family) => Note(instrument, value, tags, family));
        _listener.SetMeasurementEventCallback<short>((instrument, value, tags, family) => Note(instrument, value, tags, family));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, family) => Note(instrument, value, tags, family));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, family) => Note(instrument, value, tags, family));
        _listener.SetMeasurementEventCallback<float>((instrument, value, tags, family) => Note(instrument, value, tags, family));
        _listener.SetMeasurementEventCallback<double>(Note);
        _listener.SetMeasurementEventCallback<decimal>((instrument, value, tags, family) => Note(instrument, (double)value, tags, family));
        _listener.Start();
    }

    /// <returns>All of it, in the text format of Prometheus.</returns>
    public string Write()
    {
        // Two at once would take each other's observations for their own.
        lock (_reading)
        {
            _round++;
            try
            {
                _listener.RecordObservableInstruments();
            }
            catch (AggregateException e)
            {
                // Those that could be observed have been: the others are missing for this time.
                Log.NotObserved(_logger, e);
            }

            return PrometheusText.Of(_families.Values.OrderBy(family => family.Name, StringComparer.Ordinal), _round);
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Hear(Instrument instrument, MeterListener listener)
    {
        // What another host in this process measures is not this one's.
        if (!Meters.Contains(instrument.Meter.Name) || (instrument.Meter.Scope is { } scope && !ReferenceEquals(scope, _host)))
            return;
        var kind = KindOf(instrument);
        var family = _families.GetOrAdd(MetricNames.Of(instrument, kind), name => new(name, kind, instrument.Description, BoundsOf(instrument)));
        if (family.Kind == kind)
            listener.EnableMeasurementEvents(instrument, family);
    }

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? family)
    {
        var series = ((Family)family!).Of(tags);
        if (instrument.IsObservable)
        {
            series.Set(value);
            series.Seen = _round;
        }
        else if (IsGauge(instrument))
        {
            series.Set(value);
        }
        else
        {
            series.Add(value);
        }
    }

    private static MetricKind KindOf(Instrument instrument) => NameOfKind(instrument) switch
    {
        "Counter`1" or "ObservableCounter`1" => MetricKind.Counter,
        "Histogram`1" => MetricKind.Histogram,
        _ => MetricKind.Gauge,
    };

    private static bool IsGauge(Instrument instrument) => instrument is Gauge<double> or Gauge<long> or Gauge<int>;

    // The kinds are generic by what they measure, and have nothing else in common that tells them apart.
    private static string NameOfKind(Instrument instrument) => instrument.GetType().Name;

    private static double[] BoundsOf(Instrument instrument)
    {
        if (instrument.Meter.Name != Own && instrument.Unit == "s")
            return Durations;
        return instrument switch
        {
            Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
            Histogram<long> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(bound => (double)bound)],
            Histogram<int> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(bound => (double)bound)],
            _ => instrument.Unit == "s" ? Durations : Amounts,
        };
    }
}
