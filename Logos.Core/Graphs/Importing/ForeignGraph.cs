using Logos.Core.Graphs.Reading;

namespace Logos.Core.Graphs.Importing;

/// <summary>A graph of another dialect, as far as all its forms have in common.</summary>
internal sealed record ForeignGraph(IReadOnlyList<ForeignNode> Nodes, IReadOnlyList<ForeignEdge> Edges, SourceNode.Map Source)
{
    public string? Name { get; init; }

    public string? Description { get; init; }
}

/// <summary>A node of it: its id as the file calls it, where that stands, and what is said of it, without what is empty.</summary>
internal sealed record ForeignNode(string Id, SourceNode.Scalar At, ForeignType Type, IReadOnlyDictionary<string, SourceNode> Fields)
{
    public SourceNode? this[string field] => Fields.GetValueOrDefault(field);

    /// <summary>The first of several names of one thing that is there.</summary>
    public SourceNode? Any(params ReadOnlySpan<string> fields)
    {
        foreach (var field in fields)
        {
            if (Fields.TryGetValue(field, out var value))
                return value;
        }

        return null;
    }
}

internal sealed record ForeignEdge(SourceNode.Scalar From, SourceNode.Scalar To, SourceNode.Scalar? Rule);

internal enum ForeignType
{
    Rule,
    Db,
    Ai,
    Grpc,
    Subgraph,
    Conditional,
    Loop,
    TryCatch,
    Retry,
    CircuitBreaker,
}
