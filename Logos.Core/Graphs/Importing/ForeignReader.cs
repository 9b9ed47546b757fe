using Logos.Core.Faults;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Reading;
using Logos.Rules.Faults;

namespace Logos.Core.Graphs.Importing;

/// <summary>Brings the forms of the dialect down to one: nodes as words, as maps, or as a list with ids; edges and their rules.</summary>
internal sealed class ForeignReader(ImportContext context)
{
    private static readonly string[] GraphFields = ["nodes", "edges", "metadata", "name", "description", "version", "id"];
    private static readonly string[] EdgeFields = ["from", "to", "rule", "condition", "description", "label"];

    public ForeignGraph? Read(SourceNode root)
    {
        if (root is not SourceNode.Map map || map["nodes"] is not { } nodes)
        {
            context.Report(root.Fault(CoreCodes.NotTheDialect, "the file is no graph of rust-logic-graph: it has no `nodes`", "such a graph is a map with `nodes` and `edges`"));
            return null;
        }

        if (IsOfLogos(map, nodes))
        {
            context.Report(root.Fault(CoreCodes.NotTheDialect, "this already is a graph of Logos, and needs no import", "`logos validate` says whether it is sound, `logos plan` in which order it would run"));
            return null;
        }

        foreach (var entry in map.Entries.Where(entry => !GraphFields.Contains(entry.Key.Text)))
            context.Report(entry.Key.Fault(CoreCodes.UnknownForeignField, $"`{entry.Key.Text}` of the graph cannot be carried over", Suggestion.DidYouMean(entry.Key.Text, GraphFields) ?? "delete it, or put what it does into a node"));
        var metadata = map["metadata"] as SourceNode.Map;
        foreach (var entry in metadata?.Entries.Where(entry => entry.Key.Text is not ("name" or "description")) ?? [])
            context.Note(entry.Key, $"`metadata.{entry.Key.Text}` was left out: a graph has a name and a description");
        return new([.. Nodes(nodes).OfType<ForeignNode>()], [.. Edges(map["edges"]).OfType<ForeignEdge>()], map)
        {
            Name = Word(map["name"] ?? metadata?["name"])?.Text,
            Description = Word(map["description"] ?? metadata?["description"])?.Text,
        };
    }

    // Some types are called alike. A `with`, or what a graph takes and yields, only Logos has; a word such as RuleNode it has not.
    private static bool IsOfLogos(SourceNode.Map graph, SourceNode nodes)
    {
        if (nodes is not SourceNode.Map { Entries: var all })
            return false;
        var types = all.Select(entry => Word((entry.Value as SourceNode.Map)?["type"])).ToList();
        return types.Count > 0
            && types.All(type => type is not null && !type.Text.EndsWith("Node", StringComparison.OrdinalIgnoreCase))
            && types.Any(type => NodeTypeRegistry.BuiltIn.Find(type!.Text) is not null)
            && (graph["inputs"] is not null || graph["outputs"] is not null || all.Any(entry => ((SourceNode.Map)entry.Value)["with"] is not null));
    }

    private IEnumerable<ForeignNode?> Nodes(SourceNode nodes)
    {
        switch (nodes)
        {
            case SourceNode.Map map:
                return map.Entries.Select(entry => Node(entry.Key, entry.Value));
            case SourceNode.List list:
                return list.Items.Select(Listed);
            default:
                context.Report(nodes.Fault(CoreCodes.NotTheDialect, $"`nodes` is a map or a list of nodes, and this is {nodes.Kind}"));
                return [];
        }
    }

    private ForeignNode? Listed(SourceNode item)
    {
        if (item is SourceNode.Map map && Word(map["id"]) is { } id)
            return Node(id, map);
        context.Report(item.Fault(CoreCodes.NotTheDialect, "a node in a list has an `id`, and this has none"));
        return null;
    }

    private ForeignNode? Node(SourceNode.Scalar id, SourceNode value)
    {
        var fields = new Dictionary<string, SourceNode>(StringComparer.Ordinal);
        SourceNode.Scalar? word;
        if (value is SourceNode.Map map)
        {
            Collect(map, fields);
            word = Word(map["type"] ?? map["node_type"]);
        }
        else
        {
            word = Word(value);
        }

        if (word is null)
        {
            context.Report(value.Fault(CoreCodes.NotTheDialect, $"the node `{id.Text}` has no type", $"write `{id.Text}: RuleNode`, or a map with `type`"));
            return null;
        }

        if (ForeignTypes.Find(word.Text) is not { } type)
        {
            var hint = NodeTypeRegistry.BuiltIn.Find(word.Text) is not null ? "that is a type of Logos: a graph of Logos needs no import" : Suggestion.DidYouMean(word.Text, ForeignTypes.Names) ?? $"known are {string.Join(", ", ForeignTypes.Names)}";
            context.Report(word.Fault(CoreCodes.UnknownForeignType, $"`{word.Text}` is no node type of rust-logic-graph", hint));
            return null;
        }

        CheckFields(id.Text, type, fields);
        return new(id.Text, id, type, fields);
    }

    // Under `config` stands what other forms have beside the type.
    private static void Collect(SourceNode.Map map, Dictionary<string, SourceNode> fields)
    {
        foreach (var entry in map.Entries)
        {
            if (entry.Key.Text == "config" && entry.Value is SourceNode.Map config)
                Collect(config, fields);
            else if (!entry.Value.IsNull)
                fields[entry.Key.Text] = entry.Value;
        }
    }

    private void CheckFields(string id, ForeignType type, Dictionary<string, SourceNode> fields)
    {
        var known = ForeignTypes.Fields(type).ToHashSet(StringComparer.Ordinal);
        foreach (var (name, value) in fields.Where(field => !known.Contains(field.Key)))
        {
            if (ForeignTypes.IsField(name))
                context.Note(value, $"`{name}` of `{id}` was left out: its type never read it");
            else
                context.Report(value.Fault(CoreCodes.UnknownForeignField, $"`{name}` of the node `{id}` cannot be carried over", Suggestion.DidYouMean(name, known) ?? "delete it, or write what it does in terms of Logos after the import"));
        }
    }

    private IEnumerable<ForeignEdge?> Edges(SourceNode? edges)
    {
        if (edges is null or { IsNull: true })
            return [];
        if (edges is SourceNode.List list)
            return list.Items.Select(Edge);
        context.Report(edges.Fault(CoreCodes.NotTheDialect, $"`edges` is a list, and this is {edges.Kind}"));
        return [];
    }

    private ForeignEdge? Edge(SourceNode item)
    {
        if (item is not SourceNode.Map map || Word(map["from"]) is not { } from || Word(map["to"]) is not { } to)
        {
            context.Report(item.Fault(CoreCodes.NotTheDialect, "an edge has `from` and `to`, each the id of a node"));
            return null;
        }

        foreach (var entry in map.Entries.Where(entry => !EdgeFields.Contains(entry.Key.Text) && !entry.Value.IsNull))
            context.Report(entry.Key.Fault(CoreCodes.UnknownForeignField, $"`{entry.Key.Text}` of the edge from `{from.Text}` to `{to.Text}` cannot be carried over", Suggestion.DidYouMean(entry.Key.Text, EdgeFields)));
        var rule = map["rule"] is { IsNull: false } named ? named : map["condition"];
        if (rule is not (null or { IsNull: true } or SourceNode.Scalar))
            context.Report(rule.Fault(CoreCodes.NotTheDialect, $"the rule of an edge is text, and this is {rule.Kind}"));
        return new(from, to, rule is SourceNode.Scalar { IsNull: false } scalar ? scalar : null);
    }

    private static SourceNode.Scalar? Word(SourceNode? node) => node is SourceNode.Scalar { IsNull: false, Text.Length: > 0 } scalar ? scalar : null;
}
