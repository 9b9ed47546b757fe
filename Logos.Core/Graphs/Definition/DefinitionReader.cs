using Logos.Core.Faults;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Templates;

namespace Logos.Core.Graphs.Definition;

/// <summary>From the tree of a file to a definition. What is wrong is reported, left out, and read past.</summary>
internal sealed class DefinitionReader(NodeTypeRegistry types, FaultList faults)
{
    public static readonly IReadOnlyList<string> Known = ["name", "description", "inputs", "defaults", "nodes", "edges", "outputs"];

    private static readonly string[] DefaultFields = ["timeout", "retry"];
    private static readonly string[] EdgeFields = ["from", "to", "when"];

    public GraphDefinition? Read(SourceNode root)
    {
        if (root is not SourceNode.Map map)
        {
            faults.Add(root.Fault(CoreCodes.WrongKind, $"a definition is a map with `name` and `nodes`, and this is {root.Kind}"));
            return null;
        }

        var fields = new Fields(map, "a graph", Known, faults, Advise);
        var (nodes, edges) = (Nodes(fields), Edges(fields));
        var count = nodes.Sum(node => node.Needs.Count) + edges.Count;
        if (count > SourceLimits.MaxEdges)
        {
            faults.Add(map.Fault(CoreCodes.TooManyEdges, $"the graph has {count:N0} edges, with what nodes need, and {SourceLimits.MaxEdges:N0} are allowed", "let a node in between wait for many, and many wait for that"));
            return null;
        }

        return new()
        {
            Name = Name(fields),
            Description = fields.Text("description")?.Text,
            Inputs = new InputReader(faults).Read(fields.Map("inputs")),
            Defaults = Defaults(fields),
            Nodes = nodes,
            Edges = edges,
            Outputs = Outputs(fields),
            Source = map,
        };
    }

    private string Name(Fields fields)
    {
        if (fields.Any("name") is null)
            fields.Missing("name", "write `name: ` and a word on the first line");
        if (fields.Text("name") is not { } name)
            return "";
        if (!Names.IsGraphName(name.Text))
            faults.Add(name.Fault(CoreCodes.BadName, $"`{name.Text}` cannot be the name of a graph", "it begins with a letter and holds letters, digits, `_`, `-` and `.`, up to 64"));
        return name.Text;
    }

    private GraphDefaults Defaults(Fields graph)
    {
        if (graph.Map("defaults") is not { } map)
            return GraphDefaults.None;
        var fields = new Fields(map, "`defaults`", DefaultFields, faults, name => NodeReader.Known.Contains(name) ? "only `timeout` and `retry` have defaults; the rest is said by each node" : null);
        return new(fields.Duration("timeout"), PolicyReader.Retry(fields, faults));
    }

    private List<NodeDefinition> Nodes(Fields graph)
    {
        var nodes = new List<NodeDefinition>();
        if (graph.Any("nodes") is SourceNode.List list)
        {
            faults.Add(list.Fault(CoreCodes.WrongKind, "`nodes` takes a map from id to node, and this is a list", "write `nodes:` and below it `my_node:` with its fields"));
            return nodes;
        }

        if (graph.Any("nodes") is null || graph.Map("nodes") is { Entries.Count: 0 })
            faults.Add((graph.Source["nodes"] ?? graph.Source).Fault(CoreCodes.NoNodes, "the graph has no nodes", "write `nodes:` and below it an id and its `type`"));
        if (graph.Map("nodes") is not { } map)
            return nodes;
        if (map.Entries.Count > SourceLimits.MaxNodes)
        {
            faults.Add(map.Fault(CoreCodes.TooManyNodes, $"the graph has {map.Entries.Count:N0} nodes, and {SourceLimits.MaxNodes:N0} are allowed", "use `foreach` for what repeats"));
            return nodes;
        }

        var reader = new NodeReader(types, faults);
        foreach (var entry in map.Entries)
        {
            if (reader.Read(entry) is { } node)
                nodes.Add(node);
        }

        return nodes;
    }

    private List<EdgeDefinition> Edges(Fields graph)
    {
        var edges = new List<EdgeDefinition>();
        foreach (var item in graph.List("edges")?.Items ?? [])
        {
            if (item is not SourceNode.Map map)
            {
                faults.Add(item.Fault(CoreCodes.WrongKind, $"an edge is a map with `from` and `to`, and this is {item.Kind}", "write `- { from: a, to: b }`"));
                continue;
            }

            var fields = new Fields(map, "an edge", EdgeFields, faults, name => name is "condition" or "if" or "rule" ? "did you mean `when`?" : null);
            fields.Required("from");
            fields.Required("to");
            var (from, to) = (fields.Text("from"), fields.Text("to"));
            var when = fields.Expression("when");
            if (from is not null && to is not null)
                edges.Add(new(new(from.Text) { Source = from }, new(to.Text) { Source = to }) { When = when, Source = map });
        }

        return edges;
    }

    private List<OutputDefinition> Outputs(Fields graph) =>
        [.. (graph.Map("outputs")?.Entries ?? []).Select(entry => new OutputDefinition(entry.Key.Text, TemplateReader.Read(entry.Value, faults)) { Key = entry.Key })];

    private static string? Advise(string name) => name switch
    {
        "version" => "versions are counted when the content changes; delete it",
        "id" => "a graph is known by its `name`",
        "timeout" or "retry" => "it belongs under `defaults`, or into a node",
        "steps" or "tasks" or "jobs" => "did you mean `nodes`?",
        _ => null,
    };
}
