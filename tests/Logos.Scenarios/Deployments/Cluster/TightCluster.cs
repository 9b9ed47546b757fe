using Logos.Scenarios.Limits;

namespace Logos.Scenarios.Deployments.Cluster;

/// <summary>Takes very little at once.</summary>
public sealed class TightCluster : ClusterDeployment
{
    public TightCluster(ClusterServers servers)
        : base(servers)
    {
        foreach (var (name, value) in AdmissionScenarios.Settings)
            Environment[name] = value;
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
