using Logos.Scenarios.Deployments;
using Logos.Scenarios.Deployments.Cluster;
using Logos.Servers.Otlp;

namespace Logos.Scenarios.Tracing;

/// <summary>A deployment whose services export what they tell of themselves.</summary>
public interface ITraced
{
    OtlpCollector Collector { get; }
}

/// <summary>By gRPC, which is what is spoken when nobody says.</summary>
public sealed class TracedDeployment : EmbeddedDeployment, ITraced
{
    public OtlpCollector Collector { get; private set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        Collector = await OtlpCollector.StartAsync(isGrpc: true);
        Exported.To(Collector, Environment);
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Collector.DisposeAsync();
    }
}

public sealed class TracedCluster(ClusterServers servers) : ClusterDeployment(servers), ITraced
{
    public OtlpCollector Collector { get; private set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        Collector = await OtlpCollector.StartAsync();
        Environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        Exported.To(Collector, Environment);
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Collector.DisposeAsync();
    }
}
