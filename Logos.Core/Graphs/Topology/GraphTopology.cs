using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.Templates;

namespace Logos.Core.Graphs.Topology;

/// <summary>
/// Which node waits for which: `needs` and `edges` merged, nodes as numbers in the order written. References
/// to nodes that do not exist are left out, as are those of a node to itself (they are in <see cref="SelfReferences"/>).
/// Linear in nodes and edges, and without recursion, so that a chain of any length fits the stack.
/// </summary>
public sealed class GraphTopology
{
    private readonly Dictionary<string, int> _index;
    private readonly int[] _firstIn;
    private readonly int[] _firstOut;
    private readonly int[] _out;
    private readonly Lazy<Ancestry> _ancestry;

    private GraphTopology(GraphDefinition graph)
    {
        Ids = [.. graph.Nodes.Select(node => node.Id)];
        _index = new(Ids.Count, StringComparer.Ordinal);
        for (var i = 0; i < Ids.Count; i++)
            _index.TryAdd(Ids[i], i);
        var merger = new EdgeMerger(_index);
        merger.Add(graph);
        SelfReferences = merger.SelfReferences;
        Repeated = merger.Repeated;
        Edges = merger.Sorted();
        _firstIn = Starts(Edges, edge => edge.To);
        _firstOut = Starts(Edges, edge => edge.From);
        _out = Outgoing();
        Order = Sort();
        _ancestry = new(() => new(this));
    }

    public int Count => Ids.Count;

    public IReadOnlyList<string> Ids { get; }

    /// <summary>Each pair of nodes once, by target, then in the order written.</summary>
    public IReadOnlyList<TopologyEdge> Edges { get; }

    /// <summary>References of a node to itself.</summary>
    public IReadOnlyList<NodeReference> SelfReferences { get; }

    /// <summary>Edges that stand twice, the second of each, and the condition of the first.</summary>
    public IReadOnlyList<(EdgeDefinition Edge, Formula? First)> Repeated { get; }

    /// <summary>Every node behind its upstream nodes, level by level; in a graph with cycles, those that are in or behind one are missing.</summary>
    public IReadOnlyList<int> Order { get; }

    public bool HasCycles => Order.Count < Count;

    public static GraphTopology Of(GraphDefinition graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return new(graph);
    }

    /// <returns>-1 when there is none of that id.</returns>
    public int IndexOf(string id) => _index.GetValueOrDefault(id, -1);

    /// <summary>The edges that lead to a node, as a range of <see cref="Edges"/>.</summary>
    public (int Start, int End) Incoming(int node) => (_firstIn[node], _firstIn[node + 1]);

    /// <summary>The nodes that wait for this one.</summary>
    public ReadOnlySpan<int> Downstream(int node) => _out.AsSpan(_firstOut[node].._firstOut[node + 1]);

    /// <summary>Whether the one has ended, or been skipped, before the other begins. False in and behind cycles.</summary>
    public bool IsUpstream(int node, int of)
    {
        var (start, end) = Incoming(of);
        for (var i = start; i < end; i++)
        {
            if (Edges[i].From == node)
                return true;
        }

        return _ancestry.Value.Contains(node, of);
    }

    /// <summary>One cycle out of every knot of nodes that wait for each other, each in the order of its edges.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Cycles() => HasCycles ? CycleSearch.Find(this) : [];

    private int[] Starts(IReadOnlyList<TopologyEdge> edges, Func<TopologyEdge, int> end)
    {
        var starts = new int[Count + 1];
        foreach (var edge in edges)
            starts[end(edge) + 1]++;
        for (var i = 0; i < Count; i++)
            starts[i + 1] += starts[i];
        return starts;
    }

    private int[] Outgoing()
    {
        var next = _firstOut.ToArray();
        var targets = new int[Edges.Count];
        foreach (var edge in Edges)
            targets[next[edge.From]++] = edge.To;
        return targets;
    }

    private int[] Sort()
    {
        var waiting = new int[Count];
        foreach (var edge in Edges)
            waiting[edge.To]++;
        var order = new List<int>(Count);
        for (var i = 0; i < Count; i++)
        {
            if (waiting[i] == 0)
                order.Add(i);
        }

        for (var done = 0; done < order.Count;)
        {
            var level = order.Count;
            for (; done < level; done++)
            {
                foreach (var target in Downstream(order[done]))
                {
                    if (--waiting[target] == 0)
                        order.Add(target);
                }
            }

            // Within a level the order written, so that plans of one file are alike.
            order.Sort(level, order.Count - level, null);
        }

        return [.. order];
    }
}

/// <summary>An edge between numbered nodes. <c>When</c> is null for one that is always taken.</summary>
public readonly record struct TopologyEdge(int From, int To, Formula? When);
