using Logos.Core.Executions;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.Planning;
using Logos.Core.Orchestration;
using Logos.Gateway.Access;
using Logos.Gateway.Executions;

namespace Logos.Gateway.Console.Executions;

/// <summary>An execution with the plan that it runs, as one page tells it.</summary>
internal sealed class ExecutionView
{
    private const string WaitingStatus = "waiting";

    private readonly Dictionary<string, NodeRow> _rows;

    private ExecutionView(StoredExecution stored, GraphPlan? plan, ILookup<int, StoredExecution> children)
    {
        Stored = stored;
        Plan = plan;
        _rows = stored.Nodes.ToDictionary(row => row.Node, StringComparer.Ordinal);
        Children = children;
        Attempts = stored.Attempts.ToLookup(attempt => attempt.Node, StringComparer.Ordinal);
        Items = stored.Items.ToLookup(item => item.Node, StringComparer.Ordinal);
    }

    public StoredExecution Stored { get; }

    public ExecutionHead Head => Stored.Head;

    public ExecutionRow Row => Stored.Row;

    /// <summary>Null when its version of the graph is gone, or uses a node type that is.</summary>
    public GraphPlan? Plan { get; }

    /// <summary>What its nodes have started, by their number.</summary>
    public ILookup<int, StoredExecution> Children { get; }

    public ILookup<string, AttemptRow> Attempts { get; }

    public ILookup<string, ItemRow> Items { get; }

    public bool HasEnded => Row.Status.IsEnd();

    public string Status => Wire.Name(Row.Status);

    public IReadOnlyList<NodeRow> Nodes => Plan is null ? Stored.Nodes : [.. Plan.Nodes.Select(node => RowOf(node.Id))];

    /// <returns>Null when the caller's workspace has no such execution.</returns>
    public static async ValueTask<ExecutionView?> FindAsync(EngineAccess engine, RequestCaller caller, Guid id, CancellationToken cancellationToken)
    {
        if ((await ExecutionLookup.FindAsync(engine, caller, id.ToString(), cancellationToken)).Value is not { Head: var head } stored)
            return null;
        var plan = await ExecutionLookup.PlanAsync(engine, head, cancellationToken);
        IEnumerable<StoredExecution> children = [];
        if (plan is { Graphs.Count: > 0 })
            children = (await engine.Executions.LoadTreeAsync(head.Root, cancellationToken)).Where(each => each.Head.Parent?.Execution == id);
        return new(stored, plan, children.OrderBy(child => child.Head.CreatedAt).ToLookup(child => child.Head.Parent!.Node));
    }

    public NodeRow RowOf(string node) => _rows.TryGetValue(node, out var row) ? row : new(node);

    public int IndexOf(string node) => Plan?.Find(node)?.Index ?? -1;

    public string TypeOf(string node) => Plan?.Find(node)?.Type.Name ?? "";

    public string StatusOf(NodeRow row) => IsWaiting(row) ? WaitingStatus : Wire.Name(row.Status);

    /// <summary>It takes no worker's time: somebody has to answer, or a time has to come.</summary>
    public bool IsWaiting(NodeRow row) => row.Status == NodeStatus.Running && (row.Signal is not null || row.DueAt is not null && TypeOf(row.Node) == "wait");

    public bool IsApproval(NodeRow row) => row.Signal is not null && TypeOf(row.Node) == "approval";

    /// <summary>What somebody has to do for it to go on.</summary>
    public IEnumerable<NodeRow> Waits => HasEnded ? [] : Nodes.Where(row => row is { Status: NodeStatus.Running, Signal: not null });

    /// <summary>What a node was given or has recorded, until it is asked for.</summary>
    public static TimeSpan? Took(DateTimeOffset? from, DateTimeOffset? until) => until - from;

    public static string Approvers(NodeRow row) => row.With["approvers"] is { IsList: true } approvers && approvers.AsList().Count > 0
        ? string.Join(", ", approvers.AsList().Select(approver => approver.ToText()))
        : "everyone who may start executions";

    public GraphDefinition? Definition => Plan?.Definition;
}
