namespace Logos.Adapters.Embedded.Index;

internal sealed record GraphKey(string Workspace, string Graph, int Version);

/// <summary>Which graph an execution is of, as a small number. Not thread-safe.</summary>
internal sealed class GraphNames
{
    private readonly Dictionary<GraphKey, int> _numbers = [];
    private readonly List<GraphKey> _keys = [];
    private readonly List<int> _uses = [];

    public IReadOnlyList<GraphKey> Keys => _keys;

    public GraphKey this[int number] => _keys[number];

    public int Use(GraphKey key)
    {
        var number = NumberOf(key);
        _uses[number]++;
        return number;
    }

    public void Drop(int number) => _uses[number]--;

    public void UseAgain(int number) => _uses[number]++;

    public bool IsUsed(GraphKey key) => _numbers.TryGetValue(key, out var number) && _uses[number] > 0;

    public int NumberOf(GraphKey key)
    {
        if (_numbers.TryGetValue(key, out var number))
            return number;
        number = _keys.Count;
        _numbers.Add(key, number);
        _keys.Add(key);
        _uses.Add(0);
        return number;
    }
}
