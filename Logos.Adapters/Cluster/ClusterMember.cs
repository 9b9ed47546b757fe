namespace Logos.Adapters.Cluster;

/// <summary>A process among those that share the servers.</summary>
/// <param name="Name">As operators and the servers see it: <c>gateway</c>, <c>orchestrator</c>, <c>workers</c>.</param>
/// <param name="NeedsBroker">Whether it can do nothing without the broker; a gateway only inserts, and owners look from time to time.</param>
/// <param name="Connections">How many connections to PostgreSQL it takes at most, when nobody says.</param>
public sealed record ClusterMember(string Name, bool NeedsBroker, int Connections)
{
    /// <summary>Each request that is under way asks the store for something.</summary>
    public static ClusterMember Gateway { get; } = new("gateway", NeedsBroker: false, Connections: 20);

    /// <summary>Partitions commit beside each other.</summary>
    public static ClusterMember Orchestrator { get; } = new("orchestrator", NeedsBroker: true, Connections: 20);

    /// <summary>Asks the store for large values, secrets and connections, and now and then for node types: it is the broker that it works with.</summary>
    public static ClusterMember Workers { get; } = new("workers", NeedsBroker: true, Connections: 4);
}
