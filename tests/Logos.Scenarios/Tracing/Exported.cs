using Logos.Servers.Otlp;

namespace Logos.Scenarios.Tracing;

/// <summary>What services send to a collector.</summary>
internal static class Exported
{
    public static void To(OtlpCollector collector, Dictionary<string, string> environment)
    {
        environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address.ToString();
        environment["OTEL_BSP_SCHEDULE_DELAY"] = "100";
        environment["OTEL_BLRP_SCHEDULE_DELAY"] = "100";
        environment["OTEL_METRIC_EXPORT_INTERVAL"] = "500";
    }

    public static IEnumerable<(string Name, byte[] Content)> By(OtlpCollector collector)
    {
        Assert.NotEmpty(collector.Spans);
        Assert.NotEmpty(collector.Logs);
        return collector.Bodies.Select(body => ("what was exported", body));
    }
}
