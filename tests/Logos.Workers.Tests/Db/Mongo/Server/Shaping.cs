using Logos.Rules.Values;

namespace Logos.Workers.Tests.Db.Mongo.Server;

/// <summary>The stages of a pipeline, and what changes a document: as far as the tests ask.</summary>
internal static class Shaping
{
    public static IEnumerable<ValueMap> Stage(IEnumerable<ValueMap> documents, string name, Value given) => name switch
    {
        "$match" => documents.Where(document => Matching.Is(document, given.AsMap())),
        "$sort" => Sorted(documents, given.AsMap()),
        "$skip" => documents.Skip((int)Canonical.Plain(given).AsDecimal()),
        "$limit" => documents.Take((int)Canonical.Plain(given).AsDecimal()),
        "$addFields" or "$set" => documents.Select(document => given.AsMap().Aggregate(document, (to, field) => to.With(field.Key, Compute(field.Value, document)))),
        "$project" => documents.Select(document => Project(document, given.AsMap())),
        "$group" => documents.GroupBy(document => Compute(given["_id"], document).ToJson()).Select(group => Group([.. group], given.AsMap())),
        _ => throw new MongoServerFault(40324, "Location40324", $"Unrecognized pipeline stage name: '{name}'"),
    };

    public static IEnumerable<ValueMap> Sorted(IEnumerable<ValueMap> documents, ValueMap by)
    {
        IOrderedEnumerable<ValueMap> sorted = documents.Order(Comparer<ValueMap>.Create(static (_, _) => 0));
        foreach (var (path, order) in by)
        {
            var sign = (int)Canonical.Plain(order).AsDecimal();
            sorted = sorted.ThenBy(document => Matching.At(document, path) ?? Value.Null, Comparer<Value>.Create((a, b) => sign * Matching.Compare(a, b)));
        }

        return sorted;
    }

    public static ValueMap Project(ValueMap document, ValueMap fields)
    {
        // `_id` may be left out beside fields that are kept.
        var telling = fields.Any(field => field.Key != "_id") ? fields.Where(field => field.Key != "_id") : fields;
        var isLeavingOut = telling.All(field => Canonical.Plain(field.Value) == Value.From(0L) || field.Value == Value.False);
        if (isLeavingOut)
            return ValueMap.From(document.Where(member => !fields.ContainsKey(member.Key)));
        var shaped = new ValueMap.Builder();
        if (!fields.ContainsKey("_id") && document.TryGet("_id", out var id))
            shaped.Set("_id", id);
        foreach (var (name, field) in fields)
        {
            if (Canonical.Plain(field) == Value.From(1L) || field == Value.True)
            {
                if (document.TryGet(name, out var kept))
                    shaped.Set(name, kept);
            }
            else if (Canonical.Plain(field) != Value.From(0L))
            {
                shaped.Set(name, Compute(field, document));
            }
        }

        return shaped.Build();
    }

    public static Value Compute(Value expression, ValueMap document) => expression switch
    {
        { IsString: true } when expression.AsString() == "$$ROOT" => document,
        { IsString: true } when expression.AsString().StartsWith('$') => Matching.At(document, expression.AsString()[1..]) ?? Value.Null,
        { IsMap: true } when expression.AsMap().TryGet("$literal", out var literal) => literal,
        { IsMap: true } when expression.AsMap().TryGet("$eq", out var both) => Matching.Compare(Compute(both[0], document), Compute(both[1], document)) == 0,
        { IsMap: true } when expression.AsMap().Count > 0 && !expression.AsMap().Names[0].StartsWith('$') => ValueMap.From(expression.AsMap().Select(member => KeyValuePair.Create(member.Key, Compute(member.Value, document)))),
        { IsList: true } => ValueList.From(expression.AsList().Select(item => Compute(item, document))),
        _ => expression,
    };

    public static ValueMap Change(ValueMap document, ValueMap update, bool isNew)
    {
        foreach (var (kind, fields) in update)
        {
            foreach (var (path, value) in fields.AsMap())
            {
                document = kind switch
                {
                    "$set" => With(document, path.Split('.'), value),
                    "$setOnInsert" => isNew ? With(document, path.Split('.'), value) : document,
                    "$unset" => document.Without(path),
                    "$inc" => With(document, path.Split('.'), Sum(Matching.At(document, path), value, document)),
                    _ => throw new MongoServerFault(9, "FailedToParse", $"Unknown modifier: {kind}"),
                };
            }
        }

        return document;
    }

    private static Value Sum(Value? before, Value more, ValueMap document)
    {
        if (before is null)
            return more;
        return Canonical.Plain(before.Value) is { IsNumber: true } number
            ? Canonical.Int((long)(number.AsDecimal() + Canonical.Plain(more).AsDecimal()))
            : throw new MongoServerFault(14, "TypeMismatch", $"Cannot apply $inc to a value of non-numeric type. {((Value)document).ToJson()} has a field of type string");
    }

    private static ValueMap With(ValueMap document, ReadOnlySpan<string> path, Value value) =>
        path.Length == 1 ? document.With(path[0], value) : document.With(path[0], With(document[path[0]] is { IsMap: true } inner ? inner.AsMap() : ValueMap.Empty, path[1..], value));

    private static ValueMap Group(List<ValueMap> documents, ValueMap given) => ValueMap.From(given.Select(field => KeyValuePair.Create(field.Key, field.Key == "_id"
        ? Compute(field.Value, documents[0])
        : Canonical.Int((long)documents.Sum(document => Canonical.Plain(Compute(field.Value["$sum"], document)).AsDecimal())))));
}
