using Logos.Core.Faults;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Topology;

namespace Logos.Core.Graphs.Validation;

/// <summary>Everything that can be wrong with a definition that could be read.</summary>
internal sealed class GraphValidator(GraphDefinition graph, NodeTypeRegistry types, FaultList faults)
{
    public void Validate()
    {
        var topology = GraphTopology.Of(graph);
        new EdgeCheck(graph, topology, faults).Check();
        var references = new ReferenceCheck(graph, types, topology, faults);
        references.Check();
        foreach (var node in graph.Nodes)
            NodeCheck.Check(node, types, faults);
        // What could not be read may have read an input.
        new WarningCheck(graph, types, topology, faults).Check(faults.HasErrors ? null : references.InputsRead);
    }
}
