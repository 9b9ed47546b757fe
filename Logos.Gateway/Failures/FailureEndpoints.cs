using Logos.Core.Graphs.Validation;
using Logos.Core.Orchestration;
using Logos.Gateway.Access;
using Logos.Gateway.Audit;
using Logos.Gateway.Faults;
using Logos.Gateway.OpenApi;
using Logos.Gateway.Requests;
using Logos.Rules.Values;
using Logos.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Logos.Gateway.Failures;

/// <summary><c>…/on-failure</c>, of the workspace and of each graph.</summary>
internal static class FailureEndpoints
{
    public static void AddFailures(this IHostApplicationBuilder builder) => builder.Services.AddHostedService<FailureRunner>();

    public static void MapFailures(this IEndpointRouteBuilder api)
    {
        foreach (var path in (string[])["/on-failure", "/graphs/{id}/on-failure"])
        {
            var hook = api.MapGroup(path).WithTags("failures").KnowsItsQuery();
            hook.MapGet("", FindAsync).Requires(Scope.Read).Produces<FailureHook>()
            .Tells(new("Shows the graph that runs when another fails.") { Answer = """{"graph":"alert","since":"2026-01-31T08:00:00Z"}""" });
            hook.MapPut("", PutAsync).Requires(Scope.Admin).Accepts<FailureHookRequest>("application/json").Produces<FailureHook>()
            .Tells(new("Sets the graph that runs when another fails.") { Body = """{"graph":"alert"}""", Answer = """{"graph":"alert","since":"2026-01-31T08:00:00Z"}""" });
            hook.MapDelete("", DeleteAsync).Requires(Scope.Admin)
            .Tells(new("Takes it away.") { Status = 204 });
        }
    }

    private static async Task<Results<JsonHttpResult<FailureHook>, Problem>> FindAsync(HttpContext context, RequestCaller caller, EngineAccess engine, CancellationToken cancellationToken)
    {
        if (await NameAsync(context, engine, caller.Workspace, cancellationToken) is not { } name)
            return NoGraph(context);
        return await engine.Documents.FindAsync(caller.Workspace, FailureHook.Kind, name, cancellationToken) is { } found
            ? TypedResults.Json(FailureHook.Read(found), FailureJson.Default.FailureHook)
            : Missing();
    }

    private static async Task<Results<JsonHttpResult<FailureHook>, Problem>> PutAsync(HttpContext context, Auditor audit, EngineAccess engine, CancellationToken cancellationToken)
    {
        var sent = await TypedBody.ReadAsync(context, FailureJson.Default.FailureHookRequest);
        if (sent.Value is not { Value: var asked })
            return sent.Refused!;
        if (await NameAsync(context, engine, audit.Workspace, cancellationToken) is not { } name)
            return NoGraph(context);
        if (await engine.Plans.FindAsync(audit.Workspace, asked.Graph, 0, cancellationToken) is not (_, { } plan))
            return new Problem(422, GatewayCodes.NoSuchGraph, $"there is no graph `{asked.Graph}`");
        // Held against what it will be given, as far as it asks for that.
        var inputs = ValueMap.From(FailureRounds.Inputs(Guid.Empty, "graph", null).Where(each => plan.Definition.Inputs.Any(input => input.Name == each.Key)));
        if (InputBinding.Bind(plan.Definition, inputs, out var faults) is null)
            return new Problem(422, FailureCodes.BadHook, $"`{plan.Definition.Name}` cannot be started with `execution_id`, `graph` and `error`") { Errors = faults };
        var hook = new FailureHook(plan.Definition.Name, audit.Now);
        await engine.Documents.WriteAsync([hook.Write(audit.Workspace, name, null), audit.Row("on_failure.set", name, new Dictionary<string, string> { ["graph"] = hook.Graph })], cancellationToken);
        return TypedResults.Json(hook, FailureJson.Default.FailureHook);
    }

    private static async Task<Results<NoContent, Problem>> DeleteAsync(HttpContext context, Auditor audit, EngineAccess engine, CancellationToken cancellationToken)
    {
        if (await NameAsync(context, engine, audit.Workspace, cancellationToken) is not { } name)
            return NoGraph(context);
        if (await engine.Documents.FindAsync(audit.Workspace, FailureHook.Kind, name, cancellationToken) is null)
            return Missing();
        await engine.Documents.WriteAsync([new(audit.Workspace, FailureHook.Kind, name, null), audit.Row("on_failure.deleted", name)], cancellationToken);
        return TypedResults.NoContent();
    }

    /// <returns>Null when there is no such graph.</returns>
    private static async ValueTask<string?> NameAsync(HttpContext context, EngineAccess engine, string workspace, CancellationToken cancellationToken)
    {
        if (context.GetRouteValue("id")?.ToString() is not { } id)
            return FailureHook.OfWorkspace;
        return await engine.Graphs.FindAsync(workspace, id, 0, cancellationToken) is { } graph ? FailureHook.OfGraph(graph.Name) : null;
    }

    private static Problem NoGraph(HttpContext context) => new(404, GatewayCodes.NoSuchGraph, $"there is no graph `{context.GetRouteValue("id")}`");

    private static Problem Missing() => new(404, FailureCodes.NoHook, "nothing runs when this fails");
}
