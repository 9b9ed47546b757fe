using Logos.Core.Graphs.Templates;
using Logos.Rules.Values;
using Logos.Workers.Db.Mongo.Bson;
using Logos.Workers.Faults;
using Logos.Workers.Running;

namespace Logos.Workers.Db.Mongo;

/// <summary>
/// What an operation is given, with what the author wrote told from what a value brought: an operator is one where it
/// stands in the graph. A value that looks like one (<c>{"$gt": ""}</c> where a password was meant) is refused, and one
/// that would be read as the path of a field (<c>$salary</c>) is made what it is.
/// </summary>
internal sealed class MongoBinding
{
    private const int MostGiven = 1_000;

    private readonly List<string> _given = [];

    /// <summary>The texts and numbers that values brought, to be left out of what is told.</summary>
    public IReadOnlyList<string> Given => _given;

    /// <param name="template">As it is written; null where nothing is.</param>
    /// <param name="value">What it came to.</param>
    /// <exception cref="FailureException">A value would be read as more than one.</exception>
    public Value Bind(Template? template, Value value, Place place, string path) => template switch
    {
        Template.Literal => value,
        Template.Map map when value.IsMap => Map(map, value.AsMap(), place, path),
        Template.List list when value.IsList && value.AsList().Count == list.Items.Count => ValueList.From(list.Items.Select((item, i) => Bind(item, value[i], WithinList(place), $"{path}[{i}]"))),
        Template.Text text when HasPaths(place) && text.Parts[0].Formula is null && text.Parts[0].Text.StartsWith('$') => throw Refused($"`{path}` puts the path of a field together from values: write the path in the graph"),
        _ => Put(value, place, path),
    };

    private Value Map(Template.Map map, ValueMap value, Place place, string path)
    {
        var bound = new ValueMap.Builder(value.Count);
        foreach (var entry in map.Entries)
            bound.Set(entry.Name, Bind(entry.Value, value[entry.Name], Within(place, entry.Name), $"{path}.{entry.Name}"));
        return bound.Build();
    }

    // The items of a list that is yielded are computed, and show nothing.
    private static Place WithinList(Place place) => place is Place.Shown ? Place.Expression : place;

    private static bool HasPaths(Place place) => place is Place.Expression or Place.Search or Place.Projection or Place.Shown;

    private static Place Within(Place place, string name) => (place, name) switch
    {
        (_, "$where") => Place.Code,
        (Place.Projection or Place.Shown, "$elemMatch") => Place.Query,
        (Place.Projection or Place.Shown, ['$', ..]) => Within(Place.Expression, name),
        (Place.Projection, _) => Place.Shown,
        (Place.Expression, "$project") => Place.Projection,
        (Place.Query, "$expr") => Place.Expression,
        (Place.Expression, "$match" or "$literal") => Place.Query,
        (Place.Expression, "$geoNear" or "$graphLookup") => Place.Search,
        (Place.Search, "query" or "restrictSearchWithMatch") => Place.Query,
        (Place.Search, _) => Place.Expression,
        (Place.Expression, "$function" or "$accumulator") => Place.Program,
        (Place.Program, "args" or "initArgs" or "accumulateArgs") => Place.Expression,
        (Place.Program, _) => Place.Code,
        _ => place,
    };

    private Value Put(Value value, Place place, string path)
    {
        if (place is Place.Code or Place.Program)
            throw Refused($"`{path}` is code, in which no value may stand: hand it over with `args`");
        var isPath = false;
        Check(value, place, path, ref isPath);
        return place switch
        {
            Place.Projection when value.IsMap => Shown(value.AsMap()),
            Place.Shown => Literal(value),
            Place.Expression or Place.Search when isPath => Literal(value),
            _ => value,
        };
    }

    // Which fields are shown is what a whole projection says: with numbers and booleans, at any depth.
    private static ValueMap Shown(ValueMap fields) => ValueMap.From(fields.Select(field => KeyValuePair.Create(field.Key, field.Value.Kind switch
    {
        ValueKind.Number or ValueKind.Boolean => field.Value,
        ValueKind.Map when !ExtendedJson.IsValue(field.Value.AsMap()) => Shown(field.Value.AsMap()),
        _ => Literal(field.Value),
    })));

    private static ValueMap Literal(Value value) => ValueMap.From([new("$literal", value)]);

    private void Check(Value value, Place place, string path, ref bool isPath)
    {
        switch (value.Kind)
        {
            case ValueKind.String:
                var text = value.AsString();
                isPath |= text.StartsWith('$');
                if (text.Length > 0)
                    Give(text);
                break;
            case ValueKind.Number:
                Give(value.ToJson());
                break;
            case ValueKind.List:
                foreach (var item in value.AsList())
                    Check(item, place, path, ref isPath);
                break;
            case ValueKind.Map:
                var map = value.AsMap();
                if (place != Place.Document && ExtendedJson.IsPattern(map))
                    throw Refused($"the value for `{path}` is a regular expression, which would match more than itself: patterns are written in the graph");
                var isValue = ExtendedJson.IsValue(map);
                foreach (var (name, member) in map)
                {
                    if (name.StartsWith('$') && !isValue && !IsReference(map))
                        throw Refused($"the value for `{path}` is a map with `{name}`, which MongoDB would take for an operator: operators are written in the graph, and never come from a value");
                    if (!isValue)
                        Check(member, place, path, ref isPath);
                }

                break;
        }
    }

    private void Give(string text)
    {
        if (_given.Count < MostGiven)
            _given.Add(text);
    }

    // Which document of which collection, in the form that is customary.
    private static bool IsReference(ValueMap map) => map.Count is 2 or 3 && map.ContainsKey("$ref") && map.ContainsKey("$id") && (map.Count == 2 || map.ContainsKey("$db"));

    private static FailureException Refused(string message) => FailureException.Permanent(WorkersCodes.BadBinding, message);

    /// <summary>What a text or a map means depends on where it stands.</summary>
    internal enum Place
    {
        /// <summary>A document that is kept as it is.</summary>
        Document,

        /// <summary>A filter or a change: a map with operators asks or does something.</summary>
        Query,

        /// <summary>And a text that begins with <c>$</c> is the path of a field.</summary>
        Expression,

        /// <summary>The fields that are yielded: a number, true, false or a map behind a name says whether, and not what.</summary>
        Projection,

        /// <summary>Behind the name of such a field.</summary>
        Shown,

        /// <summary>A stage of expressions with a filter in it.</summary>
        Search,

        /// <summary>Around code that the server runs.</summary>
        Program,

        Code,
    }
}
