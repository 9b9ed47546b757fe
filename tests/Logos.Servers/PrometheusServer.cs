using System.Globalization;

namespace Logos.Servers;

/// <summary>Prometheus, which scrapes one address every second.</summary>
/// <param name="target">Where it scrapes: host and port.</param>
/// <param name="token">What it says who it is with; null for nothing.</param>
public sealed class PrometheusServer(string target, string? token = null) : ServerProcess
{
    public Uri Address => new($"http://127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}");

    protected override string Program => Find("prometheus");

    protected override IEnumerable<string> Arguments =>
    [
        $"--config.file={Path.Combine(Folder, "prometheus.yml")}", $"--storage.tsdb.path={Path.Combine(Folder, "data")}", $"--web.listen-address=127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}",
    ];

    protected override bool IsReady(string line) => line.Contains("Server is ready to receive web requests", StringComparison.Ordinal);

    protected override Task PrepareAsync() => File.WriteAllTextAsync(Path.Combine(Folder, "prometheus.yml"), $"""
        global:
          scrape_interval: 1s
        scrape_configs:
          - job_name: logos
            {(token is null ? "" : $"authorization: {{ credentials: {token} }}")}
            static_configs:
              - targets: ["{target}"]
        """);
}
