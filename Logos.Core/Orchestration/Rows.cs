using Logos.Core.Documents;
using Logos.Core.Executions;

namespace Logos.Core.Orchestration;

/// <summary>What an execution is and always was.</summary>
public sealed record ExecutionHead
{
    public required Guid Id { get; init; }

    /// <summary>The execution that nobody started but a caller; its partition is that of all below it.</summary>
    public required Guid Root { get; init; }

    public required int Partition { get; init; }

    public required string Workspace { get; init; }

    public required string Graph { get; init; }

    public required int GraphVersion { get; init; }

    public required Payload Inputs { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public ParentLink? Parent { get; init; }

    /// <summary>Who or what asked for it; a child has its root's. Null where nobody stands between it and the engine.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>Where in a trace it was asked for, as W3C writes it; all that is done for it continues there, a child's as well. Null where nobody traced.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The request that asked for it, for messages and logs; a child has its root's. Null where it was none.</summary>
    public string? RequestId { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}

/// <summary>The node that started a child.</summary>
public sealed record ParentLink(Guid Execution, int Node, int Item, int Attempt, int Round);

public sealed record Submission(ExecutionHead Head, DateTimeOffset? Deadline, IReadOnlyList<Seed> Seeds)
{
    /// <summary>What is written with the execution, or not at all: what its key was answered with, when its schedule is due next. An owner is not told of it.</summary>
    public IReadOnlyList<DocumentWrite> Writes { get; init; } = [];
}

public enum CommandKind
{
    Cancel,
    Signal,
    Retry,
}

public sealed record Command(Guid Id, int Partition, Guid Execution, CommandKind Kind, string? Name, Payload? Payload, DateTimeOffset CreatedAt)
{
    /// <summary>Null when it comes from within the process that runs the engine.</summary>
    public Caller? Caller { get; init; }
}

public sealed record StoredExecution(ExecutionHead Head, ExecutionRow Row, IReadOnlyList<NodeRow> Nodes, IReadOnlyList<ItemRow> Items)
{
    /// <summary>Attempts that were followed by another, the newest at the end, <see cref="AttemptRow.MostKept"/> at most.</summary>
    public IReadOnlyList<AttemptRow> Attempts { get; init; } = [];

    /// <summary>All of it, as a change of nothing.</summary>
    public ExecutionChanges ToChanges() => new(Head.Id, Row, Nodes, Items) { Attempts = Attempts };
}

/// <summary>Everything that one turn of an owner changed, over many executions.</summary>
public sealed record PartitionCommit(Lease Lease, long Sequence, long PublishedThrough)
{
    /// <summary>Executions that begin with this commit: submissions taken up, and children.</summary>
    public IReadOnlyList<ExecutionHead> Begun { get; init; } = [];

    public IReadOnlyList<ExecutionChanges> Changes { get; init; } = [];

    public IReadOnlyList<CommandVerdict> Verdicts { get; init; } = [];

    /// <summary>The broker to which everything unfinished has been dispatched, with this commit at the latest.</summary>
    public long BrokerGeneration { get; init; }
}

public sealed record CommandVerdict(Guid Command, Verdict Verdict);
