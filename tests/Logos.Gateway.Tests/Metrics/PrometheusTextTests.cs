using System.Diagnostics.Metrics;
using Logos.ServiceDefaults.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Logos.Gateway.Tests.Metrics;

public sealed class PrometheusTextTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MetricsBook _book;
    private readonly Meter _meter;

    public PrometheusTextTests()
    {
        _book = new(Factory, NullLogger<MetricsBook>.Instance);
        _meter = Factory.Create("Logos");
    }

    private IMeterFactory Factory => _services.GetRequiredService<IMeterFactory>();

    public void Dispose()
    {
        _book.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void Every_kind_is_written_as_the_format_says()
    {
        var counter = _meter.CreateCounter<long>("things_total", description: "What was \\ counted,\nline by line.");
        counter.Add(2, new("kind", "a"), new("also", "b"));
        counter.Add(3, new("also", "b"), new("kind", "a"));
        counter.Add(1, new KeyValuePair<string, object?>("kind", "a \"quoted\" \\ \n one"));
        var times = _meter.CreateHistogram("waiting.time", "s", "How long.", null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1, 2.5] });
        foreach (var time in (double[])[0.5, 0.75, 1, 2, 60])
            times.Record(time, new KeyValuePair<string, object?>("status", true));
        var open = _meter.CreateUpDownCounter<int>("open", "{connection}", "Open ones.");
        open.Add(3);
        open.Add(-1);
        _meter.CreateObservableGauge("size", () => 1.5, "By");
        _meter.CreateObservableCounter("dotted.9.count", () => 9_000_000_000);
        _meter.CreateCounter<long>("never_total");

        Assert.Equal("""
            # HELP dotted_9_count_total dotted_9_count_total
            # TYPE dotted_9_count_total counter
            dotted_9_count_total 9000000000
            # HELP open Open ones.
            # TYPE open gauge
            open 2
            # HELP size_bytes size_bytes
            # TYPE size_bytes gauge
            size_bytes 1.5
            # HELP things_total What was \\ counted,\nline by line.
            # TYPE things_total counter
            things_total{also="b",kind="a"} 5
            things_total{kind="a \"quoted\" \\ \n one"} 1
            # HELP waiting_time_seconds How long.
            # TYPE waiting_time_seconds histogram
            waiting_time_seconds_bucket{status="true",le="0.5"} 1
            waiting_time_seconds_bucket{status="true",le="1"} 3
            waiting_time_seconds_bucket{status="true",le="2.5"} 4
            waiting_time_seconds_bucket{status="true",le="+Inf"} 5
            waiting_time_seconds_sum{status="true"} 64.25
            waiting_time_seconds_count{status="true"} 5

            """.ReplaceLineEndings("\n"), Own());
    }

    [Fact]
    public async Task What_many_threads_measure_at_once_is_all_there()
    {
        var counter = _meter.CreateCounter<long>("many_total");
        var exact = _meter.CreateCounter<double>("fractions_total");
        var times = _meter.CreateHistogram<double>("spans", "s");

        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                counter.Add(1, new KeyValuePair<string, object?>("of", (i % 100).ToString("D2")));
                exact.Add(0.5);
                times.Record(i % 2);
                if (i % 5_000 == 0)
                    _book.Write();
            }
        }, TestContext.Current.CancellationToken)));

        var scrape = Scrape.Of(Own());
        Assert.All(Enumerable.Range(0, 100), of => Assert.Equal(1_600, scrape[$"many_total{{of=\"{of:D2}\"}}"]));
        Assert.Equal(80_000, scrape["fractions_total"]);
        Assert.Equal(80_000, scrape["spans_seconds_bucket{le=\"0.001\"}"]);
        Assert.Equal(160_000, scrape["spans_seconds_bucket{le=\"+Inf\"}"]);
        Assert.Equal(160_000, scrape["spans_seconds_count"]);
        Assert.Equal(80_000, scrape["spans_seconds_sum"]);
    }

    [Fact]
    public void What_is_no_longer_observed_is_no_longer_there()
    {
        var queues = new List<string> { "one", "two" };
        _meter.CreateObservableGauge("waiting", () => queues.Select(queue => new Measurement<int>(1, new KeyValuePair<string, object?>("queue", queue))));
        Assert.Equal(2, Scrape.Of(Own()).Names.Count());

        queues.RemoveAt(0);

        Assert.Equal(["waiting{queue=\"two\"}"], Scrape.Of(Own()).Names);
    }

    [Fact]
    public void What_cannot_be_observed_hides_nothing_else()
    {
        _meter.CreateObservableGauge<int>("broken", int () => throw new InvalidOperationException("broken"));
        _meter.CreateObservableGauge("whole", () => 1);

        Assert.Equal(["whole"], Scrape.Of(Own()).Names);
    }

    [Fact]
    public void What_another_host_measures_is_not_this_ones()
    {
        using var other = new ServiceCollection().AddMetrics().BuildServiceProvider();
        other.GetRequiredService<IMeterFactory>().Create("Logos").CreateCounter<long>("theirs_total").Add(1);
        Factory.Create("Somebody.Else").CreateCounter<long>("foreign_total").Add(1);

        Assert.Empty(Own());
    }

    [Fact]
    public void Labels_without_bounds_end_as_one_series()
    {
        var counter = _meter.CreateCounter<long>("wild_total");
        for (var i = 0; i < 3_000; i++)
            counter.Add(1, new KeyValuePair<string, object?>("id", i));

        var scrape = Scrape.Of(Own());
        Assert.Equal(Family.MostSeries + 1, scrape.Names.Count());
        Assert.Equal(1_000, scrape["wild_total{overflow=\"true\"}"]);
    }

    [Fact]
    public void A_measurement_allocates_nothing()
    {
        var counter = _meter.CreateCounter<long>("cheap_total");
        var times = _meter.CreateHistogram<double>("cheap_times", "s");
        Measure();
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1_000; i++)
            Measure();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Measure()
        {
            counter.Add(1, new KeyValuePair<string, object?>("status", "completed"));
            times.Record(0.25, new("node_type", "rule"), new("status", "succeeded"));
        }
    }

    // The runtime's own are there as well.
    private string Own() => string.Concat(_book.Write().Split('\n').Where(line => line.Length > 0 && !line.StartsWith("dotnet_", StringComparison.Ordinal) && !line.Contains(" dotnet_", StringComparison.Ordinal)).Select(line => line + "\n"));
}
