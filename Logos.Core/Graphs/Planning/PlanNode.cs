using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Templates;

namespace Logos.Core.Graphs.Planning;

/// <summary>A node of a plan: what its definition says, and what follows from where it stands.</summary>
public sealed record PlanNode(int Index, NodeDefinition Definition, NodeType Type)
{
    public string Id => Definition.Id;

    public Pool Pool => Type.Pool;

    public int Level { get; init; }

    /// <summary>The segment that it travels in; null when it travels alone.</summary>
    public int? Segment { get; init; }

    /// <summary>What its task has to carry: all that its templates read of nodes upstream.</summary>
    public IReadOnlyList<NodeRead> Reads { get; init; } = [];

    /// <summary>What undoing it has to carry, its own output among it.</summary>
    public IReadOnlyList<NodeRead> CompensationReads { get; init; } = [];

    /// <summary>The expressions that decide whether, how often and for what it runs.</summary>
    public IReadOnlyList<ControlExpression> Controls { get; init; } = [];

    /// <summary>What control expressions anywhere read of it: returned inline with its outcome.</summary>
    public IReadOnlyList<ReadPath> Inline { get; init; } = [];

    /// <summary>Something outside changes when it runs.</summary>
    public bool HasEffect { get; init; }

    public IReadOnlyList<string> Connections { get; init; } = [];

    public IReadOnlyList<string> Secrets { get; init; } = [];
}

/// <summary>An expression that the owner of an execution evaluates.</summary>
public sealed record ControlExpression(ControlKind Kind, Formula Formula, IReadOnlyList<NodeRead> Reads)
{
    /// <summary>The edge whose condition it is.</summary>
    public int? Edge { get; init; }
}

public enum ControlKind
{
    /// <summary>The node's <c>when</c>.</summary>
    When,

    /// <summary>The condition of an edge that reaches the node.</summary>
    Edge,

    /// <summary>The <c>items</c> of its <c>foreach</c>.</summary>
    Items,

    /// <summary>What ends a loop.</summary>
    Bound,
}

/// <summary>Nodes of one pool that travel as one task.</summary>
public sealed record PlanSegment(int Index, Pool Pool, IReadOnlyList<int> Nodes);
