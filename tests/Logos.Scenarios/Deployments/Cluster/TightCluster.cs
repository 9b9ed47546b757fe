using Logos.Scenarios.Limits;

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

/// <summary>Logs as much as it can.</summary>
public sealed class TalkativeCluster : ClusterDeployment
{
    public TalkativeCluster(ClusterServers servers)
        : base(servers)
    {
        Environment["Logging__LogLevel__Default"] = "Trace";
        Environment["LOG_LEVEL"] = "trace";
    }
}
