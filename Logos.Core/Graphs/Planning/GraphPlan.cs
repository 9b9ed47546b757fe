using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Topology;

namespace Logos.Core.Graphs.Planning;

/// <summary>What follows from a definition before anything runs. Nodes are numbered in the order written. Immutable.</summary>
public sealed class GraphPlan
{
    private readonly IReadOnlyDictionary<string, int> _byId;

    internal GraphPlan(PlanBuilder builder)
    {
        _byId = builder.ById;
        Definition = builder.Definition;
        Nodes = builder.Nodes;
        Edges = builder.Edges;
        Shape = builder.Shape;
        Levels = builder.Levels;
        CriticalPath = builder.CriticalPath;
        HasDurations = builder.HasDurations;
        Segments = builder.Segments;
        OutputReads = builder.OutputReads;
        InlineInputs = ReadCollector.Needed([.. Nodes
            .SelectMany(node => node.Controls)
            .Where(control => control.Kind is ControlKind.When or ControlKind.Edge)
            .SelectMany(control => control.Formula.Expression.Reads)
            .Where(path => path.Root == "inputs")
            .Select(ReadPath.Below)]);
        Effects = [.. Nodes.Where(node => node.HasEffect).Select(node => node.Index)];
        Connections = InOrder(Nodes.SelectMany(node => node.Connections));
        Secrets = InOrder(Nodes.SelectMany(node => node.Secrets));
        Graphs = InOrder(Nodes.Select(PlanBuilder.CalledGraph).OfType<string>());
    }

    public GraphDefinition Definition { get; }

    public IReadOnlyList<PlanNode> Nodes { get; }

    /// <summary><c>needs</c> and <c>edges</c> as one: each pair of nodes once. Their numbers are those of <see cref="Shape"/>.</summary>
    public IReadOnlyList<TopologyEdge> Edges { get; }

    public Adjacency Shape { get; }

    public Levels Levels { get; }

    /// <summary>Weighed in ticks where durations are known, else in nodes.</summary>
    public CriticalPath CriticalPath { get; }

    public bool HasDurations { get; }

    /// <summary>How long an execution takes when nothing waits; null when no duration is known.</summary>
    public TimeSpan? ExpectedDuration => HasDurations ? TimeSpan.FromTicks(CriticalPath.Weight) : null;

    public IReadOnlyList<PlanSegment> Segments { get; }

    /// <summary>For each output what it reads of which nodes.</summary>
    public IReadOnlyList<IReadOnlyList<NodeRead>> OutputReads { get; }

    /// <summary>What conditions read of the inputs: at hand wherever the execution is decided about.</summary>
    public IReadOnlyList<ReadPath> InlineInputs { get; }

    /// <summary>The nodes that change something outside.</summary>
    public IReadOnlyList<int> Effects { get; }

    public IReadOnlyList<string> Connections { get; }

    public IReadOnlyList<string> Secrets { get; }

    /// <summary>The graphs that its nodes start.</summary>
    public IReadOnlyList<string> Graphs { get; }

    public PlanNode? Find(string id) => _byId.TryGetValue(id, out var index) ? Nodes[index] : null;

    /// <param name="definition">One that validation has nothing against.</param>
    /// <param name="types">The types that it was validated with.</param>
    /// <param name="expected">How long nodes are known to take, by id. One that is not known counts as the median of those that are.</param>
    /// <exception cref="ArgumentException">The definition is not valid: it has a cycle, or names what does not exist.</exception>
    public static GraphPlan Build(GraphDefinition definition, NodeTypeRegistry types, IReadOnlyDictionary<string, TimeSpan>? expected = null)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(types);
        return new(new(definition, types, expected));
    }

    private static IReadOnlyList<string> InOrder(IEnumerable<string> names) => [.. names.Distinct().Order(StringComparer.Ordinal)];
}
