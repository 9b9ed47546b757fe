using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Expressions.Typing;

/// <summary>
/// What is known of a value before anything runs: the kinds that it may be, and of a list what its elements
/// may be. Too wide costs a fault that is found later; too narrow would refuse what works.
/// </summary>
public sealed class StaticType
{
    private static readonly StaticType[] Plain = [.. Enumerable.Range(0, (int)Kinds.Any + 1).Select(kinds => new StaticType((Kinds)kinds, null))];

    private readonly StaticType? _items;

    private StaticType(Kinds kinds, StaticType? items)
    {
        Kinds = kinds;
        _items = items;
    }

    /// <summary>Nothing is known.</summary>
    public static readonly StaticType Unknown = Of(Kinds.Any);

    public Kinds Kinds { get; }

    /// <summary>What an element is, if this is a list.</summary>
    public StaticType Items => _items ?? Unknown;

    public static StaticType Of(Kinds kinds) => Plain[(int)(kinds & Kinds.Any)];

    public static StaticType Of(ValueKind kind) => Of((Kinds)(1 << (int)kind));

    public static StaticType ListOf(StaticType items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return new(Kinds.List, items);
    }

    public bool MayBe(Kinds kinds) => (Kinds & kinds) != 0;

    /// <summary>Of all kinds but null, which only says that something is not there.</summary>
    public Kinds Present => Kinds & ~Kinds.Null;

    public StaticType Or(StaticType other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (ReferenceEquals(this, other))
            return this;
        var kinds = Kinds | other.Kinds;
        // The elements are those of whichever side may be a list.
        var items = !MayBe(Kinds.List) ? other._items : !other.MayBe(Kinds.List) ? _items : _items is null || other._items is null ? null : _items.Or(other._items);
        return items is null ? Of(kinds) : new(kinds, items);
    }

    public StaticType Or(Kinds kinds) => (Kinds | kinds) == Kinds ? this : _items is null || (kinds & Kinds.List) != 0 ? Of(Kinds | kinds) : new(Kinds | kinds, _items);

    public StaticType Without(Kinds kinds) => !MayBe(kinds) ? this : _items is null || (kinds & Kinds.List) != 0 ? Of(Kinds & ~kinds) : new(Kinds & ~kinds, _items);

    /// <summary>What stands below it; what has no such part has null there.</summary>
    public StaticType Member() => MayBe(Kinds.Map) ? Unknown : Of(Kinds.Null);

    public StaticType Element() => MayBe(Kinds.List) ? Items.Or(Kinds.Null) : Of(Kinds.Null);

    public StaticType Below(Expr.Path path, int from)
    {
        ArgumentNullException.ThrowIfNull(path);
        var type = this;
        for (var i = from; i < path.Segments.Count; i++)
            type = path.Segments[i].Name is null ? type.Element() : type.Member();
        return type;
    }

    /// <summary>As a fault puts it: <c>text or a number</c>.</summary>
    public override string ToString() => string.Join(" or ", Words(Present == 0 ? Kinds : Present));

    private static IEnumerable<string> Words(Kinds kinds)
    {
        if (kinds == Kinds.None)
            yield return "nothing";
        if ((kinds & Kinds.Null) != 0)
            yield return "null";
        if ((kinds & Kinds.Boolean) != 0)
            yield return "true or false";
        if ((kinds & Kinds.Number) != 0)
            yield return "a number";
        if ((kinds & Kinds.String) != 0)
            yield return "text";
        if ((kinds & Kinds.List) != 0)
            yield return "a list";
        if ((kinds & Kinds.Map) != 0)
            yield return "an object";
    }
}
