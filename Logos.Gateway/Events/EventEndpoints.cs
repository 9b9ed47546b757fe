using System.Globalization;
using Logos.Core.Orchestration;
using Logos.Gateway.Access;
using Logos.Gateway.Executions;
using Logos.Gateway.OpenApi;
using Logos.Gateway.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Logos.Gateway.Events;

/// <summary><c>/api/v1/executions/{id}/events</c>: what happens to an execution, as it happens.</summary>
internal static class EventEndpoints
{
    private const string LastEventId = "Last-Event-ID";

    public static void AddEvents(this IHostApplicationBuilder builder) => builder.Services.AddSingleton<BroadcastHub>().AddSingleton<StandingCaller>();

    public static void MapEvents(this IEndpointRouteBuilder api) =>
        api.MapGet("/executions/{id}/events", WatchAsync).WithTags("executions").Requires(Scope.Read)
            .Tells(new("Tells what happens to an execution as it happens, as server-sent events, until it ends.") { Query = ["children", "last_event_id"], AnswerType = "text/event-stream", Answer = "id: 1769846400000123\nevent: node.succeeded\ndata: {\"execution_id\":\"0199f1a0-7c00-7000-8000-000000000001\",\"node\":\"greet\",\"status\":\"succeeded\",\"attempt\":1}\n\nevent: end\ndata: {}\n\n" });

    private static async Task<IResult> WatchAsync(string id, HttpContext context, RequestCaller caller, EngineAccess engine, BroadcastHub hub, StandingCaller standing)
    {
        var query = new Query(context);
        var (withChildren, asked) = (query.Flag("children"), query.Text("last_event_id"));
        if (query.Refusal() is { } wrong)
            return wrong;
        var found = await ExecutionLookup.FindAsync(engine, caller, id, context.RequestAborted);
        if (found.Value is not { Head: var head })
            return found.Refused!;
        // What a browser sends when it comes again is newer than what its page's address says.
        var last = long.TryParse(context.Request.Headers[LastEventId].ToString() is { Length: > 0 } header ? header : asked, NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : (long?)null;
        await using var watch = await hub.JoinAsync(engine, head.Root, context.RequestAborted);
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store";
        response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        await new EventStream(engine, head, withChildren, watch.Broadcast, response, () => standing.IsStillAsync(context, caller, engine)).RunAsync(last, context.RequestAborted);
        return Results.Empty;
    }
}
