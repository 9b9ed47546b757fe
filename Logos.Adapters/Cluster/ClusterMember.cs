namespace Logos.Adapters.Cluster;

/// <summary>A process among those that share the servers.</summary>
/// <param name="Name">As operators and the servers see it: <c>gateway</c>, <c>orchestrator</c>, <c>workers</c>.</param>
/// <param name="NeedsBroker">Whether it can do nothing without the broker; a gateway only inserts, and owners look from time to time.</param>
public sealed record ClusterMember(string Name, bool NeedsBroker);
