using System.Globalization;
using Logos.Core.Executions;
using Logos.Core.Graphs.Planning;
using Logos.Core.Orchestration;
using Logos.Core.Work;

namespace Logos.Gateway.Executions;

/// <summary>Something that happened in an execution.</summary>
/// <param name="Message">In words.</param>
/// <param name="Child">The execution that a node started.</param>
internal sealed record TimelineItem(DateTimeOffset At, string Event, string? Node, int? Attempt, int? Item, string Message, FailureInfo? Error, ChildInfo? Child);

internal sealed record ChildInfo(Guid ExecutionId, string Graph, string Status);

/// <summary>Tells the story of an execution by its rows: each attempt, each wait, what was skipped and why, and what it started.</summary>
internal sealed class Timeline(StoredExecution execution, GraphPlan? plan, IReadOnlyList<StoredExecution> children)
{
    private readonly List<(TimelineItem Item, int Rank)> _items = [];

    /// <returns>The oldest first.</returns>
    public IReadOnlyList<TimelineItem> Tell()
    {
        var (head, row) = (execution.Head, execution.Row);
        Add(head.CreatedAt, 0, "execution.created", $"version {head.GraphVersion} of `{head.Graph}` was asked for");
        if (row.StartedAt is { } started)
            Add(started, 1, "execution.started", "it began");
        foreach (var attempt in execution.Attempts)
            Tell(attempt);
        foreach (var node in execution.Nodes)
            Tell(node);
        foreach (var child in children)
            Tell(child);
        if (row.EndedAt is { } ended)
            Add(ended, 9, $"execution.{Wire.Name(row.Status)}", row.Error?.Message ?? "it ended", error: row.Error);
        return [.. _items.OrderBy(each => each.Item.At).ThenBy(each => each.Rank).Select(each => each.Item)];
    }

    private void Tell(AttemptRow attempt)
    {
        int? item = attempt.Item == TaskKey.NoItem ? null : attempt.Item;
        if (attempt.StartedAt is { } started)
            Add(started, 2, "node.started", By(attempt.Worker), attempt.Node, attempt.Attempt, item);
        Add(attempt.EndedAt, 4, $"node.{Wire.Name(attempt.Status)}", attempt.Error?.Message ?? "it ended badly", attempt.Node, attempt.Attempt, item, attempt.Error);
        Add(attempt.EndedAt, 5, "node.retried", $"attempt {attempt.Attempt + 1} follows", attempt.Node, attempt.Attempt + 1, item);
    }

    private void Tell(NodeRow node)
    {
        // What was skipped, or taken over from another execution, never began.
        if (node.StartedAt is { } started && node is { Status: not NodeStatus.Skipped, Attempt: > 0 })
        {
            Add(started, 2, "node.started", By(node.Worker), node.Node, node.Attempt);
            if (WaitsFor(node) is { } words)
                Add(started, 3, "node.waiting", words, node.Node, node.Attempt);
        }

        if (node is { Status: NodeStatus.Ready, DueAt: { } due })
            Add(_items.Count > 0 ? _items.Max(each => each.Item.At) : due, 6, "node.waiting", $"attempt {node.Attempt} begins at {Time(due)}", node.Node, node.Attempt);
        if (node.EndedAt is { } ended && node.Status.IsEnd())
            Add(ended, 7, $"node.{Wire.Name(node.Status)}", Ending(node), node.Node, node.Attempt == 0 ? null : node.Attempt, error: node.Status == NodeStatus.Succeeded && !node.FallsBack ? null : node.Error);
        if (node.Compensation is not (CompensationStatus.None or CompensationStatus.Pending) && node.DispatchedAt is { } undone)
        {
            Add(undone, 8, "node.undone", node.Compensation switch
            {
                CompensationStatus.Running => "it is being undone",
                CompensationStatus.Done => "it was undone",
                _ => "it could not be undone",
            }, node.Node, node.CompensationAttempt, error: node.CompensationError);
        }
    }

    private void Tell(StoredExecution child)
    {
        var link = child.Head.Parent!;
        var node = plan is not null && link.Node < plan.Nodes.Count ? plan.Nodes[link.Node].Id : null;
        _items.Add((new(
            child.Head.CreatedAt,
            "execution.child",
            node,
            link.Attempt,
            link.Item == TaskKey.NoItem ? null : link.Item,
            $"it started version {child.Head.GraphVersion} of `{child.Head.Graph}`",
            null,
            new(child.Head.Id, child.Head.Graph, Wire.Name(child.Row.Status))), 3));
    }

    private string? WaitsFor(NodeRow node) => plan?.Find(node.Node)?.Type.Name switch
    {
        "approval" => node.With["message"] is { IsString: true } asked ? $"it asks: {asked.AsString()}" : "it asks for an approval",
        "wait" when node.With["signal"] is { IsString: true } signal => $"it waits for the signal `{signal.AsString()}`",
        "wait" when node.DueAt is { } due => $"it waits until {Time(due)}",
        "wait" => "it waits for a time",
        _ => node.Signal is { } other ? $"it waits for the signal `{other}`" : null,
    };

    private string Ending(NodeRow node)
    {
        if (node.Status == NodeStatus.Skipped)
            return node.SkippedBecause ?? "it was skipped";
        if (node.Status != NodeStatus.Succeeded)
            return node.Error?.Message ?? Wire.Name(node.Status);
        if (node.FallsBack)
            return "its fallback stands in for it";
        if (node.Cached)
            return "its output was taken from the cache";
        if (plan?.Find(node.Node)?.Type.Name == "approval" && node.Output is { IsInline: true } output && output.Read() is var answer && answer["decision"].IsString)
            return answer["by"].IsString ? $"{answer["decision"].AsString()} by {answer["by"].AsString()}" : answer["decision"].AsString();
        return node.StartedAt is { } started && node.EndedAt is { } ended ? string.Create(CultureInfo.InvariantCulture, $"it succeeded after {(ended - started).TotalMilliseconds:0.#} ms") : "it succeeded";
    }

    private void Add(DateTimeOffset at, int rank, string what, string message, string? node = null, int? attempt = null, int? item = null, Failure? error = null) =>
        _items.Add((new(at, what, node, attempt, item, message, FailureInfo.Of(error), null), rank));

    private static string By(string? worker) => worker is null ? "it began" : $"it began on {worker}";

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
