using Logos.Core.Orchestration;
using Logos.Gateway.Audit;
using Logos.Gateway.Faults;
using Logos.Gateway.OpenApi;
using Logos.Gateway.Requests;
using Logos.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Logos.Gateway.Access.SignIn;

/// <summary><c>/api/v1/sessions</c>: the browsers that are signed in.</summary>
internal static class SessionEndpoints
{
    private const string Ended = "session.ended";

    public static void MapSessions(this IEndpointRouteBuilder api)
    {
        var sessions = api.MapGroup("/sessions").WithTags("tokens").Requires(Scope.Admin).KnowsItsQuery();
        sessions.MapGet("", ListAsync).Produces<Listed<SessionInfo>>()
            .Tells(new("Lists the browsers that are signed in to the workspace, the oldest first.") { Answer = """{"items":[{"id":"4f1c9a02d7e83b56","name":"ci","scope":"run","roles":[],"token":"0123456789abcdef","created_at":"2026-01-31T08:00:00Z","expires_at":"2026-02-07T08:00:00Z"}]}""" });
        sessions.MapDelete("", EndAllAsync).Produces<SessionsEnded>()
            .Tells(new("Ends all sessions of the workspace at once, the caller's too.") { Answer = """{"ended":3}""" });
        sessions.MapDelete("/{id}", EndAsync).Tells(new("Ends a session at once.") { Status = 204 });
    }

    private static async Task<Results<JsonHttpResult<Listed<SessionInfo>>, Problem>> ListAsync(HttpContext context, RequestCaller caller, EngineAccess engine, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (new Query(context).Refusal() is { } wrong)
            return wrong;
        var sessions = await SessionBook.Of(engine, clock).ListAsync(caller.Workspace, cancellationToken);
        return TypedResults.Json(new Listed<SessionInfo>([.. sessions.Select(each => SessionInfo.Of(each.Id, each.Session, each.Until))], null), SessionApiJson.Default.ListedSessionInfo);
    }

    private static async Task<Results<NoContent, Problem>> EndAsync(string id, Auditor audit, EngineAccess engine, TimeProvider clock, CancellationToken cancellationToken) =>
        await SessionBook.Of(engine, clock).EndAsync(audit.Workspace, id, session => audit.Row(Ended, session.Name, new Dictionary<string, string> { ["session"] = id }), cancellationToken)
            ? TypedResults.NoContent()
            : new Problem(404, AccessCodes.NoSuchSession, "there is no such session");

    private static async Task<Results<JsonHttpResult<SessionsEnded>, Problem>> EndAllAsync(HttpContext context, Auditor audit, EngineAccess engine, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (new Query(context).Refusal() is { } wrong)
            return wrong;
        var ended = await SessionBook.Of(engine, clock).EndAllAsync(audit.Workspace, count => audit.Row(Ended, "all", new Dictionary<string, string> { ["sessions"] = $"{count}" }), cancellationToken);
        return TypedResults.Json(new SessionsEnded(ended), SessionApiJson.Default.SessionsEnded);
    }
}
