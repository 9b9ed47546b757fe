using Logos.Rules.Faults;

namespace Logos.Orchestrator.Hosting;

/// <summary>Nothing was started: there is no such graph, or it does not take what it was given.</summary>
public sealed class ExecutionRefusedException(string graph, IReadOnlyList<Fault> faults) : Exception($"`{graph}` was not started: {string.Join("; ", faults.Select(fault => fault.Message))}")
{
    public string Graph { get; } = graph;

    public IReadOnlyList<Fault> Faults { get; } = faults;
}
