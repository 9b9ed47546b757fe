using Logos.Core.Graphs.Definition;
using Logos.Rules.Faults;

namespace Logos.Core.Graphs;

/// <summary>What came of reading a definition: faults and warnings in the order of the file.</summary>
public sealed record GraphReading(GraphDefinition? Graph, IReadOnlyList<Fault> Faults)
{
    /// <summary>True when it can be planned and run. Warnings do not stand in the way.</summary>
    public bool IsValid => Graph is not null && Faults.All(fault => fault.Severity == Severity.Warning);

    public IEnumerable<Fault> Errors => Faults.Where(fault => fault.Severity == Severity.Error);

    public IEnumerable<Fault> Warnings => Faults.Where(fault => fault.Severity == Severity.Warning);
}
