using Logos.Rules.Functions;
using Logos.Rules.Syntax;

namespace Logos.Rules.Expressions.Typing;

/// <summary>What each function takes and yields: what its body does, told before it runs.</summary>
internal static class Signatures
{
    private static readonly StaticType Names = StaticType.ListOf(StaticType.Of(Kinds.String));

    /// <summary>Whether the call can be held against its function at all: other faults have been told.</summary>
    public static bool Fits(Expr.Call call) =>
        FunctionTable.Find(call.Name) is { } function && call.Arguments.Count >= function.MinArguments && call.Arguments.Count <= function.MaxArguments;

    /// <returns>The first argument with which the function always fails.</returns>
    public static Finding? Misfit(Expr.Call call, StaticType[] types)
    {
        if (First(call, types) is var (kinds, wanted) && !types[0].MayBe(kinds))
            return Words.BadArgument(call, 0, types[0], wanted);
        return call.Name switch
        {
            "round" when types.Length > 1 && !types[1].MayBe(Kinds.Number) => Words.BadArgument(call, 1, types[1], "a number of digits"),
            // With null before it the other argument is not looked at.
            "date" when types.Length > 1 && !types[1].MayBe(Kinds.Number) && !types[0].MayBe(Kinds.Null) => Words.BadArgument(call, 1, types[1], "a number of days"),
            "split" when !types[1].MayBe(Kinds.String) && !types[0].MayBe(Kinds.Null) => Words.BadArgument(call, 1, types[1], "a separator that is text"),
            "join" when types.Length > 1 && !types[1].MayBe(Kinds.String | Kinds.Null) && !types[0].MayBe(Kinds.Null) => Words.BadArgument(call, 1, types[1], "a separator that is text"),
            "days" when !types[1].MayBe(Kinds.String | Kinds.Null) && !types[0].MayBe(Kinds.Null) => Words.BadArgument(call, 1, types[1], "a date or a time"),
            "min" or "max" when types.Length > 1 && call.Arguments[1] is not Expr.Lambda => Extreme(call, types),
            _ => null,
        };
    }

    public static StaticType Result(Expr.Call call, StaticType[] types, StaticType? selected) => call.Name switch
    {
        "len" or "sum" => StaticType.Of(Kinds.Number),
        "avg" => StaticType.Of(Kinds.Number | Kinds.Null),
        "min" or "max" => StaticType.Of(Kinds.Number | Kinds.String | Kinds.Null),
        "round" or "floor" or "ceil" or "abs" => StaticType.Of(Kinds.Number | (types[0].Kinds & Kinds.Null)),
        "lower" or "upper" or "trim" or "date" => StaticType.Of(Kinds.String | (types[0].Kinds & Kinds.Null)),
        "split" or "keys" => Names,
        "join" or "now" or "hash" => StaticType.Of(Kinds.String),
        "days" => StaticType.Of(Kinds.Number | ((types[0].Kinds | types[1].Kinds) & Kinds.Null)),
        "json" => types[0].MayBe(Kinds.String) ? StaticType.Unknown : StaticType.Of(Kinds.String),
        "coalesce" => Coalesced(types),
        "values" => StaticType.Of(Kinds.List),
        "map" => StaticType.ListOf(selected ?? StaticType.Unknown),
        "filter" or "sort" or "unique" => types[0].MayBe(Kinds.List) ? StaticType.ListOf(types[0].Items) : StaticType.Of(Kinds.List),
        "any" or "all" => StaticType.Of(Kinds.Boolean),
        _ => StaticType.Unknown,
    };

    private static (Kinds Kinds, string Wanted)? First(Expr.Call call, StaticType[] types) => call.Name switch
    {
        "len" => (Kinds.Null | Kinds.String | Kinds.List | Kinds.Map, "text, a list or an object"),
        "sum" or "avg" or "map" or "filter" or "any" or "all" or "sort" or "unique" or "join" => (Kinds.Null | Kinds.List, "a list"),
        "min" or "max" when types.Length == 1 => (Kinds.Null | Kinds.List | Kinds.Number | Kinds.String, "a list, or numbers"),
        "min" or "max" when call.Arguments[1] is Expr.Lambda => (Kinds.Null | Kinds.List | Kinds.Number | Kinds.String, "a list"),
        "round" or "floor" or "ceil" or "abs" => (Kinds.Null | Kinds.Number, "a number"),
        "lower" or "upper" or "trim" or "split" => (Kinds.Null | Kinds.String, "text"),
        "keys" or "values" => (Kinds.Null | Kinds.Map, "an object"),
        "date" => (Kinds.Null | Kinds.String, "a date or a time"),
        // The one is not looked at where the other is null.
        "days" when !types[1].MayBe(Kinds.Null) => (Kinds.Null | Kinds.String, "a date or a time"),
        _ => null,
    };

    private static Finding? Extreme(Expr.Call call, StaticType[] types)
    {
        for (var i = 0; i < types.Length; i++)
        {
            if (!types[i].MayBe(Kinds.Null | Kinds.Number | Kinds.String))
                return Words.BadArgument(call, i, types[i], "numbers only or text only");
        }

        return null;
    }

    private static StaticType Coalesced(StaticType[] types)
    {
        var result = StaticType.Of(Kinds.None);
        foreach (var type in types)
        {
            result = result.Or(type.Without(Kinds.Null));
            if (!type.MayBe(Kinds.Null))
                return result;
        }

        return result.Or(Kinds.Null);
    }
}
