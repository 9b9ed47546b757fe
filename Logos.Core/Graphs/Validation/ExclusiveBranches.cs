using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.Templates;
using Logos.Core.Graphs.Topology;

namespace Logos.Core.Graphs.Validation;

/// <summary>
/// Merges that can never run: with <c>join: all</c> a skipped branch skips the merge, so two branches whose
/// conditions contradict each other leave nothing to go on with.
/// </summary>
internal sealed class ExclusiveBranches(GraphDefinition graph, GraphTopology topology)
{
    // A condition is inherited by everything behind it; in a long graph only the nearest are worth comparing.
    private const int Kept = 12;

    public void Find(Action<NodeDefinition, Formula, Formula> found)
    {
        var nodes = graph.Nodes.Select(node => node.When is { } when ? new Condition(when) : null).ToArray();
        var edges = topology.Edges.Select(edge => edge.When is { } when ? new Condition(when) : null).ToArray();
        var needed = new IReadOnlyList<Condition>[topology.Count];
        foreach (var node in topology.Order)
        {
            var (start, end) = topology.Incoming(node);
            var all = graph.Nodes[node].Join == Join.All;
            var branches = Enumerable.Range(start, all ? end - start : 0).Select(edge => Behind(edges[edge], needed[topology.Edges[edge].From])).ToArray();
            if (branches.Length > 1 && Contradiction(branches) is var (a, b))
                found(graph.Nodes[node], a.Formula, b.Formula);
            needed[node] = Nearest(nodes[node], branches);
        }
    }

    private static IReadOnlyList<Condition> Behind(Condition? edge, IReadOnlyList<Condition> source) => edge is null ? source : [edge, .. source];

    // Everything that has to hold for the node to run.
    private static IReadOnlyList<Condition> Nearest(Condition? own, IReadOnlyList<Condition>[] branches)
    {
        if (own is null && branches is [var only])
            return only.Count <= Kept ? only : [.. only.Take(Kept)];
        var all = branches.SelectMany(branch => branch);
        return [.. (own is null ? all : all.Prepend(own)).Distinct().Take(Kept)];
    }

    private static (Condition, Condition)? Contradiction(IReadOnlyList<Condition>[] branches)
    {
        // A merge of hundreds of branches is not compared pair by pair.
        var seen = new HashSet<Condition>();
        foreach (var branch in branches)
        {
            foreach (var condition in branch)
            {
                foreach (var other in seen)
                {
                    if (other.Excludes(condition))
                        return (other, condition);
                }
            }

            seen.UnionWith(branch);
            if (seen.Count > Kept * 8)
                break;
        }

        return null;
    }
}
