using Logos.Rules.Values;

namespace Logos.Core.Graphs.NodeTypes;

/// <summary>Schemas as JSON Schema and back: how workers tell theirs, and how editors get to know them.</summary>
public static class SchemaJson
{
    public static Value ToValue(Schema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        var map = new ValueMap.Builder();
        Common(map, schema);
        if (schema.Properties.Count > 0)
            map.Set("properties", ValueMap.From(schema.Properties.Select(property => KeyValuePair.Create(property.Name, ToValue(property.Schema)))));
        if (schema.Properties.Any(property => property.Required))
            map.Set("required", ValueList.From(schema.Properties.Where(property => property.Required).Select(property => Value.From(property.Name))));
        if (schema.IsClosed)
            map.Set("additionalProperties", false);
        else if (schema.AdditionalProperties is { } more)
            map.Set("additionalProperties", ToValue(more));
        if (schema.Items is { } items)
            map.Set("items", ToValue(items));
        if (schema.OneOf.Count > 0)
            map.Set("oneOf", ValueList.From(schema.OneOf.Select(ToValue)));
        if (schema.IsSecret)
            map.Set("writeOnly", true);
        if (schema.IsFixed)
            map.Set("x-fixed", true);
        return map.Build();
    }

    /// <summary>The part of a schema that stands under <c>inputs</c>.</summary>
    internal static IEnumerable<KeyValuePair<string, Value>> InputFields(Schema schema)
    {
        var map = new ValueMap.Builder();
        map.Set("type", schema.Types.Count == 0 ? "any" : Word(schema.Types[0]));
        Common(map, schema);
        if (schema.Items is { } items)
            map.Set("items", ValueMap.From(InputFields(items)));
        return map.Build();
    }

    /// <returns>Null, with words that say why, when the JSON is no schema that can be checked.</returns>
    public static Schema? Read(Value json, out string? complaint)
    {
        try
        {
            complaint = null;
            return Read(json, "schema");
        }
        catch (FormatException fault)
        {
            complaint = fault.Message;
            return null;
        }
    }

    private static void Common(ValueMap.Builder map, Schema schema)
    {
        if (schema.Types.Count == 1)
            map.Set("type", Word(schema.Types[0]));
        else if (schema.Types.Count > 1)
            map.Set("type", ValueList.From(schema.Types.Select(type => Value.From(Word(type)))));
        Set(map, "description", schema.Description);
        Set(map, "format", schema.Format);
        if (schema.Enum.Count > 0)
            map.Set("enum", ValueList.From(schema.Enum));
        Set(map, "pattern", schema.Pattern);
        Set(map, "minimum", schema.Minimum);
        Set(map, "maximum", schema.Maximum);
        Set(map, "minLength", schema.MinLength);
        Set(map, "minItems", schema.MinItems);
        if (schema.Default is { } standard)
            map.Set("default", standard);
        if (schema.Examples.Count > 0)
            map.Set("examples", ValueList.From(schema.Examples));
    }

    private static Schema Read(Value json, string at)
    {
        // `true` is JSON Schema's word for anything.
        if (json.Kind == ValueKind.Boolean && json.AsBoolean())
            return Schema.Any;
        if (!json.IsMap)
            throw new FormatException($"{at} is {Reading.SourceNode.Describe(json.Kind)}, not a map");
        var map = json.AsMap();
        var required = map["required"].IsList ? map["required"].AsList().Where(name => name.IsString).Select(name => name.AsString()).ToHashSet() : [];
        var pattern = Text(map, "pattern", at);
        if (pattern is not null && !SchemaPattern.TryGet(pattern, out _))
            throw new FormatException($"{at}.pattern cannot be used: look-around and back-references are not to be had");
        var more = map["additionalProperties"];
        return new()
        {
            Types = Types(map["type"], at),
            Description = Text(map, "description", at),
            Properties = map["properties"].IsMap ? [.. map["properties"].AsMap().Select(member => new SchemaProperty(member.Key, Read(member.Value, $"{at}.{member.Key}"), required.Contains(member.Key)))] : [],
            IsClosed = more.Kind == ValueKind.Boolean && !more.AsBoolean(),
            AdditionalProperties = more.IsMap ? Read(more, $"{at}.additionalProperties") : null,
            Items = map["items"].IsNull ? null : Read(map["items"], $"{at}.items"),
            Enum = map["enum"].IsList ? [.. map["enum"].AsList()] : [],
            OneOf = List(map["oneOf"].IsNull ? map["anyOf"] : map["oneOf"], $"{at}.oneOf"),
            Minimum = Number(map, "minimum", at),
            Maximum = Number(map, "maximum", at),
            MinLength = (int?)Number(map, "minLength", at),
            MinItems = (int?)Number(map, "minItems", at),
            Pattern = pattern,
            Format = Text(map, "format", at),
            Default = map.TryGet("default", out var standard) ? standard : (Value?)null,
            Examples = map["examples"].IsList ? [.. map["examples"].AsList()] : [],
            IsSecret = map["writeOnly"] == Value.True,
            IsFixed = map["x-fixed"] == Value.True,
        };
    }

    private static List<Schema> List(Value options, string at) =>
        options.IsList ? [.. options.AsList().Select((option, i) => Read(option, $"{at}[{i}]"))] : [];

    private static SchemaType[] Types(Value type, string at) => type.Kind switch
    {
        ValueKind.Null => [],
        ValueKind.String => [Type(type, at)],
        ValueKind.List => [.. type.AsList().Select(one => Type(one, at))],
        _ => throw new FormatException($"{at}.type is neither a word nor a list of words"),
    };

    private static SchemaType Type(Value word, string at) =>
        word.IsString && Enum.GetValues<SchemaType>().Where(type => Word(type) == word.AsString()).ToArray() is [var type]
            ? type
            : throw new FormatException($"{at}.type is {word.ToJson()}, and the types are string, number, integer, boolean, array, object and null");

    private static string? Text(ValueMap map, string name, string at) => map[name] switch
    {
        { IsNull: true } => null,
        { IsString: true } text => text.AsString(),
        _ => throw new FormatException($"{at}.{name} is not text"),
    };

    private static decimal? Number(ValueMap map, string name, string at) => map[name] switch
    {
        { IsNull: true } => null,
        { IsNumber: true } number when Math.Abs(number.AsDouble()) < 1e28 => number.AsDecimal(),
        _ => throw new FormatException($"{at}.{name} is no number"),
    };

    private static string Word(SchemaType type) => type.ToString().ToLowerInvariant();

    private static void Set(ValueMap.Builder map, string name, string? text)
    {
        if (text is not null)
            map.Set(name, text);
    }

    private static void Set(ValueMap.Builder map, string name, decimal? number)
    {
        if (number is { } given)
            map.Set(name, given);
    }
}
