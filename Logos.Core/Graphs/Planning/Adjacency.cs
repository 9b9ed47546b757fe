namespace Logos.Core.Graphs.Planning;

/// <summary>A directed graph over 0…n-1. Both directions lie in flat arrays, so that a walk allocates nothing.</summary>
public sealed class Adjacency
{
    private readonly int[] _from;
    private readonly int[] _to;
    private readonly int[] _outgoing;
    private readonly int[] _outgoingStart;
    private readonly int[] _incoming;
    private readonly int[] _incomingStart;

    public Adjacency(int nodes, IReadOnlyList<(int From, int To)> edges)
    {
        ArgumentNullException.ThrowIfNull(edges);
        Nodes = nodes;
        Edges = edges.Count;
        _from = new int[Edges];
        _to = new int[Edges];
        for (var i = 0; i < Edges; i++)
            (_from[i], _to[i]) = edges[i];
        (_outgoing, _outgoingStart) = ByNode(nodes, _from);
        (_incoming, _incomingStart) = ByNode(nodes, _to);
    }

    public int Nodes { get; }

    public int Edges { get; }

    /// <summary>The numbers of the edges that leave the node, in the order they were given.</summary>
    public ReadOnlySpan<int> Outgoing(int node) => _outgoing.AsSpan(_outgoingStart[node].._outgoingStart[node + 1]);

    /// <summary>The numbers of the edges that reach the node, in the order they were given.</summary>
    public ReadOnlySpan<int> Incoming(int node) => _incoming.AsSpan(_incomingStart[node].._incomingStart[node + 1]);

    public int From(int edge) => _from[edge];

    public int To(int edge) => _to[edge];

    private static (int[] Edges, int[] Start) ByNode(int nodes, int[] ends)
    {
        var start = new int[nodes + 1];
        foreach (var node in ends)
            start[node + 1]++;
        for (var i = 0; i < nodes; i++)
            start[i + 1] += start[i];
        var next = start.AsSpan(0, nodes).ToArray();
        var edges = new int[ends.Length];
        for (var edge = 0; edge < ends.Length; edge++)
            edges[next[ends[edge]]++] = edge;
        return (edges, start);
    }
}
