namespace Logos.Cli.Cluster;

/// <summary>How many processes of each service a cluster has, and whether it brings its servers along.</summary>
internal sealed record ClusterShape(int Gateways, int Orchestrators, int Workers, bool HasServers)
{
    public const int Most = 10;
}
