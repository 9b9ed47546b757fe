using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Gateway.Access;
using Logos.Gateway.Faults;
using Logos.Gateway.Graphs;
using Logos.Gateway.OpenApi;
using Logos.Gateway.Requests;
using Logos.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Logos.Gateway.Executions;

/// <summary><c>/api/v1/executions</c>, and what a graph's own address says of them.</summary>
internal static class ExecutionEndpoints
{
    public static void AddExecutions(this IHostApplicationBuilder builder)
    {
        builder.Services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ExecutionJson.Default));
        builder.Services.AddSingleton<EngineEnd>();
        builder.Services.AddSingleton<ExecutionStart>();
    }

    public static void MapExecutions(this IEndpointRouteBuilder api)
    {
        StartEndpoints.Map(api);
        api.MapGet("/graphs/{id}/status", StatusAsync).WithTags("graphs").Requires(Scope.Read)
            .Tells(new("Shows how an execution of the graph stands, with its nodes.") { Query = ["execution_id"], Answer = Examples.Execution });
        api.MapGet("/graphs/{id}/results", ResultsOfGraphAsync).WithTags("graphs").Requires(Scope.Read)
            .Tells(new("Shows the results of an execution of the graph.") { Query = ["execution_id"], Answer = Examples.Results });
        var executions = api.MapGroup("/executions").WithTags("executions");
        executions.MapGet("", ListAsync).Requires(Scope.Read)
            .Tells(new("Lists executions, the newest first.") { Query = ["graph", "status", "tag", "from", "until", "roots", "limit", "after"], Answer = $$$"""{"items":[{"id":"{{{Examples.Id}}}","graph":"hello","version":1,"status":"completed","tags":{"team":"blue"},"created_at":"2026-01-31T08:00:00Z","created_by":"token:ci:4f1c9a02d7e83b56","ended_at":"2026-01-31T08:00:00.009Z"}],"next":"41"}""" });
        executions.MapGet("/{id}", FindAsync).Requires(Scope.Read)
            .Tells(new("Shows an execution.") { Answer = Examples.Execution });
        executions.MapGet("/{id}/nodes", NodesAsync).Requires(Scope.Read)
            .Tells(new("Shows the nodes of an execution: what they were given, have yielded and wait for.") { Answer = """{"items":[{"id":"greet","type":"rule","status":"succeeded","attempt":1,"started_at":"2026-01-31T08:00:00.003Z","ended_at":"2026-01-31T08:00:00.004Z","duration_ms":1,"output":"Hello, Ada!","attempts":[]}]}""" });
        executions.MapGet("/{id}/nodes/{node}/output", OutputAsync).Requires(Scope.Read)
            .Tells(new("Gives the output of a node whole, however large.") { Answer = """{"rows":[1,2,3]}""" });
        executions.MapGet("/{id}/results", ResultsOfAsync).Requires(Scope.Read)
            .Tells(new("Gives the results of an execution whole, or why there are none.") { Answer = Examples.Results });
        TimelineEndpoints.Map(executions);
        BulkEndpoints.Map(executions);
        CommandEndpoints.Map(executions);
    }

    private static async Task<Results<Ok<Listed<ExecutionItem>>, Problem>> ListAsync(HttpContext context, RequestCaller caller, EngineAccess engine, CancellationToken cancellationToken)
    {
        var query = new Query(context);
        var (filter, page) = (ExecutionFilters.Of(query, caller.Workspace), query.Page());
        if (query.Refusal() is { } wrong)
            return wrong;
        if (filter.Graph is { } graph && await engine.Graphs.FindAsync(caller.Workspace, graph, 0, cancellationToken) is { } named)
            filter = filter with { Graph = named.Name };
        try
        {
            var found = await engine.Executions.ListAsync(filter, page.After, page.Limit, cancellationToken);
            return TypedResults.Ok(new Listed<ExecutionItem>([.. found.Items.Select(ExecutionItem.Of)], found.Next));
        }
        catch (FormatException)
        {
            return Page.Refusal();
        }
    }

    private static async Task<Results<Ok<ExecutionDetail>, Problem>> FindAsync(string id, HttpContext context, RequestCaller caller, EngineAccess engine, CancellationToken cancellationToken)
    {
        if (new Query(context).Refusal() is { } wrong)
            return wrong;
        var found = await ExecutionLookup.FindAsync(engine, caller, id, cancellationToken);
        return found.Value is { } execution ? TypedResults.Ok(await ExecutionLookup.DetailAsync(engine, execution, withNodes: false, cancellationToken)) : found.Refused!;
    }

    private static async Task<Results<Ok<Listed<NodeDetail>>, Problem>> NodesAsync(string id, HttpContext context, RequestCaller caller, EngineAccess engine, CancellationToken cancellationToken)
    {
        if (new Query(context).Refusal() is { } wrong)
            return wrong;
        var found = await ExecutionLookup.FindAsync(engine, caller, id, cancellationToken);
        if (found.Value is not { } execution)
            return found.Refused!;
        var plan = await ExecutionLookup.PlanAsync(engine, execution.Head, cancellationToken);
        return TypedResults.Ok(new Listed<NodeDetail>(await NodeDetail.OfAsync(execution, plan, engine.Values, cancellationToken), null));
    }

    private static async Task<IResult> OutputAsync(string id, string node, HttpContext context, RequestCaller caller, EngineAccess engine, CancellationToken cancellationToken)
    {
        if (new Query(context).Refusal() is { } wrong)
            return wrong;
        var found = await ExecutionLookup.FindAsync(engine, caller, id, cancellationToken);
        if (found.Value is not { } execution)
            return found.Refused!;
        if (execution.Nodes.FirstOrDefault(row => row.Node == node)?.Output is { } output)
            return TypedResults.Bytes(await engine.Values.ReadBytesAsync(output, cancellationToken), "application/json");
        var isThere = (await ExecutionLookup.PlanAsync(engine, execution.Head, cancellationToken))?.Find(node) is not null;
        return isThere
            ? new Problem(404, ApiCodes.NothingToShow, $"the node `{node}` has not yielded anything")
            : new Problem(404, ApiCodes.NoSuchNode, $"the execution has no node `{RequestBody.Shown(node)}`");
    }

    private static async Task<Results<Ok<ExecutionResults>, Problem>> ResultsOfAsync(string id, HttpContext context, RequestCaller caller, EngineAccess engine, CancellationToken cancellationToken)
    {
        if (new Query(context).Refusal() is { } wrong)
            return wrong;
        var found = await ExecutionLookup.FindAsync(engine, caller, id, cancellationToken);
        return found.Value is { } execution ? TypedResults.Ok(await ResultsAsync(engine, execution, cancellationToken)) : found.Refused!;
    }

    private static async Task<Results<Ok<ExecutionDetail>, Problem>> StatusAsync(string id, HttpContext context, RequestCaller caller, EngineAccess engine, CancellationToken cancellationToken)
    {
        var found = await OfGraphAsync(id, context, caller, engine, cancellationToken);
        return found.Value is { } execution ? TypedResults.Ok(await ExecutionLookup.DetailAsync(engine, execution, withNodes: true, cancellationToken)) : found.Refused!;
    }

    private static async Task<Results<Ok<ExecutionResults>, Problem>> ResultsOfGraphAsync(string id, HttpContext context, RequestCaller caller, EngineAccess engine, CancellationToken cancellationToken)
    {
        var found = await OfGraphAsync(id, context, caller, engine, cancellationToken);
        return found.Value is { } execution ? TypedResults.Ok(await ResultsAsync(engine, execution, cancellationToken)) : found.Refused!;
    }

    private static async ValueTask<ExecutionResults> ResultsAsync(EngineAccess engine, StoredExecution execution, CancellationToken cancellationToken) => new(
        execution.Head.Id,
        Wire.Name(execution.Row.Status),
        await ExecutionLookup.ResultsAsync(engine.Values, execution.Row.Results, cancellationToken),
        FailureInfo.Of(execution.Row.Error));

    /// <returns>The one that the query names, or the latest that somebody started.</returns>
    private static async ValueTask<Given<StoredExecution>> OfGraphAsync(string id, HttpContext context, RequestCaller caller, EngineAccess engine, CancellationToken cancellationToken)
    {
        var query = new Query(context);
        var asked = query.Id("execution_id");
        if (query.Refusal() is { } wrong)
            return wrong;
        var graph = await GraphLookup.FindAsync(engine, caller.Workspace, id, 0, cancellationToken);
        if (graph.Value is not { Name: var name })
            return graph.Refused!;
        if (asked is null)
        {
            var latest = await engine.Executions.ListAsync(new() { Workspace = caller.Workspace, Graph = name, RootsOnly = true }, null, 1, cancellationToken);
            if (latest.Items is not [{ Id: var newest }])
                return new Problem(404, GatewayCodes.NoSuchExecution, $"the graph `{name}` has no execution yet");
            asked = newest;
        }

        var found = await ExecutionLookup.FindAsync(engine, caller, asked.Value.ToString(), cancellationToken);
        return found.Value is { } execution && execution.Head.Graph != name ? ExecutionLookup.NotThere(asked.Value.ToString()) : found;
    }
}
