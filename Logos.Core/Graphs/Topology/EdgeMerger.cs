using System.Runtime.InteropServices;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.Templates;

namespace Logos.Core.Graphs.Topology;

internal sealed class EdgeMerger(Dictionary<string, int> index)
{
    private readonly Dictionary<(int To, int From), int> _known = [];
    private readonly List<TopologyEdge> _edges = [];
    private readonly HashSet<(int To, int From)> _written = [];

    public List<NodeReference> SelfReferences { get; } = [];

    public List<(EdgeDefinition Edge, Formula? First)> Repeated { get; } = [];

    public void Add(GraphDefinition graph)
    {
        for (var to = 0; to < graph.Nodes.Count; to++)
        {
            foreach (var need in graph.Nodes[to].Needs)
            {
                if (index.TryGetValue(need.Id, out var from))
                    Add(from, index[graph.Nodes[to].Id], null, need);
            }
        }

        foreach (var edge in graph.Edges)
        {
            if (!index.TryGetValue(edge.From.Id, out var from) || !index.TryGetValue(edge.To.Id, out var to))
                continue;
            if (!_written.Add((to, from)))
                Repeated.Add((edge, _edges[_known[(to, from)]].When));
            Add(from, to, edge.When, edge.To);
        }
    }

    public IReadOnlyList<TopologyEdge> Sorted() => [.. _edges.OrderBy(edge => edge.To)];

    private void Add(int from, int to, Formula? when, NodeReference reference)
    {
        if (from == to)
        {
            SelfReferences.Add(reference);
            _known.TryAdd((to, from), _edges.Count == 0 ? 0 : _edges.Count - 1);
            return;
        }

        ref var at = ref CollectionsMarshal.GetValueRefOrAddDefault(_known, (to, from), out var exists);
        if (!exists)
        {
            at = _edges.Count;
            _edges.Add(new(from, to, when));
        }
        else if (when is not null && _edges[at].When is null)
        {
            // `needs` and `edges` may name one edge; the condition belongs to both.
            _edges[at] = new(from, to, when);
        }
    }
}
