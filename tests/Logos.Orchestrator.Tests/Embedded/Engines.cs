using System.Text;
using Logos.Core.Graphs;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Reading;
using Logos.Orchestrator.Embedded;
using Logos.Rules.Values;
using Logos.Workers.Running;

namespace Logos.Orchestrator.Tests.Embedded;

/// <summary>Engines with graphs of a few lines.</summary>
internal static class Engines
{
    public const string Diamond = """
        name: diamond
        inputs: { n: { type: integer } }
        nodes:
          a: { type: ledger, with: { n: "${{ inputs.n }}" } }
          b: { type: ledger, needs: [a], with: { n: "${{ a }}" } }
          c: { type: ledger, needs: [a], with: { n: "${{ a }}" } }
          d: { type: ledger, needs: [b, c], with: { n: "${{ b + c }}" } }
        outputs: { n: "${{ d }}" }
        """;

    public const string Signalled = """
        name: signalled
        nodes:
          w: { type: wait, with: { signal: go } }
          a: { type: ledger, needs: [w], with: { n: 1 } }
        outputs: { n: "${{ a }}" }
        """;

    public static EmbeddedEngineOptions Options(string folder, NodeRegistration? node, params string[] graphs)
    {
        var types = node is null ? NodeTypeRegistry.BuiltIn : NodeTypeRegistry.BuiltIn.With([node.Type]);
        return new() { Folder = folder, Graphs = graphs.Select(g => Plan(g, types)).ToDictionary(p => p.Definition.Name), Nodes = node is null ? [] : [node] };
    }

    public static ValueMap Inputs(string json) => ValueJson.Parse(json).AsMap();

    private static GraphPlan Plan(string yaml, NodeTypeRegistry types)
    {
        var reading = GraphLoader.Load(Encoding.UTF8.GetBytes(yaml), GraphFormat.Yaml, types);
        return reading.IsValid ? GraphPlan.Build(reading.Graph!, types) : throw new InvalidOperationException(string.Join('\n', reading.Errors));
    }
}
