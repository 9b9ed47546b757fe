using Logos.Core.Executions;
using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Storage;
using Logos.Core.Orchestration;
using Logos.Gateway.Faults;
using Logos.Gateway.Requests;
using Logos.ServiceDefaults.Problems;

namespace Logos.Gateway.Graphs;

/// <summary>The graph, the version and the plan that a request names.</summary>
internal static class GraphLookup
{
    public static Problem NotThere(string id) =>
        new(404, GatewayCodes.NoSuchGraph, $"there is no graph `{RequestBody.Shown(id)}`") { Hint = "`GET /api/v1/graphs` lists those that there are" };

    /// <returns>The version of the graph that the query names, and of one that is not deleted.</returns>
    public static async ValueTask<Given<StoredGraph>> FindAsync(EngineAccess engine, string workspace, string id, int version, CancellationToken cancellationToken)
    {
        if (await engine.Graphs.FindAsync(workspace, id, 0, cancellationToken) is not { } current)
            return NotThere(id);
        if (version == 0 || version == current.Version)
            return current;
        return await engine.Graphs.FindAsync(workspace, current.Name, version, cancellationToken) is { } asked
            ? asked
            : new Problem(404, GatewayCodes.NoSuchGraph, $"the graph `{current.Name}` has no version {version}") { Hint = $"`GET /api/v1/graphs/{current.Name}/versions` lists them" };
    }

    public static int Version(Query query) => query.Number("version", 0, 1, int.MaxValue);

    public static async ValueTask<Given<GraphPlan>> PlanAsync(EngineAccess engine, StoredGraph graph, CancellationToken cancellationToken) =>
        await engine.Plans.FindAsync(graph.Workspace, graph.Name, graph.Version, cancellationToken) is (_, GraphPlan plan)
            ? plan
            : new Problem(409, ExecutionCodes.NoPlan, $"version {graph.Version} of the graph `{graph.Name}` uses a node type that this server does not know");
}
