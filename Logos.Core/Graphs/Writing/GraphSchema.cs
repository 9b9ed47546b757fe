using Logos.Core.Graphs.NodeTypes;
using Logos.Rules.Values;

namespace Logos.Core.Graphs.Writing;

/// <summary>The JSON schema of a whole definition, for editors: what to complete, and what to underline.</summary>
public static class GraphSchema
{
    private const string DurationPattern = "^[0-9]+(ms|s|m|h|d)$";
    private const string IdPattern = "^[A-Za-z_][A-Za-z0-9_]{0,63}$";

    public static string ToJson(NodeTypeRegistry types)
    {
        ArgumentNullException.ThrowIfNull(types);
        return ValueJson.Write(Of(types), indented: true).ReplaceLineEndings("\n") + "\n";
    }

    private static Value Of(NodeTypeRegistry types)
    {
        var map = new ValueMap.Builder();
        map.Set("$schema", "https://json-schema.org/draft/2020-12/schema");
        map.Set("title", "Logos graph");
        foreach (var (name, value) in Object(["name", "nodes"],
            ("name", Text("the graph's name", ("pattern", "^[A-Za-z][A-Za-z0-9_.-]{0,63}$"))),
            ("description", Text("what the graph is for")),
            ("inputs", Named("what a caller gives", Ref("input"))),
            ("defaults", Object([], ("timeout", Ref("duration")), ("retry", Ref("retry")))),
            ("nodes", Map(("type", "object"), ("description", "the steps, by id"), ("minProperties", 1), ("propertyNames", Map(("pattern", IdPattern))), ("additionalProperties", Ref("node")))),
            ("edges", List("edges beside or instead of `needs`", Object(["from", "to"], ("from", Text("a node's id")), ("to", Text("a node's id")), ("when", Ref("expression"))))),
            ("outputs", Map(("type", "object"), ("description", "what the graph yields"))))
            .AsMap())
        {
            map.Set(name, value);
        }

        map.Set("$defs", Definitions(types));
        return map.Build();
    }

    private static Value Definitions(NodeTypeRegistry types)
    {
        var map = new ValueMap.Builder();
        map.Set("duration", Text("a whole number and a unit: 200ms, 30s, 5m, 2h, 1d", ("pattern", DurationPattern)));
        map.Set("template", Text("an expression in braces", ("pattern", "\\$\\{\\{")));
        map.Set("expression", Map(("type", Words("string", "boolean")), ("description", "an expression; its braces may be left out")));
        map.Set("retry", Object([],
            ("attempts", Map(("type", "integer"), ("minimum", 1), ("maximum", 100), ("description", "how often the node is tried, the first time included"))),
            ("backoff", Map(("enum", Words("fixed", "linear", "exponential")))),
            ("delay", Ref("duration")),
            ("max_delay", Ref("duration")),
            ("jitter", Map(("type", "boolean")))));
        map.Set("input", Input());
        map.Set("node", Node(types));
        foreach (var type in types.All)
            map.Set($"with_{type.Name}", With(type.With));
        return map.Build();
    }

    private static Value Input() => Object(["type"],
        ("type", Map(("enum", Words("string", "number", "integer", "boolean", "array", "object", "any")))),
        ("required", Map(("type", "boolean"))),
        ("default", Value.True),
        ("description", Text("what to give")),
        ("format", Map(("enum", Words("uri", "email", "date", "date-time", "uuid", "duration")))),
        ("enum", Map(("type", "array"))),
        ("pattern", Text("a regular expression without look-around")),
        ("minimum", Map(("type", "number"))),
        ("maximum", Map(("type", "number"))),
        ("items", Ref("input")));

    private static Value Node(NodeTypeRegistry types)
    {
        var node = Object(["type"],
            ("type", Map(("description", "what the node does"), ("enum", Words([.. types.Names])))),
            ("description", Text("what the node is for")),
            ("needs", List("the nodes before it", Text("a node's id"))),
            ("join", Map(("enum", Words("all", "any", "done")), ("description", "all: every upstream succeeded; any: one did; done: all ended"))),
            ("when", Ref("expression")),
            ("foreach", Object(["items"], ("items", Map(("type", Words("string", "array")))), ("concurrency", Map(("type", "integer"), ("minimum", 1), ("maximum", 1000))))),
            ("with", Map(("type", "object"), ("description", "what the type takes"))),
            ("retry", Ref("retry")),
            ("timeout", Ref("duration")),
            ("cache", Object(["ttl"], ("ttl", Ref("duration")), ("key", Value.True))),
            ("on_error", Map(("description", "what becomes of the graph when the node has failed for good"), ("oneOf", ValueList.Of(Map(("enum", Words("fail", "continue"))), Object(["fallback"], ("fallback", Value.True)))))),
            ("idempotent", Map(("type", "boolean"), ("description", "running it twice does no more than running it once"))),
            ("compensate", Object(["type"], ("type", Map(("enum", Words([.. types.All.Where(type => type.Pool != Pool.Orchestrator).Select(type => type.Name)])))), ("with", Map(("type", "object"))), ("retry", Ref("retry")), ("timeout", Ref("duration")))));
        return node.AsMap().With("allOf", ValueList.From(types.All.Select(When)));
    }

    private static Value When(NodeType type)
    {
        var then = Map(("properties", Map(("with", Ref($"with_{type.Name}")))));
        if (type.With.Properties.Any(property => property.Required))
            then = then.AsMap().With("required", Words("with"));
        return Map(
            ("if", Map(("properties", Map(("type", Map(("const", type.Name))))), ("required", Words("type")))),
            ("then", then));
    }

    // What may be written there, or a template in its place.
    private static Value With(Schema schema)
    {
        var described = schema.Format == SchemaFormat.Duration ? schema with { Pattern = DurationPattern } : schema;
        var own = SchemaJson.ToValue(described with { Properties = [], Items = null, OneOf = [], AdditionalProperties = null, IsClosed = false, Description = null, IsFixed = false }).AsMap();
        if (schema.Properties.Count > 0)
            own = own.With("properties", ValueMap.From(schema.Properties.Select(property => KeyValuePair.Create(property.Name, With(property.Schema)))));
        if (schema.Properties.Any(property => property.Required))
            own = own.With("required", Words([.. schema.Properties.Where(property => property.Required).Select(property => property.Name)]));
        if (schema.IsClosed)
            own = own.With("additionalProperties", false);
        else if (schema.AdditionalProperties is { } more && more != Schema.Any)
            own = own.With("additionalProperties", With(more));
        if (schema.Items is { } items)
            own = own.With("items", With(items));
        if (schema.OneOf.Count > 0)
            own = own.With("anyOf", ValueList.From(schema.OneOf.Select(With)));
        var open = schema.IsFixed || own.Count == 0 || own.Count == 1 && own["type"] == Value.From("string") || schema.Format == SchemaFormat.Expression;
        Value value = open ? own : Map(("anyOf", ValueList.Of(own, Ref("template"))));
        return schema.Description is { } description ? value.AsMap().With("description", description) : value;
    }

    private static Value Object(string[] required, params (string Name, Value Value)[] properties)
    {
        var map = new ValueMap.Builder();
        map.Set("type", "object");
        map.Set("properties", Map(properties));
        if (required.Length > 0)
            map.Set("required", Words(required));
        map.Set("additionalProperties", false);
        return map.Build();
    }

    private static Value Named(string description, Value values) => Map(("type", "object"), ("description", description), ("additionalProperties", values));

    private static Value List(string description, Value items) => Map(("type", "array"), ("description", description), ("items", items));

    private static Value Text(string description, params (string Name, Value Value)[] more) => Map([("type", "string"), ("description", description), .. more]);

    private static Value Ref(string name) => Map(("$ref", $"#/$defs/{name}"));

    private static Value Words(params string[] words) => ValueList.From(words.Select(Value.From));

    private static Value Map(params (string Name, Value Value)[] members) => ValueMap.From(members.Select(member => KeyValuePair.Create(member.Name, member.Value)));
}
