namespace Logos.Core.Graphs.Planning;

/// <summary>The heaviest way through the graph: what an execution takes when nothing else holds it up.</summary>
public sealed record CriticalPath(IReadOnlyList<int> Nodes, long Weight)
{
    /// <summary>Of several equally heavy ways, the one whose nodes come first in the definition.</summary>
    public static CriticalPath Of(Adjacency graph, Levels levels, ReadOnlySpan<long> weights)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(levels);
        var ends = new long[graph.Nodes];
        var before = new int[graph.Nodes];
        var last = -1;
        foreach (var node in levels.Order)
        {
            before[node] = -1;
            foreach (var edge in graph.Incoming(node))
                before[node] = Later(ends, before[node], graph.From(edge));
            ends[node] = weights[node] + (before[node] < 0 ? 0 : ends[before[node]]);
            last = Later(ends, last, node);
        }

        var path = new List<int>();
        for (var node = last; node >= 0; node = before[node])
            path.Add(node);
        path.Reverse();
        return new(path, last < 0 ? 0 : ends[last]);
    }

    private static int Later(long[] ends, int a, int b)
    {
        if (a < 0 || ends[b] > ends[a])
            return b;
        return ends[b] == ends[a] ? Math.Min(a, b) : a;
    }
}
