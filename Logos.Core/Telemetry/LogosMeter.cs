using System.Diagnostics.Metrics;

namespace Logos.Core.Telemetry;

/// <summary>The meter that all of Logos' own measurements belong to, and what its histograms have in common.</summary>
public static class LogosMeter
{
    public const string Name = "Logos";

    /// <summary>Seconds, from 1 ms to 10 min: rules take the one, and a node that calls a model the other.</summary>
    private static readonly InstrumentAdvice<double> Durations = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600],
    };

    /// <summary>That of a host: what two hosts in one process measure stays apart.</summary>
    public static Meter Of(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        return meters.Create(new MeterOptions(Name));
    }

    public static Histogram<double> CreateDuration(this Meter meter, string name, string description)
    {
        ArgumentNullException.ThrowIfNull(meter);
        return meter.CreateHistogram(name, "s", description, null, Durations);
    }
}
