using Logos.Scenarios.Limits;
using Logos.Scenarios.Tracing;
using Logos.Servers.Otlp;

namespace Logos.Scenarios.Deployments.Cluster;

/// <summary>Takes very little at once. What a gateway takes of one token is its own: there is one.</summary>
public sealed class TightCluster : ClusterDeployment
{
    public TightCluster(ClusterServers servers)
        : base(servers)
    {
        foreach (var (name, value) in AdmissionScenarios.Settings)
            Environment[name] = value;
        GatewayCount = 1;
    }
}

/// <summary>Logs as much as it can, and exports all of it.</summary>
public sealed class TalkativeCluster : ClusterDeployment
{
    private OtlpCollector? _collector;

    public TalkativeCluster(ClusterServers servers)
        : base(servers)
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
