using Logos.Rules.Expressions;
using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Functions;

/// <summary>Functions over lists. Null is the empty list: what is missing has no elements.</summary>
internal static class ListFunctions
{
    public static Value Sum(Frame frame, Expr.Call at, ReadOnlySpan<Value> arguments, Selector? selector)
    {
        Value sum = 0;
        var list = List(frame, at, arguments[0]);
        for (var i = 0; i < list.Count; i++)
        {
            if (Selected(frame, at, list, i, selector) is var value && !value.IsNull)
                sum = Add(frame, at, sum, value);
        }

        return sum;
    }

    public static Value Avg(Frame frame, Expr.Call at, ReadOnlySpan<Value> arguments, Selector? selector)
    {
        Value sum = 0;
        var count = 0;
        var list = List(frame, at, arguments[0]);
        for (var i = 0; i < list.Count; i++)
        {
            if (Selected(frame, at, list, i, selector) is var value && !value.IsNull)
            {
                sum = Add(frame, at, sum, value);
                count++;
            }
        }

        return count == 0 ? Value.Null : Numbers.Divide(sum, count);
    }

    public static Value Min(Frame frame, Expr.Call at, ReadOnlySpan<Value> arguments, Selector? selector) => Extreme(frame, at, arguments, selector, -1);

    public static Value Max(Frame frame, Expr.Call at, ReadOnlySpan<Value> arguments, Selector? selector) => Extreme(frame, at, arguments, selector, 1);

    public static Value Keys(Frame frame, Expr.Call at, ReadOnlySpan<Value> arguments, Selector? selector)
    {
        var map = Map(frame, at, arguments[0]);
        frame.Made(map.Count, at);
        var names = new Value[map.Count];
        for (var i = 0; i < names.Length; i++)
            names[i] = map.Names[i];
        return ValueList.Adopt(names);
    }

    public static Value Values(Frame frame, Expr.Call at, ReadOnlySpan<Value> arguments, Selector? selector)
    {
        var map = Map(frame, at, arguments[0]);
        frame.Made(map.Count, at);
        return ValueList.Of(map.Values);
    }

    public static Value Coalesce(Frame frame, Expr.Call at, ReadOnlySpan<Value> arguments, Selector? selector)
    {
        foreach (ref readonly var argument in arguments)
        {
            if (!argument.IsNull)
                return argument;
        }

        return Value.Null;
    }

    public static Value Map(Frame frame, Expr.Call at, ReadOnlySpan<Value> arguments, Selector? selector)
    {
        var list = List(frame, at, arguments[0]);
        frame.Made(list.Count, at);
        var made = new Value[list.Count];
        for (var i = 0; i < made.Length; i++)
            made[i] = Selected(frame, at, list, i, selector);
        return frame.Bounded(ValueList.Adopt(made), at);
    }

    public static Value Filter(Frame frame, Expr.Call at, ReadOnlySpan<Value> arguments, Selector? selector)
    {
        var list = List(frame, at, arguments[0]);
        frame.Made(list.Count, at);
        var kept = new List<Value>();
        for (var i = 0; i < list.Count; i++)
        {
            if (Holds(frame, at, list, i, selector))
                kept.Add(list[i]);
        }

        return ValueList.From(kept);
    }

    public static Value Any(Frame frame, Expr.Call at, ReadOnlySpan<Value> arguments, Selector? selector)
    {
        var list = List(frame, at, arguments[0]);
        for (var i = 0; i < list.Count; i++)
        {
            if (Holds(frame, at, list, i, selector))
                return true;
        }

        return false;
    }

    public static Value AllOf(Frame frame, Expr.Call at, ReadOnlySpan<Value> arguments, Selector? selector)
    {
        var list = List(frame, at, arguments[0]);
        for (var i = 0; i < list.Count; i++)
        {
            if (!Holds(frame, at, list, i, selector))
                return false;
        }

        return true;
    }

    public static Value Sort(Frame frame, Expr.Call at, ReadOnlySpan<Value> arguments, Selector? selector)
    {
        var list = List(frame, at, arguments[0]);
        frame.Made(list.Count, at);
        frame.Step(list.Count * 8, at);
        var keys = new Value[list.Count];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = Selected(frame, at, list, i, selector);
        var order = Enumerable.Range(0, keys.Length).OrderBy(i => keys[i], ByKindThenValue.Instance);
        return ValueList.From(order.Select(i => list[i]));
    }

    public static Value Unique(Frame frame, Expr.Call at, ReadOnlySpan<Value> arguments, Selector? selector)
    {
        var list = List(frame, at, arguments[0]);
        frame.Made(list.Count, at);
        var seen = new HashSet<Value>();
        var kept = new List<Value>();
        for (var i = 0; i < list.Count; i++)
        {
            if (seen.Add(Selected(frame, at, list, i, selector)))
                kept.Add(list[i]);
        }

        return ValueList.From(kept);
    }

    public static Value Add(Frame frame, Expr.Call at, in Value sum, in Value value)
    {
        if (!value.IsNumber)
            throw Failure.BadArgument(frame, at, "numbers", value);
        return Numbers.Add(sum, value) is { IsNull: false } next ? next : throw Failure.BadArgument(frame, at, "numbers whose sum is a number", value);
    }

    private static Value Extreme(Frame frame, Expr.Call at, ReadOnlySpan<Value> arguments, Selector? selector, int sign)
    {
        var list = arguments.Length == 1 && !(arguments[0].IsNumber || arguments[0].IsString) ? List(frame, at, arguments[0]) : ValueList.Of(arguments);
        var best = Value.Null;
        for (var i = 0; i < list.Count; i++)
        {
            var value = Selected(frame, at, list, i, selector);
            if (value.IsNull)
                continue;
            if (best.IsNull && value.Kind is ValueKind.Number or ValueKind.String)
                best = value;
            else if (!Comparison.TryCompare(value, best, out var order))
                throw Failure.BadArgument(frame, at, "numbers only or texts only", value);
            else if (order * sign > 0)
                best = value;
        }

        return best;
    }

    private static Value Selected(Frame frame, Expr.Call at, ValueList list, int index, Selector? selector)
    {
        frame.Step(1, at);
        return selector is null ? list[index] : selector.Select(frame, list[index], index);
    }

    private static bool Holds(Frame frame, Expr.Call at, ValueList list, int index, Selector? selector) =>
        Operations.Truth(frame, at, Selected(frame, at, list, index, selector));

    private static ValueList List(Frame frame, Expr.Call at, in Value value) => value.IsNull
        ? ValueList.Empty
        : value.RawReference as ValueList ?? throw Failure.BadArgument(frame, at, "a list", value);

    private static ValueMap Map(Frame frame, Expr.Call at, in Value value) => value.IsNull
        ? ValueMap.Empty
        : value.RawReference as ValueMap ?? throw Failure.BadArgument(frame, at, "an object", value);

    /// <summary>A total order: nulls, booleans, numbers, strings, then the rest as they came.</summary>
    private sealed class ByKindThenValue : IComparer<Value>
    {
        public static readonly ByKindThenValue Instance = new();

        public int Compare(Value x, Value y)
        {
            if (x.Kind != y.Kind)
                return x.Kind.CompareTo(y.Kind);
            if (x.Kind == ValueKind.Boolean)
                return x.AsBoolean().CompareTo(y.AsBoolean());
            return Comparison.TryCompare(x, y, out var order) ? order : 0;
        }
    }
}
