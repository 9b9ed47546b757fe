using System.Globalization;
using Logos.Rules.Values;

namespace Logos.Rules.Grl;

/// <summary>A fact with a number behind its name. What no rule names, no rule writes: its value is known.</summary>
internal readonly record struct NumberedFact(int Number, string Name, SlotNode? Slot, Value Value) : IComparable<NumberedFact>
{
    public int CompareTo(NumberedFact other) => Number != other.Number ? Number.CompareTo(other.Number) : string.CompareOrdinal(Name, other.Name);
}

/// <summary>
/// The facts of one kind, `Lane1`, `Lane2`, …: sorted into their kinds once for an evaluation, and only when
/// somebody asks. A fact that comes or goes lets its own kind be counted again.
/// </summary>
internal sealed class NumberedFacts(SlotTable table, WorkingMemory memory)
{
    private readonly Dictionary<string, List<NumberedFact>> _present = new(StringComparer.Ordinal);
    private Dictionary<string, List<NumberedFact>>? _given;
    private ValueMap _facts = ValueMap.Empty;

    public void Load(ValueMap facts)
    {
        Clear();
        _facts = facts;
    }

    public void Clear()
    {
        _facts = ValueMap.Empty;
        _present.Clear();
        _given = null;
    }

    public void CountAgain(SlotNode root)
    {
        if (_present.Count > 0 && SlotTable.Stem(root.Segment.Name!) is { } stem)
            _present.Remove(stem);
    }

    public List<NumberedFact> Of(string stem)
    {
        if (_present.TryGetValue(stem, out var known))
            return known;
        var present = new List<NumberedFact>();
        _given ??= Sort();
        if (_given.TryGetValue(stem, out var given))
            present.AddRange(given.Where(fact => !(fact.Slot is { } slot ? memory.Read(slot) : fact.Value).IsNull));
        foreach (var root in table.Numbered(stem))
        {
            var name = root.Segment.Name!;
            if (!_facts.ContainsKey(name) && NumberOf(name, stem) is { } number && !memory.Read(root).IsNull)
                present.Add(new(number, name, root, Value.Null));
        }

        present.Sort();
        memory.Worked(8 + ((given?.Count ?? 0) * 4));
        _present.Add(stem, present);
        return present;
    }

    private Dictionary<string, List<NumberedFact>> Sort()
    {
        var kinds = new Dictionary<string, List<NumberedFact>>(StringComparer.Ordinal);
        for (var i = 0; i < _facts.Count; i++)
        {
            var name = _facts.Names[i];
            if (SlotTable.Stem(name) is not { } stem || NumberOf(name, stem) is not { } number)
                continue;
            if (!kinds.TryGetValue(stem, out var kind))
                kinds.Add(stem, kind = []);
            kind.Add(new(number, name, table.Root(name), _facts.Values[i]));
        }

        memory.Worked(_facts.Count * 4);
        return kinds;
    }

    private static int? NumberOf(string name, string stem) =>
        int.TryParse(name.AsSpan(stem.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
