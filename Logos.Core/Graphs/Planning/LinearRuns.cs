namespace Logos.Core.Graphs.Planning;

/// <summary>What a node is, as far as travelling together with its neighbours goes.</summary>
/// <param name="Pool">Only nodes of one pool travel together; negative for a node that travels alone.</param>
/// <param name="FollowsPlainly">It has no condition of its own and waits for its upstream to succeed.</param>
public readonly record struct Traveller(int Pool, bool FollowsPlainly);

/// <summary>
/// Maximal runs of nodes that travel as one task: each inner edge is unconditional and joins one sole successor to
/// one sole predecessor, so that nothing outside can ask for a decision in between.
/// </summary>
public static class LinearRuns
{
    /// <returns>Runs of two and more, ordered by their first node.</returns>
    public static IReadOnlyList<IReadOnlyList<int>> Of(Adjacency graph, ReadOnlySpan<Traveller> travellers, ReadOnlySpan<bool> conditional)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var next = new int[graph.Nodes];
        var isFollower = new bool[graph.Nodes];
        for (var node = 0; node < graph.Nodes; node++)
        {
            next[node] = Follower(graph, travellers, conditional, node);
            if (next[node] >= 0)
                isFollower[next[node]] = true;
        }

        var runs = new List<IReadOnlyList<int>>();
        for (var node = 0; node < graph.Nodes; node++)
        {
            if (isFollower[node] || next[node] < 0)
                continue;
            var run = new List<int>();
            for (var at = node; at >= 0; at = next[at])
                run.Add(at);
            runs.Add(run);
        }

        return runs;
    }

    private static int Follower(Adjacency graph, ReadOnlySpan<Traveller> travellers, ReadOnlySpan<bool> conditional, int node)
    {
        var outgoing = graph.Outgoing(node);
        if (travellers[node].Pool < 0 || outgoing.Length != 1 || conditional[outgoing[0]])
            return -1;
        var follower = graph.To(outgoing[0]);
        var fits = travellers[follower].FollowsPlainly
            && travellers[follower].Pool == travellers[node].Pool
            && graph.Incoming(follower).Length == 1;
        return fits ? follower : -1;
    }
}
