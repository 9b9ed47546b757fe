namespace Logos.Adapters.Embedded;

/// <summary>Things by their id, that are told in the order in which they came. Not thread-safe.</summary>
internal sealed class OrderedMap<T>
    where T : class
{
    private readonly LinkedList<(Guid Id, T Value)> _order = [];
    private readonly Dictionary<Guid, LinkedListNode<(Guid Id, T Value)>> _nodes = [];

    public int Count => _order.Count;

    /// <summary>The first of an id counts.</summary>
    public void Add(Guid id, T value)
    {
        if (!_nodes.ContainsKey(id))
            _nodes.Add(id, _order.AddLast((id, value)));
    }

    public T? Find(Guid id) => _nodes.TryGetValue(id, out var node) ? node.Value.Value : null;

    public void Remove(Guid id)
    {
        if (_nodes.Remove(id, out var node))
            _order.Remove(node);
    }

    public void RemoveFirst()
    {
        if (_order.First is { } first)
            Remove(first.Value.Id);
    }

    public IReadOnlyList<T> InOrder() => _order.Count == 0 ? [] : [.. _order.Select(x => x.Value)];
}
