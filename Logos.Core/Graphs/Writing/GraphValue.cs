using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Templates;
using Logos.Rules.Values;

namespace Logos.Core.Graphs.Writing;

/// <summary>
/// A definition as data, one way for one meaning: durations in their largest unit, expressions without braces
/// where they may be left out, nothing that says what holds anyway.
/// </summary>
internal static class GraphValue
{
    public static ValueMap Of(GraphDefinition graph)
    {
        var map = new ValueMap.Builder();
        map.Set("name", graph.Name);
        Set(map, "description", graph.Description);
        Set(map, "inputs", graph.Inputs, input => input.Name, Input);
        Set(map, "defaults", Compact(("timeout", Duration(graph.Defaults.Timeout)), ("retry", Retry(graph.Defaults.Retry))));
        Set(map, "nodes", graph.Nodes, node => node.Id, Node);
        if (graph.Edges.Count > 0)
            map.Set("edges", ValueList.From(graph.Edges.Select(Edge)));
        Set(map, "outputs", graph.Outputs, output => output.Name, output => output.Value.ToValue());
        return map.Build();
    }

    private static Value Input(InputDefinition input)
    {
        var map = new ValueMap.Builder();
        foreach (var (name, value) in SchemaJson.InputFields(input.Schema))
            map.Set(name, value);
        if (input.Required)
            map.Set("required", true);
        if (input.Default is { } standard)
            map.Set("default", Template.Of(standard).ToValue());
        return map.Build();
    }

    private static Value Node(NodeDefinition node) => Compact(
        ("type", node.Type),
        ("description", node.Description),
        ("needs", node.Needs.Count == 0 ? Value.Null : ValueList.From(node.Needs.Select(need => Value.From(need.Id)))),
        ("join", node.Join == Join.All ? Value.Null : Word(node.Join)),
        ("when", node.When?.Text),
        ("foreach", Foreach(node.Foreach)),
        ("with", With(node.With)),
        ("retry", Retry(node.Retry)),
        ("timeout", Duration(node.Timeout)),
        ("cache", node.Cache is { } cache ? Compact(("ttl", Duration(cache.Ttl)), ("key", cache.Key?.ToValue() ?? Value.Null)) : Value.Null),
        ("on_error", OnErrorValue(node.OnError)),
        ("idempotent", node.Idempotent is { } idempotent ? idempotent : Value.Null),
        ("compensate", node.Compensate is { } undo ? Compact(("type", undo.Type), ("with", With(undo.With)), ("retry", Retry(undo.Retry)), ("timeout", Duration(undo.Timeout))) : Value.Null));

    private static Value Edge(EdgeDefinition edge) => Compact(("from", edge.From.Id), ("to", edge.To.Id), ("when", edge.When?.Text));

    private static Value Foreach(ForeachDefinition? each)
    {
        if (each is null)
            return Value.Null;
        // With or without braces: one meaning, one form.
        var items = each.Items is Template.Whole whole ? TemplateText.Braces(whole.Formula) : each.Items.ToValue();
        return Compact(("items", items), ("concurrency", each.Concurrency is { } many ? many : Value.Null));
    }

    private static Value With(Template.Map with) => with.Entries.Count == 0 ? Value.Null : with.ToValue();

    private static Value OnErrorValue(OnError onError) => onError switch
    {
        OnError.Fail => Value.Null,
        OnError.Continue => "continue",
        OnError.Fallback fallback => ValueMap.From([KeyValuePair.Create("fallback", fallback.Value.ToValue())]),
        _ => throw new InvalidOperationException($"unknown case {onError.GetType().Name}"),
    };

    private static Value Retry(RetryPolicy? retry) => retry is null ? Value.Null : Compact(
        ("attempts", retry.Attempts),
        ("backoff", Word(retry.Backoff)),
        ("delay", Duration(retry.Delay)),
        ("max_delay", Duration(retry.MaxDelay)),
        ("jitter", retry.Jitter));

    private static Value Duration(TimeSpan? duration) => duration is { } length ? Definition.Duration.Format(length) : Value.Null;

    private static Value Word<T>(T word)
        where T : struct, Enum => word.ToString().ToLowerInvariant();

    private static Value Compact(params ReadOnlySpan<(string Name, Value Value)> fields)
    {
        var map = new ValueMap.Builder();
        foreach (var (name, value) in fields)
        {
            if (!value.IsNull)
                map.Set(name, value);
        }

        return map.Build();
    }

    private static void Set(ValueMap.Builder map, string name, string? text)
    {
        if (text is not null)
            map.Set(name, text);
    }

    private static void Set(ValueMap.Builder map, string name, Value value)
    {
        if (value.IsMap && value.AsMap().Count > 0)
            map.Set(name, value);
    }

    private static void Set<T>(ValueMap.Builder map, string name, IReadOnlyList<T> items, Func<T, string> key, Func<T, Value> value)
    {
        if (items.Count > 0)
            map.Set(name, ValueMap.From(items.Select(item => KeyValuePair.Create(key(item), value(item)))));
    }
}
