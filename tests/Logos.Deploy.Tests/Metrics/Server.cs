using System.Globalization;
using Logos.Servers;

namespace Logos.Deploy.Tests.Metrics;

/// <summary>`logos up`, which has all parts in it: what it measures is what services measure.</summary>
internal sealed class Server : ServerProcess
{
    private readonly int _metrics = FreePorts.TakeOne();

    public Uri Address => new($"http://127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}");

    public Uri Metrics => new($"http://127.0.0.1:{_metrics.ToString(CultureInfo.InvariantCulture)}/metrics");

    protected override string Program => LogosService.Executable("Logos.Cli", "logos");

    protected override IEnumerable<string> Arguments => ["up", "--urls", Address.GetLeftPart(UriPartial.Authority), "--data", Path.Combine(Folder, "data"), "--graphs", Path.Combine(Folder, "graphs"), "--no-auth", "--json"];

    protected override IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string> { ["Metrics__Port"] = _metrics.ToString(CultureInfo.InvariantCulture) };

    protected override bool IsReady(string line) => line.StartsWith("{\"address\":", StringComparison.Ordinal);

    protected override async Task PrepareAsync()
    {
        Directory.CreateDirectory(Path.Combine(Folder, "graphs"));
        await File.WriteAllTextAsync(Path.Combine(Folder, "graphs", "good.yaml"), "name: good\nnodes:\n  a: { type: rule, cache: { ttl: 1h }, with: { output: 1 } }\n");
        await File.WriteAllTextAsync(Path.Combine(Folder, "graphs", "bad.yaml"), "name: bad\nnodes:\n  a: { type: assert, with: { checks: [{ that: len(run.graph) > 99 }] } }\n");
    }
}
