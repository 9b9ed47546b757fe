using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Templates;
using Logos.Core.Graphs.Topology;

namespace Logos.Core.Graphs.Planning;

/// <summary>The control expressions of a node: what the owner of an execution evaluates when it decides about it.</summary>
internal static class ControlFinder
{
    public static IReadOnlyList<ControlExpression> Of(PlanNode node, Adjacency shape, IReadOnlyList<TopologyEdge> edges, ReadCollector reads)
    {
        List<ControlExpression>? controls = null;
        if (node.Definition.When is { } when)
            (controls ??= []).Add(Control(ControlKind.When, when, reads));
        foreach (var edge in shape.Incoming(node.Index))
        {
            if (edges[edge].When is { } condition)
                (controls ??= []).Add(Control(ControlKind.Edge, condition, reads) with { Edge = edge });
        }

        if (node.Definition.Foreach is { } each)
        {
            foreach (var items in each.Items.Formulas)
                (controls ??= []).Add(Control(ControlKind.Items, items, reads));
        }

        // What runs in the orchestrator itself and takes an expression decides by it how often it goes on.
        if (node.Pool == Pool.Orchestrator)
            (controls ??= []).AddRange(Bounds(node, reads));
        return controls ?? (IReadOnlyList<ControlExpression>)[];
    }

    private static IEnumerable<ControlExpression> Bounds(PlanNode node, ReadCollector reads) =>
        from property in node.Type.With.Properties
        where property.Schema.Format == SchemaFormat.Expression
        from formula in node.Definition.With[property.Name]?.Formulas ?? []
        select Control(ControlKind.Bound, formula, reads);

    private static ControlExpression Control(ControlKind kind, Formula formula, ReadCollector reads)
    {
        reads.Add(formula);
        return new(kind, formula, reads.Take().Reads);
    }
}
