using Logos.Core.Orchestration;
using Logos.Gateway.Access;
using Logos.Gateway.Faults;
using Logos.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Logos.Gateway.Graphs;

/// <summary><c>/api/v1/graphs</c>.</summary>
internal static class GraphEndpoints
{
    public static void AddGraphs(this IHostApplicationBuilder builder) =>
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, GraphJson.Default));

    public static void MapGraphs(this IEndpointRouteBuilder api)
    {
        var graphs = api.MapGroup("/graphs").WithTags("graphs");
        graphs.MapGet("/{id}", FindAsync).Requires(Scope.Read);
    }

    private static async Task<Results<Ok<GraphInfo>, Problem>> FindAsync(string id, RequestCaller caller, EngineAccess engine, CancellationToken cancellationToken) =>
        await engine.Graphs.FindAsync(caller.Workspace, id, 0, cancellationToken) is { } graph
            ? TypedResults.Ok(GraphInfo.Of(graph))
            : new Problem(404, GatewayCodes.NoSuchGraph, $"there is no graph `{id}`");
}
