using System.Text.RegularExpressions;
using Logos.Rules.Values;

namespace Logos.Workers.Tests.Db.Mongo.Server;

/// <summary>Which documents a filter means: as far as the tests ask.</summary>
internal static class Matching
{
    public static bool Is(ValueMap document, ValueMap filter) => filter.All(condition => condition.Key switch
    {
        "$and" => condition.Value.AsList().All(each => Is(document, each.AsMap())),
        "$or" => condition.Value.AsList().Any(each => Is(document, each.AsMap())),
        "$expr" => Shaping.Compute(condition.Value, document) == Value.True,
        ['$', ..] => throw new MongoServerFault(2, "BadValue", $"unknown top level operator: {condition.Key}"),
        _ => Fits(At(document, condition.Key), condition.Value),
    });

    /// <summary>What stands at <c>a.b</c>; null where nothing does.</summary>
    public static Value? At(ValueMap document, string path)
    {
        Value at = document;
        foreach (var name in path.Split('.'))
        {
            if (!at.IsMap || !at.AsMap().TryGet(name, out at))
                return null;
        }

        return at;
    }

    public static int Compare(Value a, Value b)
    {
        (a, b) = (Canonical.Plain(a), Canonical.Plain(b));
        return a.IsNumber && b.IsNumber ? a.AsDecimal().CompareTo(b.AsDecimal())
            : a.Kind == b.Kind ? string.CompareOrdinal(a.ToText(), b.ToText())
            : a.Kind.CompareTo(b.Kind);
    }

    private static bool Fits(Value? found, Value wanted)
    {
        if (!wanted.IsMap || wanted.AsMap().Count == 0 || wanted["$oid"] is { IsNull: false } || !wanted.AsMap().Names[0].StartsWith('$') || wanted["$numberInt"] is { IsNull: false } || Canonical.Plain(wanted).IsNumber || wanted["$date"] is { IsNull: false } || wanted["$binary"] is { IsNull: false })
            return Equals(found, wanted);
        if (wanted["$regularExpression"]["pattern"] is { IsString: true } pattern)
            return found is { IsString: true } text && Regex.IsMatch(text.AsString(), pattern.AsString());
        return wanted.AsMap().All(condition => condition.Key switch
        {
            "$eq" => Equals(found, condition.Value),
            "$ne" => !Equals(found, condition.Value),
            "$gt" => found is { } value && IsAlike(value, condition.Value) && Compare(value, condition.Value) > 0,
            "$gte" => found is { } value && IsAlike(value, condition.Value) && Compare(value, condition.Value) >= 0,
            "$lt" => found is { } value && IsAlike(value, condition.Value) && Compare(value, condition.Value) < 0,
            "$lte" => found is { } value && IsAlike(value, condition.Value) && Compare(value, condition.Value) <= 0,
            "$in" => condition.Value.AsList().Any(each => Equals(found, each)),
            "$exists" => found is not null == condition.Value.AsBoolean(),
            "$regex" => found is { IsString: true } text && Regex.IsMatch(text.AsString(), condition.Value.AsString()),
            _ => throw new MongoServerFault(2, "BadValue", $"unknown operator: {condition.Key}"),
        });
    }

    private static bool IsAlike(Value a, Value b) => Canonical.Plain(a).Kind == Canonical.Plain(b).Kind;

    private static bool Equals(Value? found, Value wanted) =>
        found is not { } value ? wanted.IsNull : Compare(value, wanted) == 0 || (value.IsList && value.AsList().Any(item => Compare(item, wanted) == 0));
}
