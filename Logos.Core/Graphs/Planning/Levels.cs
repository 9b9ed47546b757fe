namespace Logos.Core.Graphs.Planning;

/// <summary>A node's level is the length of the longest way to it: everything in one level may run at once.</summary>
public sealed class Levels
{
    private readonly int[] _levelOf;
    private readonly int[] _start;

    private Levels(int[] levelOf, int[] order, int[] start)
    {
        _levelOf = levelOf;
        Order = order;
        _start = start;
    }

    public int Count => _start.Length - 1;

    /// <summary>Level by level, and within a level in the order of the definition.</summary>
    public IReadOnlyList<int> Order { get; }

    public ReadOnlySpan<int> this[int level] => ((int[])Order).AsSpan(_start[level].._start[level + 1]);

    public int Of(int node) => _levelOf[node];

    /// <returns>Null when there is a cycle.</returns>
    public static Levels? Of(Adjacency graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var levelOf = new int[graph.Nodes];
        var waiting = new int[graph.Nodes];
        var queue = new int[graph.Nodes];
        var (head, tail) = (0, 0);
        for (var node = 0; node < graph.Nodes; node++)
        {
            waiting[node] = graph.Incoming(node).Length;
            if (waiting[node] == 0)
                queue[tail++] = node;
        }

        while (head < tail)
        {
            var node = queue[head++];
            foreach (var edge in graph.Outgoing(node))
            {
                var next = graph.To(edge);
                levelOf[next] = Math.Max(levelOf[next], levelOf[node] + 1);
                if (--waiting[next] == 0)
                    queue[tail++] = next;
            }
        }

        return tail < graph.Nodes ? null : Sorted(levelOf);
    }

    private static Levels Sorted(int[] levelOf)
    {
        var count = levelOf.Length == 0 ? 0 : levelOf.Max() + 1;
        var start = new int[count + 1];
        foreach (var level in levelOf)
            start[level + 1]++;
        for (var i = 0; i < count; i++)
            start[i + 1] += start[i];
        var next = start.AsSpan(0, count).ToArray();
        var order = new int[levelOf.Length];
        for (var node = 0; node < levelOf.Length; node++)
            order[next[levelOf[node]]++] = node;
        return new(levelOf, order, start);
    }
}
