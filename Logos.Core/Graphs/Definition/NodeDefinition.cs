using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Templates;

namespace Logos.Core.Graphs.Definition;

public sealed record NodeDefinition(string Id, string Type)
{
    public string? Description { get; init; }

    public IReadOnlyList<NodeReference> Needs { get; init; } = [];

    public Join Join { get; init; } = Join.All;

    /// <summary>Null runs the node always; false skips it.</summary>
    public Formula? When { get; init; }

    public ForeachDefinition? Foreach { get; init; }

    /// <summary>What its type takes.</summary>
    public Template.Map With { get; init; } = Template.Map.Empty;

    public RetryPolicy? Retry { get; init; }

    public TimeSpan? Timeout { get; init; }

    public CacheDefinition? Cache { get; init; }

    public OnError OnError { get; init; } = OnError.Fail.Instance;

    /// <summary>Null leaves it to the type.</summary>
    public bool? Idempotent { get; init; }

    public CompensateDefinition? Compensate { get; init; }

    /// <summary>Where its id stands.</summary>
    public SourceNode.Scalar? Key { get; init; }

    /// <summary>What stands under its id.</summary>
    public SourceNode.Map? Source { get; init; }

    public TimeSpan? EffectiveTimeout(GraphDefaults defaults) => Timeout ?? defaults.Timeout;

    public RetryPolicy? EffectiveRetry(GraphDefaults defaults) => Retry ?? defaults.Retry;
}

/// <summary>A node named by its id, and where the name stands.</summary>
public sealed record NodeReference(string Id)
{
    public SourceNode? Source { get; init; }

    public bool Equals(NodeReference? other) => Id == other?.Id;

    public override int GetHashCode() => Id.GetHashCode(StringComparison.Ordinal);
}

public sealed record EdgeDefinition(NodeReference From, NodeReference To)
{
    /// <summary>An edge that is not taken counts as a skipped upstream.</summary>
    public Formula? When { get; init; }

    public SourceNode.Map? Source { get; init; }
}

/// <summary>How a node waits for its upstream nodes.</summary>
public enum Join
{
    /// <summary>Every one succeeded; a skipped one skips this.</summary>
    All,

    /// <summary>One succeeded.</summary>
    Any,

    /// <summary>All ended, whatever the end.</summary>
    Done,
}

/// <summary>One run of the node per item; its output is the list of theirs, in item order.</summary>
public sealed record ForeachDefinition(Template Items)
{
    public int? Concurrency { get; init; }

    public SourceNode? Source { get; init; }
}

/// <summary>Undoes what the node did, when the execution ends badly.</summary>
public sealed record CompensateDefinition(string Type, Template.Map With)
{
    public RetryPolicy? Retry { get; init; }

    public TimeSpan? Timeout { get; init; }

    public SourceNode.Map? Source { get; init; }
}

/// <summary>An outcome that is used again while it is young enough.</summary>
public sealed record CacheDefinition(TimeSpan Ttl)
{
    /// <summary>Null keys by what the node is given.</summary>
    public Template? Key { get; init; }
}

/// <summary>What becomes of the graph when the node has failed for good.</summary>
public abstract record OnError
{
    private OnError()
    {
    }

    /// <summary>The execution fails.</summary>
    public sealed record Fail : OnError
    {
        public static readonly Fail Instance = new();
    }

    /// <summary>Downstream goes on, and sees <c>$error</c>.</summary>
    public sealed record Continue : OnError
    {
        public static readonly Continue Instance = new();
    }

    /// <summary>Downstream goes on with this value.</summary>
    public sealed record Fallback(Template Value) : OnError;
}
