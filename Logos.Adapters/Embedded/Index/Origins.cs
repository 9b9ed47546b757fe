using System.Runtime.InteropServices;

namespace Logos.Adapters.Embedded.Index;

internal sealed record GraphKey(string Workspace, string Graph, int Version);

/// <summary>What many executions have in common.</summary>
/// <param name="By">Who asked for them, if that is known.</param>
internal sealed record Origin(GraphKey Graph, string? By);

/// <summary>Of which graph an execution is and who asked for it, as a small number. Not thread-safe.</summary>
internal sealed class Origins
{
    private readonly Dictionary<Origin, int> _numbers = [];
    private readonly List<Origin?> _origins = [];
    private readonly List<int> _uses = [];
    private readonly Stack<int> _free = [];
    private readonly Dictionary<GraphKey, int> _graphs = [];

    /// <summary>By their numbers; null where a number is free.</summary>
    public IReadOnlyList<Origin?> All => _origins;

    public Origin this[int number] => _origins[number]!;

    public int Use(Origin origin)
    {
        if (!_numbers.TryGetValue(origin, out var number))
        {
            number = _free.TryPop(out var free) ? free : Append();
            _numbers.Add(origin, number);
            _origins[number] = origin;
        }

        UseAgain(number);
        return number;
    }

    public void UseAgain(int number)
    {
        _uses[number]++;
        CollectionsMarshal.GetValueRefOrAddDefault(_graphs, this[number].Graph, out _)++;
    }

    // Callers come and go for as long as a store is kept: what nobody uses gives its number back.
    public void Drop(int number)
    {
        var origin = this[number];
        if (--CollectionsMarshal.GetValueRefOrNullRef(_graphs, origin.Graph) == 0)
            _graphs.Remove(origin.Graph);
        if (--_uses[number] > 0)
            return;
        _numbers.Remove(origin);
        _origins[number] = null;
        _free.Push(number);
    }

    public bool IsUsed(GraphKey graph) => _graphs.ContainsKey(graph);

    /// <summary>What a snapshot tells, in the order of the numbers.</summary>
    public void Restore(Origin? origin)
    {
        var number = Append();
        _origins[number] = origin;
        if (origin is null)
            _free.Push(number);
        else
            _numbers.Add(origin, number);
    }

    private int Append()
    {
        _origins.Add(null);
        _uses.Add(0);
        return _origins.Count - 1;
    }
}
