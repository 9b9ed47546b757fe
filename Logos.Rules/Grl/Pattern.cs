using Logos.Rules.Expressions;
using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Grl;

/// <summary>
/// What a quantifier goes through: the elements of the list its first path leads into, or the facts with a
/// number behind that name where there is no such fact, or the one fact itself.
/// </summary>
internal sealed class Pattern
{
    private readonly IReadOnlyList<Segment> _prefix;

    private Pattern(string root, IReadOnlyList<Segment> prefix)
    {
        Root = root;
        _prefix = prefix;
    }

    public string Root { get; }

    public static Pattern Of(Expr condition)
    {
        var paths = Reads.Of(condition);
        var first = paths[0];
        var length = Math.Max(1, first.Segments.Count - 1);
        foreach (var path in paths.Where(p => p.Root == first.Root))
        {
            length = Math.Min(length, Math.Max(1, path.Segments.Count - 1));
            for (var i = 1; i < length; i++)
            {
                if (path.Segments[i] != first.Segments[i])
                    length = i;
            }
        }

        return new(first.Root, [.. first.Segments.Take(length)]);
    }

    public ElementSet Elements(WorkingMemory memory)
    {
        var root = memory.Fact(Root);
        if (root.IsNull)
            return ElementSet.Numbered(memory, Root);
        var value = root;
        for (var depth = 1; ; depth++)
        {
            if (value.IsList)
                return ElementSet.Of(value.AsList(), depth);
            if (depth >= _prefix.Count)
                return ElementSet.Single(root);
            value = Operations.Step(value, _prefix[depth]);
        }
    }
}

/// <summary>The elements to go through, and how many segments of a path led to them.</summary>
internal readonly struct ElementSet
{
    private readonly ValueList? _list;
    private readonly List<NumberedFact>? _numbered;
    private readonly WorkingMemory? _memory;
    private readonly Value _single;

    private ElementSet(ValueList? list, List<NumberedFact>? numbered, WorkingMemory? memory, Value single, int depth)
    {
        _list = list;
        _numbered = numbered;
        _memory = memory;
        _single = single;
        Depth = depth;
    }

    public int Depth { get; }

    public int Count => _list?.Count ?? _numbered?.Count ?? 1;

    public Frame.Element this[int index] => new(
        _list is not null ? _list[index] : _numbered is not null ? Fact(_numbered[index]) : _single, Depth);

    private Value Fact(in NumberedFact fact) => fact.Slot is { } slot ? _memory!.Read(slot) : fact.Value;

    public static ElementSet Of(ValueList list, int depth) => new(list, null, null, default, depth);

    public static ElementSet Single(Value value) => new(null, null, null, value, 1);

    public static ElementSet Numbered(WorkingMemory memory, string stem) => new(null, memory.Numbered(stem), memory, default, 1);

    /// <summary>What accumulate goes through.</summary>
    public static ElementSet Of(WorkingMemory memory, Expr.Path source, in Value value)
    {
        if (value.IsList)
            return Of(value.AsList(), 1);
        if (!value.IsNull)
            return Single(value);
        return source.Segments.Count == 1 ? Numbered(memory, source.Root) : Of(ValueList.Empty, 1);
    }
}
