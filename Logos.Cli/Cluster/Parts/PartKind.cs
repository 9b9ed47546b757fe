namespace Logos.Cli.Cluster.Parts;

internal enum PartKind
{
    /// <summary>The command that keeps all others.</summary>
    Cluster,

    Gateway,

    Orchestrator,

    Workers,

    /// <summary>A server that is not Logos'.</summary>
    Server,
}
