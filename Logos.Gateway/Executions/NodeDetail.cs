using Logos.Core.Blobs;
using Logos.Core.Executions;
using Logos.Core.Graphs.Planning;
using Logos.Core.Orchestration;
using Logos.Gateway.Requests;

namespace Logos.Gateway.Executions;

/// <summary>A node of an execution as it stands.</summary>
internal sealed record NodeDetail
{
    public required string Id { get; init; }

    public string? Type { get; init; }

    public required string Status { get; init; }

    public required int Attempt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public double? DurationMs { get; init; }

    /// <summary>What it was given, secrets masked.</summary>
    public RawJson? Input { get; init; }

    /// <summary>What it yielded; abbreviated where it is large.</summary>
    public RawJson? Output { get; init; }

    /// <summary>In bytes, where it is abbreviated.</summary>
    public long? OutputSize { get; init; }

    public bool? Cached { get; init; }

    public FailureInfo? Error { get; init; }

    public string? SkippedBecause { get; init; }

    /// <summary>The signal that it waits for; an approval's is the node's id.</summary>
    public string? WaitsFor { get; init; }

    /// <summary>When a wait or a pause between two attempts ends by itself.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>What an approval asks.</summary>
    public RawJson? Message { get; init; }

    /// <summary>The JSON schema of what an answer to an approval carries.</summary>
    public RawJson? Form { get; init; }

    public RawJson? Approvers { get; init; }

    public ItemCounts? Items { get; init; }

    public string? Worker { get; init; }

    public string? Compensation { get; init; }

    public IReadOnlyList<AttemptDetail> Attempts { get; init; } = [];

    /// <summary>All nodes, in the order of the graph, those that nothing has happened to among them.</summary>
    public static async ValueTask<IReadOnlyList<NodeDetail>> OfAsync(StoredExecution execution, GraphPlan? plan, LargeValues values, CancellationToken cancellationToken)
    {
        var rows = execution.Nodes.ToDictionary(row => row.Node, StringComparer.Ordinal);
        var attempts = execution.Attempts.ToLookup(attempt => attempt.Node, StringComparer.Ordinal);
        var items = execution.Items.ToLookup(item => item.Node, StringComparer.Ordinal);
        var nodes = new List<NodeDetail>();
        foreach (var (id, type) in plan is null ? execution.Nodes.Select(row => (row.Node, (string?)null)) : plan.Nodes.Select(node => (node.Id, (string?)node.Type.Name)))
        {
            nodes.Add(rows.TryGetValue(id, out var row)
                ? await OfAsync(row, type, attempts[id], items[id], values, cancellationToken)
                : new() { Id = id, Type = type, Status = Wire.Name(NodeStatus.Pending), Attempt = 0 });
        }

        return nodes;
    }

    private static async ValueTask<NodeDetail> OfAsync(NodeRow row, string? type, IEnumerable<AttemptRow> attempts, IEnumerable<ItemRow> items, LargeValues values, CancellationToken cancellationToken)
    {
        var isWaiting = row.Status == NodeStatus.Running && row.Signal is not null;
        var isAsked = isWaiting && row.Signal == row.Node && type is null or "approval";
        return new()
        {
            Id = row.Node,
            Type = type,
            Status = Wire.Name(row.Status),
            Attempt = row.Attempt,
            StartedAt = row.StartedAt,
            EndedAt = row.EndedAt,
            DurationMs = (row.EndedAt - row.StartedAt)?.TotalMilliseconds,
            Input = row.Input is { } input ? await ShownValue.OfAsync(input, values, cancellationToken) : ShownValue.Of(row.With),
            Output = row.Output is { } output ? await ShownValue.OfAsync(output, values, cancellationToken) : null,
            OutputSize = row.Output is { IsInline: false } large ? large.Length : null,
            Cached = row.Cached ? true : null,
            Error = row.Status == NodeStatus.Succeeded && !row.FallsBack ? null : FailureInfo.Of(row.Error),
            SkippedBecause = row.SkippedBecause,
            WaitsFor = isWaiting ? row.Signal : null,
            DueAt = row.Status.IsEnd() ? null : row.DueAt,
            Message = isAsked ? ShownValue.Of(row.With["message"]) : null,
            Form = isAsked ? ShownValue.Of(row.With["form"]) : null,
            Approvers = isAsked ? ShownValue.Of(row.With["approvers"]) : null,
            Items = row.ItemCount is { } count ? ItemCounts.Of(count, row, items) : null,
            Worker = row.Worker,
            Compensation = row.Compensation == CompensationStatus.None ? null : Name(row.Compensation),
            Attempts = [.. attempts.Select(AttemptDetail.Of)],
        };
    }

    private static string Name(CompensationStatus status) => status switch
    {
        CompensationStatus.Pending => "pending",
        CompensationStatus.Running => "running",
        CompensationStatus.Done => "done",
        _ => "failed",
    };
}

/// <summary>How far a <c>foreach</c> is.</summary>
internal sealed record ItemCounts(int Count, int Begun, int Succeeded, int Failed)
{
    public static ItemCounts Of(int count, NodeRow row, IEnumerable<ItemRow> items)
    {
        var (succeeded, failed) = (0, 0);
        foreach (var item in items)
        {
            succeeded += item.Status == NodeStatus.Succeeded ? 1 : 0;
            failed += item.Status is NodeStatus.Failed or NodeStatus.TimedOut ? 1 : 0;
        }

        return new(count, row.Cursor, succeeded, failed);
    }
}

/// <summary>An attempt that another followed.</summary>
internal sealed record AttemptDetail(int Attempt, int? Item, string Status, FailureInfo? Error, DateTimeOffset? StartedAt, DateTimeOffset EndedAt)
{
    public static AttemptDetail Of(AttemptRow row) =>
        new(row.Attempt, row.Item == TaskKey.NoItem ? null : row.Item, Wire.Name(row.Status), FailureInfo.Of(row.Error), row.StartedAt, row.EndedAt);
}
