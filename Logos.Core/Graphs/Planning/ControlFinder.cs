using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Templates;
using Logos.Core.Graphs.Topology;
using Logos.Rules.Syntax;

namespace Logos.Core.Graphs.Planning;

/// <summary>The control expressions of a node: what the owner of an execution evaluates when it decides about it.</summary>
internal static class ControlFinder
{
    public static IReadOnlyList<ControlExpression> Of(PlanNode node, Adjacency shape, IReadOnlyList<TopologyEdge> edges, IReadOnlyDictionary<string, int> byId)
    {
        var controls = new List<ControlExpression>();
        if (node.Definition.When is { } when)
            controls.Add(Control(ControlKind.When, when, byId));
        foreach (var edge in shape.Incoming(node.Index))
        {
            if (edges[edge].When is { } condition)
                controls.Add(Control(ControlKind.Edge, condition, byId) with { Edge = edge });
        }

        foreach (var items in node.Definition.Foreach?.Items.Formulas ?? [])
            controls.Add(Control(ControlKind.Items, items, byId) with { IsComputed = IsComputed(node.Definition.Foreach!.Items) });
        controls.AddRange(Bounds(node, byId));
        return controls;
    }

    // What runs in the orchestrator itself and takes an expression decides by it how often it goes on.
    private static IEnumerable<ControlExpression> Bounds(PlanNode node, IReadOnlyDictionary<string, int> byId)
    {
        if (node.Pool != Pool.Orchestrator)
            return [];
        var with = node.Definition.With;
        var locals = node.Type.LocalNames(with).ToHashSet(StringComparer.Ordinal);
        return from property in node.Type.With.Properties
               where property.Schema.Format == SchemaFormat.Expression
               from formula in with[property.Name]?.Formulas ?? []
               select Control(ControlKind.Bound, formula, byId, locals);
    }

    private static ControlExpression Control(ControlKind kind, Formula formula, IReadOnlyDictionary<string, int> byId, IReadOnlySet<string>? locals = null) =>
        new(kind, formula, new ReadCollector(byId).Add(formula, locals).Reads);

    private static bool IsComputed(Template items) => items is not Template.Whole { Formula.Expression.Root: Expr.Path };
}
