using Logos.Core.Faults;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Templates;
using Logos.Rules.Faults;

namespace Logos.Core.Graphs.Definition;

internal sealed class NodeReader(NodeTypeRegistry types, FaultList faults)
{
    /// <summary>In the order in which they are written out.</summary>
    public static readonly IReadOnlyList<string> Known =
        ["type", "description", "needs", "join", "when", "foreach", "with", "retry", "timeout", "cache", "on_error", "idempotent", "compensate"];

    private static readonly string[] ForeachFields = ["items", "concurrency"];
    private static readonly string[] CompensateFields = ["type", "with", "retry", "timeout"];
    private static readonly string[] CacheFields = ["ttl", "key"];
    private static readonly string[] FallbackFields = ["fallback"];

    public NodeDefinition? Read(MapEntry entry)
    {
        var id = entry.Key.Text;
        CheckId(entry.Key, id);
        if (entry.Value is not SourceNode.Map map)
        {
            faults.Add(entry.Value.Fault(CoreCodes.WrongKind, $"the node `{id}` is a map with a `type`, and this is {entry.Value.Kind}"));
            return new(id, "") { Key = entry.Key };
        }

        var type = (map["type"] as SourceNode.Scalar)?.Text ?? "";
        var known = types.Find(type);
        var fields = new Fields(map, "a node", Known, faults, name => Advise(name, known));
        CheckType(fields, id);
        return new(id, type)
        {
            Description = fields.Text("description")?.Text,
            Needs = Needs(fields),
            Join = fields.Choice<Join>("join") ?? Join.All,
            When = fields.Expression("when"),
            Foreach = Foreach(fields),
            With = With(fields, known),
            Retry = PolicyReader.Retry(fields, faults),
            Timeout = fields.Duration("timeout"),
            Cache = Cache(fields),
            OnError = ReadOnError(fields),
            Idempotent = fields.Boolean("idempotent"),
            Compensate = Compensate(fields),
            Key = entry.Key,
            Source = map,
        };
    }

    private void CheckId(SourceNode.Scalar key, string id)
    {
        if (Names.IsReserved(id))
            faults.Add(key.Fault(CoreCodes.BadName, $"`{id}` is a word of the expression language and cannot name a node", $"call it `{Names.Mended(id)}`"));
        else if (!Names.IsIdentifier(id))
            faults.Add(key.Fault(CoreCodes.BadName, $"`{id}` cannot name a node", $"ids hold letters, digits and `_`, so that expressions can read them: call it `{Names.Mended(id)}`"));
    }

    private void CheckType(Fields fields, string id)
    {
        if (fields.Any("type") is null)
            fields.Missing("type", $"say what `{id}` does: {string.Join(", ", types.Names.Take(6))}, …");
        else if (fields.Text("type") is { } type && types.Find(type.Text) is null)
            faults.Add(type.Fault(CoreCodes.UnknownType, $"there is no node type `{type.Text}`", Suggestion.DidYouMean(type.Text, types.Names) ?? $"the types are {string.Join(", ", types.Names)}"));
    }

    private List<NodeReference> Needs(Fields fields)
    {
        var needs = new List<NodeReference>();
        if (fields.Any("needs") is SourceNode.Scalar { Value.IsString: true } single)
        {
            faults.Add(single.Fault(CoreCodes.WrongKind, "`needs` takes a list, and this is text", $"write `needs: [{single.Text}]`"));
            needs.Add(new(single.Text) { Source = single });
            return needs;
        }

        foreach (var item in fields.List("needs")?.Items ?? [])
        {
            if (item is SourceNode.Scalar { Value.IsString: true } scalar)
                needs.Add(new(scalar.Text) { Source = scalar });
            else
                faults.Add(item.Fault(CoreCodes.WrongKind, $"`needs` lists ids of nodes, and this is {item.Kind}", item is SourceNode.Map ? "a condition on an edge is written under `edges`" : null));
        }

        return needs;
    }

    private ForeachDefinition? Foreach(Fields node)
    {
        if (node.Any("foreach") is not { } source)
            return null;
        if (source is not SourceNode.Map map)
        {
            var hint = source is SourceNode.Scalar scalar ? $"write `foreach: {{ items: \"{scalar.Text}\" }}`" : "write `foreach:` and below it `items:`";
            node.Wrong("foreach", source, "a map with `items`", hint);
            return null;
        }

        var fields = new Fields(map, "`foreach`", ForeachFields, faults);
        var concurrency = fields.Integer("concurrency", 1, 1000);
        if (fields.Required("items") is not { } items)
            return null;
        if (items is not SourceNode.List and not SourceNode.Scalar { Value.IsString: true })
            fields.Wrong("items", items, "a list, or an expression that yields one");
        else if (TemplateReader.ReadItems(items, faults) is { } template)
            return new(template) { Concurrency = concurrency, Source = map };
        return null;
    }

    private Template.Map With(Fields fields, NodeType? type) =>
        fields.Map("with") is { } map ? TemplateReader.ReadMap(map, faults, type?.With) : Template.Map.Empty;

    private CacheDefinition? Cache(Fields node)
    {
        if (node.Map("cache") is not { } map)
            return null;
        var fields = new Fields(map, "`cache`", CacheFields, faults);
        fields.Required("ttl", "say for how long: `ttl: 5m`");
        var key = fields.Any("key") is { } written ? TemplateReader.Read(written, faults) : null;
        return fields.Duration("ttl") is { } ttl ? new(ttl) { Key = key } : null;
    }

    private const string OwnValue = "write `on_error: { fallback: 0 }` for a value of its own";

    private OnError ReadOnError(Fields node)
    {
        switch (node.Any("on_error"))
        {
            case null:
            case SourceNode.Scalar { Text: "fail" }:
                return OnError.Fail.Instance;
            case SourceNode.Scalar { Text: "continue" }:
                return OnError.Continue.Instance;
            case SourceNode.Map map:
                var fields = new Fields(map, "`on_error`", FallbackFields, faults);
                // A fallback to nothing is a fallback: only a field that is not there is missing.
                if (map["fallback"] is { } value)
                    return new OnError.Fallback(TemplateReader.Read(value, faults));
                fields.Missing("fallback");
                return OnError.Fail.Instance;
            case var other:
                var given = other is SourceNode.Scalar scalar ? $"`{scalar.Text}`" : other.Kind;
                faults.Add(other.Fault(CoreCodes.NotAChoice, $"`on_error` is fail, continue or a map with `fallback`, and this is {given}", other is SourceNode.Scalar word ? Suggestion.DidYouMean(word.Text, ["fail", "continue"]) ?? OwnValue : OwnValue));
                return OnError.Fail.Instance;
        }
    }

    private CompensateDefinition? Compensate(Fields node)
    {
        if (node.Map("compensate") is not { } map)
            return null;
        var fields = new Fields(map, "`compensate`", CompensateFields, faults);
        fields.Required("type");
        if (fields.Text("type") is not { } type)
            return null;
        var known = types.Find(type.Text);
        if (known is null)
            CheckType(fields, "compensate");
        else if (known.Pool == Pool.Orchestrator)
            faults.Add(type.Fault(CoreCodes.FieldConflict, $"`{type.Text}` cannot undo anything", "compensation is one step that a worker takes: http, a database, a rule …"));
        return new(type.Text, With(fields, known)) { Retry = PolicyReader.Retry(fields, faults), Timeout = fields.Duration("timeout"), Source = map };
    }

    private static string? Advise(string name, NodeType? type)
    {
        if (type is not null && type.With.Properties.Any(property => property.Name == name))
            return $"`{name}` is a setting of `{type.Name}`: put it under `with`";
        return name switch
        {
            "if" or "condition" => "did you mean `when`?",
            "depends_on" or "dependencies" or "after" => "did you mean `needs`?",
            "params" or "config" or "args" => "what a type takes stands under `with`",
            "id" or "name" => "a node is known by the key that it stands under",
            "retries" => "did you mean `retry: { attempts: … }`?",
            _ => null,
        };
    }
}
