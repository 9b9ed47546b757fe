namespace Logos.Core.Graphs.Topology;

/// <summary>Tarjan's strongly connected components with a stack of its own, then a shortest cycle in each.</summary>
internal sealed class CycleSearch
{
    private readonly GraphTopology _topology;
    private readonly int[] _number;
    private readonly int[] _low;
    private readonly int[] _component;
    private readonly Stack<int> _open = new();
    private readonly List<int> _smallest = [];
    private int _next;

    private CycleSearch(GraphTopology topology)
    {
        _topology = topology;
        _number = new int[topology.Count];
        _low = new int[topology.Count];
        _component = new int[topology.Count];
        Array.Fill(_number, -1);
        Array.Fill(_component, -1);
    }

    public static IReadOnlyList<IReadOnlyList<int>> Find(GraphTopology topology)
    {
        var search = new CycleSearch(topology);
        for (var i = 0; i < topology.Count; i++)
        {
            if (search._number[i] < 0)
                search.Visit(i);
        }

        var sizes = new int[search._smallest.Count];
        foreach (var component in search._component)
            sizes[component]++;
        return [.. search._smallest.Where((_, component) => sizes[component] > 1).Order().Select(search.Shortest)];
    }

    private void Visit(int root)
    {
        var path = new Stack<(int Node, int Next)>();
        Enter(root, path);
        while (path.TryPop(out var at))
        {
            var targets = _topology.Downstream(at.Node);
            if (at.Next < targets.Length)
            {
                path.Push((at.Node, at.Next + 1));
                var target = targets[at.Next];
                if (_number[target] < 0)
                    Enter(target, path);
                else if (_component[target] < 0)
                    _low[at.Node] = Math.Min(_low[at.Node], _number[target]);
                continue;
            }

            if (_low[at.Node] == _number[at.Node])
                Complete(at.Node);
            if (path.TryPeek(out var parent))
                _low[parent.Node] = Math.Min(_low[parent.Node], _low[at.Node]);
        }
    }

    private void Enter(int node, Stack<(int Node, int Next)> path)
    {
        _number[node] = _low[node] = _next++;
        _open.Push(node);
        path.Push((node, 0));
    }

    private void Complete(int root)
    {
        var smallest = root;
        int member;
        do
        {
            member = _open.Pop();
            _component[member] = _smallest.Count;
            smallest = Math.Min(smallest, member);
        }
        while (member != root);
        _smallest.Add(smallest);
    }

    private List<int> Shortest(int start)
    {
        var came = new Dictionary<int, int>();
        var queue = new Queue<int>([start]);
        while (queue.TryDequeue(out var node))
        {
            foreach (var target in _topology.Downstream(node))
            {
                if (target == start)
                    return Trace(came, start, node);
                if (_component[target] == _component[start] && came.TryAdd(target, node))
                    queue.Enqueue(target);
            }
        }

        throw new InvalidOperationException("a component of several nodes has a cycle through each of them");
    }

    private static List<int> Trace(Dictionary<int, int> came, int start, int last)
    {
        var cycle = new List<int>();
        for (var node = last; node != start; node = came[node])
            cycle.Add(node);
        cycle.Add(start);
        cycle.Reverse();
        return cycle;
    }
}
