using Logos.Rules.Expressions.Typing;

namespace Logos.Core.Graphs.Validation;

/// <summary>What an expression may read at its place.</summary>
internal sealed record Scope
{
    /// <summary>What the place is called in a fault: <c>`when`</c>.</summary>
    public required string Place { get; init; }

    /// <summary>The node that reads, by number; null for the outputs of the graph, which come after every node.</summary>
    public int? Node { get; init; }

    public bool Secrets { get; init; }

    /// <summary><c>item</c> and <c>index</c>.</summary>
    public bool Item { get; init; }

    /// <summary>The place is looked at once, before there are items.</summary>
    public bool IsBeforeItems { get; init; }

    /// <summary>What an <c>item</c> is.</summary>
    public StaticType ItemType { get; init; } = StaticType.Unknown;

    /// <summary>The node's own output: what compensation needs.</summary>
    public bool Own { get; init; }

    /// <summary>Upstream is what is upstream of the edge's source, and the source itself.</summary>
    public bool OwnIncluded { get; init; }

    public IReadOnlyCollection<string> Locals { get; init; } = [];
}
