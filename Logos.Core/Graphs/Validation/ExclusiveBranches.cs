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
        var conditions = new IReadOnlyList<Formula>[topology.Count];
        foreach (var node in topology.Order)
        {
            var (start, end) = topology.Incoming(node);
            var all = graph.Nodes[node].Join == Join.All;
            if (all && end - start > 1 && Contradiction(conditions, start, end) is var (a, b))
                found(graph.Nodes[node], a, b);
            conditions[node] = Needed(node, conditions, all ? start : end, end);
        }
    }

    // Everything that has to hold for the node to run.
    private List<Formula> Needed(int node, IReadOnlyList<Formula>[] conditions, int start, int end)
    {
        var needed = new List<Formula>();
        if (graph.Nodes[node].When is { } when)
            needed.Add(when);
        for (var i = start; i < end && needed.Count < Kept; i++)
        {
            foreach (var condition in Behind(conditions, i))
            {
                if (needed.Count < Kept && !needed.Contains(condition))
                    needed.Add(condition);
            }
        }

        return needed;
    }

    private IEnumerable<Formula> Behind(IReadOnlyList<Formula>[] conditions, int edge) =>
        topology.Edges[edge].When is { } when ? conditions[topology.Edges[edge].From].Prepend(when) : conditions[topology.Edges[edge].From];

    private (Formula, Formula)? Contradiction(IReadOnlyList<Formula>[] conditions, int start, int end)
    {
        var seen = new List<Formula>();
        for (var i = start; i < end; i++)
        {
            foreach (var condition in Behind(conditions, i))
            {
                foreach (var other in seen)
                {
                    if (Exclusion.Between(other.Expression.Root, condition.Expression.Root))
                        return (other, condition);
                }
            }

            seen.AddRange(Behind(conditions, i).Take(Kept));
            // A merge of hundreds of branches is not compared pair by pair.
            if (seen.Count > Kept * 8)
                break;
        }

        return null;
    }
}
