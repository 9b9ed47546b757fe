using Logos.Core.Executions;
using Logos.Core.Graphs.Planning;
using Logos.Core.Orchestration;
using Logos.Core.Work;
using Logos.Orchestrator.Embedded;
using Logos.Rules.Values;
using Logos.Workers.Nodes;

namespace Logos.Orchestrator.Hosting;

/// <summary>An execution as it stands.</summary>
public sealed record ExecutionInfo
{
    public required Guid Id { get; init; }

    public required string Graph { get; init; }

    public required ExecutionStatus Status { get; init; }

    public required Value Inputs { get; init; }

    /// <summary>The outputs of the graph; null as long as it has not completed.</summary>
    public Value Results { get; init; }

    public Failure? Error { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public IReadOnlyList<NodeInfo> Nodes { get; init; } = [];

    /// <summary>The results as a record: names in snake_case, as in handlers.</summary>
    public T ResultsAs<T>() => NodeJson.FromValue<T>(Results)!;

    internal static async ValueTask<ExecutionInfo> OfAsync(StoredExecution stored, EmbeddedEngine engine, CancellationToken cancellationToken) => new()
    {
        Id = stored.Head.Id,
        Graph = stored.Head.Graph,
        Status = stored.Row.Status,
        Inputs = await engine.ReadAsync(stored.Head.Inputs, cancellationToken),
        Results = await engine.ReadAsync(stored.Row.Results ?? Payload.Null, cancellationToken),
        Error = stored.Row.Error,
        CreatedAt = stored.Head.CreatedAt,
        StartedAt = stored.Row.StartedAt,
        EndedAt = stored.Row.EndedAt,
        Nodes = NodesOf(stored, engine.Plan(stored.Head.Graph)),
    };

    // The plan knows the nodes that nothing has happened to yet, and their order.
    private static IReadOnlyList<NodeInfo> NodesOf(StoredExecution stored, GraphPlan? plan)
    {
        var attempts = stored.Attempts.ToLookup(attempt => attempt.Node);
        if (plan is null)
            return [.. stored.Nodes.Select(Of)];
        var rows = stored.Nodes.ToDictionary(row => row.Node);
        return [.. plan.Nodes.Select(node => rows.TryGetValue(node.Id, out var row) ? Of(row) : new(node.Id, NodeStatus.Pending, 0))];

        NodeInfo Of(NodeRow row) => NodeInfo.Of(row) with { Attempts = [.. attempts[row.Node]] };
    }
}

/// <summary>A node of an execution as it stands.</summary>
public sealed record NodeInfo(string Id, NodeStatus Status, int Attempt)
{
    /// <summary>What it was given, as it is recorded: secrets masked, abbreviated where it is large; null before it has ended, and where it takes nothing.</summary>
    public Value Input { get; init; }

    /// <summary>What it yielded, where that is small; null where it is kept by reference.</summary>
    public Value Output { get; init; }

    public Failure? Error { get; init; }

    /// <summary>The attempts that failed and were followed by another, those of its items among them; the newest of them where an execution has more than 10,000. Not told with an update.</summary>
    public IReadOnlyList<AttemptRow> Attempts { get; init; } = [];

    public string? SkippedBecause { get; init; }

    /// <summary>The name of what it waits for.</summary>
    public string? Signal { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>How many items a <c>foreach</c> has, once that is known.</summary>
    public int? Items { get; init; }

    internal static NodeInfo Of(NodeRow row) => new(row.Node, row.Status, row.Attempt)
    {
        Input = row.Input is { IsInline: true } input ? input.Read() : row.With,
        Output = row.Output is { IsInline: true } output ? output.Read() : Value.Null,
        Error = row.Error,
        SkippedBecause = row.SkippedBecause,
        Signal = row.Signal,
        StartedAt = row.StartedAt,
        EndedAt = row.EndedAt,
        Items = row.ItemCount,
    };
}
