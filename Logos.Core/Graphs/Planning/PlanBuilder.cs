using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Templates;
using Logos.Core.Graphs.Topology;

namespace Logos.Core.Graphs.Planning;

internal sealed class PlanBuilder
{
    private readonly ReadCollector _reads;

    public PlanBuilder(GraphDefinition definition, NodeTypeRegistry types, IReadOnlyDictionary<string, TimeSpan>? expected)
    {
        Definition = definition;
        ById = Number(definition);
        _reads = new(ById);
        Edges = EdgesOf(definition, ById);
        Shape = new(definition.Nodes.Count, [.. Edges.Select(edge => (edge.From, edge.To))]);
        Levels = Levels.Of(Shape) ?? throw new ArgumentException($"the graph `{definition.Name}` has a cycle: only a valid definition has a plan");
        (var weights, HasDurations) = ExpectedWeights.Of(definition, expected);
        CriticalPath = CriticalPath.Of(Shape, Levels, weights);
        var nodeTypes = definition.Nodes.Select(node => types.Find(node.Type) ?? throw new ArgumentException($"`{node.Type}` is no known node type: only a valid definition has a plan")).ToArray();
        Segments = SegmentsOf(nodeTypes);
        Nodes = Describe(nodeTypes);
        OutputReads = [.. definition.Outputs.Select(output => ReadsOf(output.Value))];
    }

    public GraphDefinition Definition { get; }

    public Dictionary<string, int> ById { get; }

    public IReadOnlyList<TopologyEdge> Edges { get; }

    public Adjacency Shape { get; }

    public Levels Levels { get; }

    public CriticalPath CriticalPath { get; }

    public bool HasDurations { get; }

    public IReadOnlyList<PlanSegment> Segments { get; }

    public IReadOnlyList<PlanNode> Nodes { get; }

    public IReadOnlyList<IReadOnlyList<NodeRead>> OutputReads { get; }

    public static string? CalledGraph(PlanNode node) => node.Type.Pool == Pool.Orchestrator ? TextOf(node.Definition.With, "graph") : null;

    private static Dictionary<string, int> Number(GraphDefinition definition)
    {
        var byId = new Dictionary<string, int>(definition.Nodes.Count, StringComparer.Ordinal);
        for (var i = 0; i < definition.Nodes.Count; i++)
        {
            if (!byId.TryAdd(definition.Nodes[i].Id, i))
                throw new ArgumentException($"the node `{definition.Nodes[i].Id}` stands twice: only a valid definition has a plan");
        }

        return byId;
    }

    private static IReadOnlyList<TopologyEdge> EdgesOf(GraphDefinition definition, Dictionary<string, int> byId)
    {
        var references = definition.Nodes.SelectMany(node => node.Needs).Concat(definition.Edges.SelectMany(edge => new[] { edge.From, edge.To }));
        foreach (var reference in references)
        {
            if (!byId.ContainsKey(reference.Id))
                throw new ArgumentException($"the graph has no node `{reference.Id}`: only a valid definition has a plan");
        }

        return GraphTopology.Of(definition).Edges;
    }

    private PlanSegment[] SegmentsOf(NodeType[] types)
    {
        var travellers = new Traveller[types.Length];
        for (var i = 0; i < types.Length; i++)
        {
            var node = Definition.Nodes[i];
            var travels = types[i].Deterministic && types[i].Pool != Pool.Orchestrator && node is { Foreach: null, Cache: null, Compensate: null };
            travellers[i] = new(travels ? (int)types[i].Pool : -1, node.When is null && node.Join == Join.All);
        }

        var runs = LinearRuns.Of(Shape, travellers, [.. Edges.Select(edge => edge.When is not null)]);
        return [.. runs.Select((run, i) => new PlanSegment(i, types[run[0]].Pool, run))];
    }

    private PlanNode[] Describe(NodeType[] types)
    {
        var segmentOf = new int?[types.Length];
        foreach (var segment in Segments)
        {
            foreach (var node in segment.Nodes)
                segmentOf[node] = segment.Index;
        }

        var nodes = new PlanNode[types.Length];
        for (var i = 0; i < nodes.Length; i++)
            nodes[i] = Detailed(new(i, Definition.Nodes[i], types[i]) { Level = Levels.Of(i), Segment = segmentOf[i] });
        var inline = InlineReads.Of(nodes);
        for (var i = 0; i < nodes.Length; i++)
            nodes[i] = nodes[i] with { Inline = inline.Values(i) };
        return nodes;
    }

    private PlanNode Detailed(PlanNode node)
    {
        var definition = node.Definition;
        _reads.Add(definition.With);
        _reads.Add(definition.Foreach?.Items);
        _reads.Add(definition.Cache?.Key);
        if (definition.OnError is OnError.Fallback fallback)
            _reads.Add(fallback.Value);
        var (reads, secrets) = _reads.Take();
        _reads.Add(definition.Compensate?.With);
        var (undoing, undoingSecrets) = _reads.Take();
        return node with
        {
            Reads = reads,
            CompensationReads = undoing,
            Secrets = undoingSecrets.Count == 0 ? secrets : [.. secrets.Union(undoingSecrets).Order(StringComparer.Ordinal)],
            Controls = ControlFinder.Of(node, Shape, Edges, _reads),
            HasEffect = node.Type.HasEffect(definition.With),
            Connections = ConnectionsOf(definition),
        };
    }

    private IReadOnlyList<NodeRead> ReadsOf(Template template)
    {
        _reads.Add(template);
        return _reads.Take().Reads;
    }

    private static IReadOnlyList<string> ConnectionsOf(NodeDefinition definition)
    {
        var own = TextOf(definition.With, "connection");
        var undoing = definition.Compensate is { } undo ? TextOf(undo.With, "connection") : null;
        return own is null && undoing is null ? [] : [.. new[] { own, undoing }.OfType<string>().Distinct()];
    }

    private static string? TextOf(Template.Map with, string name) =>
        with[name] is Template.Literal { Value: { IsString: true } value } ? value.AsString() : null;
}
