using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Templates;

namespace Logos.Core.Graphs.Definition;

/// <summary>A graph as its author wrote it, read and typed. Immutable. <c>Source</c> is null when it was built by code.</summary>
public sealed record GraphDefinition
{
    public required string Name { get; init; }

    public string? Description { get; init; }

    public IReadOnlyList<InputDefinition> Inputs { get; init; } = [];

    public GraphDefaults Defaults { get; init; } = GraphDefaults.None;

    /// <summary>In the order written.</summary>
    public required IReadOnlyList<NodeDefinition> Nodes { get; init; }

    public IReadOnlyList<EdgeDefinition> Edges { get; init; } = [];

    public IReadOnlyList<OutputDefinition> Outputs { get; init; } = [];

    public SourceNode.Map? Source { get; init; }
}

/// <summary>What nodes do that say nothing else.</summary>
public sealed record GraphDefaults(TimeSpan? Timeout, RetryPolicy? Retry)
{
    public static readonly GraphDefaults None = new(null, null);
}

public sealed record OutputDefinition(string Name, Template Value)
{
    public SourceNode.Scalar? Key { get; init; }
}
