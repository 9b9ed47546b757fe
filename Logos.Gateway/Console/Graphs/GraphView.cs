using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Storage;
using Logos.Core.Orchestration;
using Logos.Gateway.Access;
using Logos.Gateway.Graphs;

namespace Logos.Gateway.Console.Graphs;

/// <summary>One version of a graph, with what its page tells besides.</summary>
/// <param name="Plan">Null when it uses a node type that is gone.</param>
internal sealed record GraphView(StoredGraph Stored, GraphPlan? Plan, IReadOnlyList<StoredGraph> Versions, int Current, IReadOnlyList<ExecutionSummary> Executions)
{
    private const int MostExecutions = 10;

    /// <returns>Null when the caller's workspace has no such graph, or no such version of it.</returns>
    public static async ValueTask<GraphView?> FindAsync(EngineAccess engine, RequestCaller caller, string id, int version, CancellationToken cancellationToken)
    {
        if ((await GraphLookup.FindAsync(engine, caller.Workspace, id, version, cancellationToken)).Value is not { } stored)
            return null;
        var plan = await engine.Plans.FindAsync(caller.Workspace, stored.Name, stored.Version, cancellationToken);
        var versions = await engine.Graphs.VersionsAsync(caller.Workspace, stored.Name, cancellationToken);
        var current = version == 0 ? stored.Version : (await engine.Graphs.FindAsync(caller.Workspace, stored.Name, 0, cancellationToken))?.Version ?? 0;
        var executions = await engine.Executions.ListAsync(new() { Workspace = caller.Workspace, Graph = stored.Name }, null, MostExecutions, cancellationToken);
        return new(stored, plan?.Plan, versions, current, executions.Items);
    }
}
