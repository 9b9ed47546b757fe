using Logos.Core.Executions;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Templates;
using Logos.Rules.Values;

namespace Logos.Core.Work;

/// <summary>
/// What a worker is handed: the definitions of its steps, and just the values that they read. A worker needs
/// nothing else, and asks nobody.
/// </summary>
public sealed record NodeTask
{
    public required Guid Execution { get; init; }

    /// <summary>Where the result has to go.</summary>
    public required int Partition { get; init; }

    public required string Workspace { get; init; }

    public required string Graph { get; init; }

    public required TaskKey Key { get; init; }

    /// <summary>One node, or several of one segment that run one after another.</summary>
    public required IReadOnlyList<TaskStep> Steps { get; init; }

    /// <summary><c>inputs</c>, <c>run</c>, the ids of nodes upstream, and inside a foreach <c>item</c> and <c>index</c>.</summary>
    public required IReadOnlyDictionary<string, Payload> Context { get; init; }

    /// <summary>The time that <c>now()</c> tells: the same for every dispatch of an attempt.</summary>
    public required DateTimeOffset DispatchedAt { get; init; }

    /// <summary>Its workers fell silent before: it runs alone, and is claimed before it begins.</summary>
    public bool Quarantine { get; init; }

    /// <summary>What the last beat of a former run of this attempt carried, as far as the owner still knows it.</summary>
    public Value Resume { get; init; }

    /// <summary>What its worker continues, as W3C writes it; null where nobody traces. It decides nothing: two dispatches of one attempt may differ in it.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The request that asked for its execution, for logs; null where it was none.</summary>
    public string? RequestId { get; init; }
}

/// <summary>A node as a worker needs it.</summary>
public sealed record TaskStep(int Node, string Id, string Type, Template.Map With, TimeSpan Timeout)
{
    /// <summary>The parts of its output that go back with the outcome, for the expressions that decide how the graph goes on.</summary>
    public IReadOnlyList<ReadPath> Inline { get; init; } = [];

    /// <summary>The attempt that this run of the node is, where it is not the task's first step.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>It has to be claimed before it begins: whether it ran has to be known.</summary>
    public bool ClaimFirst { get; init; }

    /// <summary>What it yields may be used again, and what it yielded before may be used now.</summary>
    public CacheDefinition? Cache { get; init; }
}
