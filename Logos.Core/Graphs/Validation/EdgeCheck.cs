using Logos.Core.Faults;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.Topology;
using Logos.Rules.Faults;

namespace Logos.Core.Graphs.Validation;

/// <summary>`needs` and `edges`: nodes that do not exist, edges that stand twice, circles.</summary>
internal sealed class EdgeCheck(GraphDefinition graph, GraphTopology topology, FaultList faults)
{
    private const int Shown = 12;

    public void Check()
    {
        foreach (var node in graph.Nodes)
        {
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var need in node.Needs)
            {
                Known(need);
                if (!seen.Add(need.Id))
                    Report(need, CoreCodes.RepeatedEdge, $"`{node.Id}` needs `{need.Id}` twice", "keep one of the two", Severity.Warning);
            }
        }

        foreach (var edge in graph.Edges)
        {
            Known(edge.From);
            Known(edge.To);
        }

        foreach (var (edge, first) in topology.Repeated)
            Repeated(edge, first?.Text);
        foreach (var self in topology.SelfReferences)
            Report(self, CoreCodes.Cycle, $"`{self.Id}` waits for itself", "take the edge out; what repeats is a `loop` node");
        foreach (var cycle in topology.Cycles())
            Circle(cycle);
    }

    private void Known(NodeReference reference)
    {
        if (topology.IndexOf(reference.Id) >= 0)
            return;
        var hint = faults.DidYouMean(reference.Id, topology.Ids) ?? (topology.Count <= Shown ? $"the nodes are {string.Join(", ", topology.Ids)}" : null);
        Report(reference, CoreCodes.UnknownNode, $"there is no node `{reference.Id}`", hint);
    }

    private void Repeated(EdgeDefinition edge, string? first)
    {
        if (edge.When?.Text == first)
            Report(edge.To, CoreCodes.RepeatedEdge, $"the edge from `{edge.From.Id}` to `{edge.To.Id}` stands twice", "keep one of the two", Severity.Warning);
        else
            Report(edge.To, CoreCodes.FieldConflict, $"two edges lead from `{edge.From.Id}` to `{edge.To.Id}` under different conditions", "write one edge, and join the conditions with `||` or `&&`");
    }

    private void Circle(IReadOnlyList<int> cycle)
    {
        var names = cycle.Select(node => $"`{topology.Ids[node]}`").ToList();
        if (names.Count > Shown * 2)
            names = [.. names.Take(Shown), $"… {names.Count - Shown * 2} more …", .. names.TakeLast(Shown)];
        // The edge that closes the circle is where it can be opened.
        var (from, to) = (topology.Ids[cycle[^1]], graph.Nodes[cycle[0]]);
        var closing = to.Needs.FirstOrDefault(need => need.Id == from)
            ?? graph.Edges.FirstOrDefault(edge => edge.From.Id == from && edge.To.Id == to.Id)?.To
            ?? new NodeReference(to.Id) { Source = to.Key };
        Report(closing, CoreCodes.Cycle, $"nodes wait for each other: {string.Join(" → ", names)} → {names[0]}", "take one of these edges out; what repeats is a `loop` node");
    }

    private void Report(NodeReference at, string code, string message, string? hint, Severity severity = Severity.Error) =>
        faults.Add(at.Source?.Fault(code, message, hint, severity) ?? new(code, message) { Hint = hint, Severity = severity });
}
