using System.Globalization;
using Logos.Core.Orchestration;
using Logos.Gateway.Access;
using Logos.Gateway.OpenApi;
using Logos.Gateway.Requests;
using Logos.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Logos.Gateway.Executions;

/// <summary><c>/api/v1/executions/{id}/timeline</c>.</summary>
internal static class TimelineEndpoints
{
    public static void Map(RouteGroupBuilder executions) => executions.MapGet("/{id}/timeline", FindAsync).Requires(Scope.Read)
        .Tells(new("Tells what happened in an execution, the oldest first.") { Query = ["limit", "after"], Answer = """{"items":[{"at":"2026-01-31T08:00:00Z","event":"execution.created","message":"version 1 of `hello` was asked for"},{"at":"2026-01-31T08:00:00.004Z","event":"node.skipped","node":"twice","message":"its condition `inputs.times > 1` is false"}]}""" });

    private static async Task<Results<Ok<Listed<TimelineItem>>, Problem>> FindAsync(string id, HttpContext context, RequestCaller caller, EngineAccess engine, CancellationToken cancellationToken)
    {
        var query = new Query(context);
        var (limit, after) = (query.Number("limit", Query.MostItems, 1, Query.MostItems), query.Text("after"));
        if (query.Refusal() is { } wrong)
            return wrong;
        // What happens comes at the end, so that a place is how many were told.
        var told = 0;
        if (after is not null && (!int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out told) || told == 0))
            return Page.Refusal();
        var found = await ExecutionLookup.FindAsync(engine, caller, id, cancellationToken);
        if (found.Value is not { } execution)
            return found.Refused!;
        var plan = await ExecutionLookup.PlanAsync(engine, execution.Head, cancellationToken);
        IReadOnlyList<StoredExecution> children = plan is { Graphs.Count: 0 }
            ? []
            : [.. (await engine.Executions.LoadTreeAsync(execution.Head.Root, cancellationToken)).Where(child => child.Head.Parent?.Execution == execution.Head.Id)];
        var all = new Timeline(execution, plan, children).Tell();
        return TypedResults.Ok(new Listed<TimelineItem>([.. all.Skip(told).Take(limit)], told + limit < all.Count ? (told + limit).ToString(CultureInfo.InvariantCulture) : null));
    }
}
