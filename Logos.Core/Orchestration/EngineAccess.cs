using Logos.Core.Blobs;
using Logos.Core.Documents;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Storage;
using Logos.Core.Secrets;

namespace Logos.Core.Orchestration;

/// <summary>An engine as whoever serves callers sees it: where graphs, executions and documents are, and how owners are asked. The same in every shape.</summary>
public sealed record EngineAccess
{
    public required IExecutionStore Executions { get; init; }

    public required IGraphStore Graphs { get; init; }

    public required IDocumentStore Documents { get; init; }

    /// <summary>What documents are sealed with.</summary>
    public required SecretKeyRing Keys { get; init; }

    /// <summary>Plans of graphs, as owners see them.</summary>
    public required IPlanSource Plans { get; init; }

    /// <summary>The node types that are run somewhere in this engine.</summary>
    public NodeTypeRegistry Types => TypesNow();

    /// <summary>Workers come and go, and bring types of their own.</summary>
    public required Func<NodeTypeRegistry> TypesNow { get; init; }

    public required IFeedReader Feed { get; init; }

    /// <summary>Word of what has just failed in this process.</summary>
    public required FailureNews Failures { get; init; }

    /// <summary>How often what has failed in other processes is looked for.</summary>
    public TimeSpan FailuresEvery { get; init; } = TimeSpan.FromMinutes(1);

    public required LargeValues Values { get; init; }

    public required ExecutionClient Client { get; init; }

    /// <summary>Why changes are refused for now, in words for anybody; null when they are not.</summary>
    public Func<string?> Refusal { get; init; } = () => null;

    /// <summary>Whether the store has failed for good: from the first change that it refuses for that, and so before <see cref="WhenBroken"/> ends.</summary>
    public Func<bool> HasFailed { get; init; } = () => false;

    /// <summary>Ends with what brought the engine down; with null when it was asked to stop.</summary>
    public required Task<Exception?> WhenBroken { get; init; }
}
