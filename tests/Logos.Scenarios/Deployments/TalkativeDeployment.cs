using Logos.Scenarios.Tracing;
using Logos.Servers.Otlp;

namespace Logos.Scenarios.Deployments;

/// <summary>Logs as much as it can, and exports all of it.</summary>
public sealed class TalkativeDeployment : EmbeddedDeployment
{
    private OtlpCollector? _collector;

    public TalkativeDeployment()
    {
        Environment["Logging__LogLevel__Default"] = "Trace";
        Environment["LOG_LEVEL"] = "trace";
    }

    public override IEnumerable<(string Name, byte[] Content)> Kept() => base.Kept().Concat(Exported.By(_collector!));

    public override async ValueTask InitializeAsync()
    {
        _collector = await OtlpCollector.StartAsync(isGrpc: true);
        Exported.To(_collector, Environment);
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_collector is not null)
            await _collector.DisposeAsync();
    }
}
