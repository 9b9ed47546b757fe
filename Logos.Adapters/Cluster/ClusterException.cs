using Logos.Rules.Faults;

namespace Logos.Adapters.Cluster;

/// <summary>As it is set up, a service of a cluster cannot start: waiting would not help.</summary>
public sealed class ClusterException(Fault fault, Exception? inner = null) : Exception($"{fault.Code}: {fault.Message}", inner)
{
    public Fault Fault { get; } = fault;
}
