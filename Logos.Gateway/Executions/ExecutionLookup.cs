using Logos.Core.Blobs;
using Logos.Core.Executions;
using Logos.Core.Graphs.Planning;
using Logos.Core.Orchestration;
using Logos.Gateway.Access;
using Logos.Gateway.Faults;
using Logos.Gateway.Requests;
using Logos.ServiceDefaults.Problems;

namespace Logos.Gateway.Executions;

/// <summary>The execution that a request names, if it is the caller's workspace's.</summary>
internal static class ExecutionLookup
{
    public static Problem NotThere(string id) =>
        new(404, GatewayCodes.NoSuchExecution, $"there is no execution `{RequestBody.Shown(id)}`") { Hint = "`GET /api/v1/executions` lists those that there are" };

    public static async ValueTask<Given<StoredExecution>> FindAsync(EngineAccess engine, RequestCaller caller, string id, CancellationToken cancellationToken) =>
        Guid.TryParse(id, out var execution) && await engine.Client.FindAsync(execution, cancellationToken) is { } found && found.Head.Workspace == caller.Workspace
            ? found
            : NotThere(id);

    public static async ValueTask<GraphPlan?> PlanAsync(EngineAccess engine, ExecutionHead head, CancellationToken cancellationToken) =>
        (await engine.Plans.FindAsync(head.Workspace, head.Graph, head.GraphVersion, cancellationToken))?.Plan;

    public static async ValueTask<ExecutionDetail> DetailAsync(EngineAccess engine, StoredExecution execution, bool withNodes, CancellationToken cancellationToken)
    {
        var (head, row) = (execution.Head, execution.Row);
        return new()
        {
            Id = head.Id,
            Graph = head.Graph,
            Version = head.GraphVersion,
            Status = Wire.Name(row.Status),
            Phase = row.Phase == ExecutionPhase.Compensating ? "compensating" : null,
            Inputs = await ShownValue.OfAsync(head.Inputs, engine.Values, cancellationToken),
            Results = row.Results is { } results ? await ShownValue.OfAsync(results, engine.Values, cancellationToken) : null,
            Error = FailureInfo.Of(row.Error),
            Tags = head.Tags,
            CreatedAt = head.CreatedAt,
            CreatedBy = head.CreatedBy,
            StartedAt = row.StartedAt,
            EndedAt = row.EndedAt,
            DurationMs = (row.EndedAt - row.StartedAt)?.TotalMilliseconds,
            Deadline = row.Deadline,
            Parent = head.Parent is { } parent ? await ParentAsync(engine, parent, cancellationToken) : null,
            Nodes = withNodes ? await StatusesAsync(engine, execution, cancellationToken) : null,
        };
    }

    /// <summary>Whole, however large.</summary>
    public static async ValueTask<RawJson?> ResultsAsync(LargeValues values, Payload? results, CancellationToken cancellationToken) =>
        results is null ? null : new(await values.ReadBytesAsync(results, cancellationToken));

    public static async ValueTask<IReadOnlyDictionary<string, string>> StatusesAsync(EngineAccess engine, StoredExecution execution, CancellationToken cancellationToken)
    {
        var statuses = new Dictionary<string, string>(StringComparer.Ordinal);
        if (await PlanAsync(engine, execution.Head, cancellationToken) is { } plan)
        {
            foreach (var node in plan.Nodes)
                statuses[node.Id] = Wire.Name(NodeStatus.Pending);
        }

        foreach (var node in execution.Nodes)
            statuses[node.Node] = Wire.Name(node.Status);
        return statuses;
    }

    private static async ValueTask<ParentInfo> ParentAsync(EngineAccess engine, ParentLink link, CancellationToken cancellationToken)
    {
        var parent = await engine.Executions.FindAsync(link.Execution, cancellationToken);
        var plan = parent is null ? null : await PlanAsync(engine, parent.Head, cancellationToken);
        return new(link.Execution, plan is not null && link.Node < plan.Nodes.Count ? plan.Nodes[link.Node].Id : null, link.Item == TaskKey.NoItem ? null : link.Item);
    }
}
