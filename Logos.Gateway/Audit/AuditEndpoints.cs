using System.Text.Json;
using Logos.Core.Orchestration;
using Logos.Gateway.Access;
using Logos.Gateway.OpenApi;
using Logos.Gateway.Requests;
using Logos.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Logos.Gateway.Audit;

/// <summary><c>/api/v1/audit</c>: who changed what, the newest first.</summary>
internal static class AuditEndpoints
{
    // A filter that nothing matches looks through so many pages, and hands the rest to the next request.
    private const int MostPages = 20;
    private const int PageSize = 500;

    public static void MapAudit(this IEndpointRouteBuilder api) => api.MapGet("/audit", ListAsync).Requires(Scope.Admin).WithTags("audit").Produces<Listed<AuditRow>>()
            .Tells(new("Tells who changed what, the newest first.") { Query = ["action", "by", "target", "from", "until", "limit", "after"], Answer = """{"items":[{"id":"0199f1a0-7c00-7000-8000-000000000005","at":"2026-01-31T08:00:00Z","by":"ci","action":"graph.saved","target":"hello","request_id":"r-1"}]}""" });

    private static async Task<Results<JsonHttpResult<Listed<AuditRow>>, Problem>> ListAsync(HttpContext context, RequestCaller caller, EngineAccess engine, CancellationToken cancellationToken)
    {
        var query = new Query(context);
        var (filter, asked) = (AuditFilter.Of(query), query.Page());
        if (query.Refusal() is { } wrong)
            return wrong;
        try
        {
            return TypedResults.Json(await PageAsync(filter, asked.Limit, asked.After, caller, engine, cancellationToken), AuditJson.Default.ListedAuditRow);
        }
        catch (FormatException)
        {
            return Page.Refusal();
        }
    }

    /// <exception cref="FormatException">No page has said that it goes on there.</exception>
    internal static async ValueTask<Listed<AuditRow>> PageAsync(AuditFilter filter, int limit, string? after, RequestCaller caller, EngineAccess engine, CancellationToken cancellationToken)
    {
        var items = new List<AuditRow>();
        // As many as are still wanted: what a page has is then all of what lies before its end.
        for (var pages = 0; pages < MostPages; pages++)
        {
            var page = await engine.Documents.ListAsync(caller.Workspace, AuditRow.Kind, after, filter.IsAll ? limit : Math.Max(1, Math.Min(PageSize, limit - items.Count)), newestFirst: true, cancellationToken);
            items.AddRange(page.Items.Select(document => JsonSerializer.Deserialize(document.Body.Span, AuditJson.Default.AuditRow)!).Where(filter.Has));
            after = page.Next;
            if (after is null || items.Count >= limit)
                break;
        }

        return new(items, after);
    }
}

/// <param name="Action">The whole of it, or what stands before its dot.</param>
internal sealed record AuditFilter(string? Action, string? By, string? Target, DateTimeOffset? From, DateTimeOffset? Until)
{
    public bool IsAll => Action is null && By is null && Target is null && From is null && Until is null;

    public static AuditFilter Of(Query query) => new(query.Text("action"), query.Text("by"), query.Text("target"), query.Time("from"), query.Time("until"));

    public bool Has(AuditRow row) =>
        (Action is null || row.Action == Action || row.Action.StartsWith(Action + ".", StringComparison.Ordinal))
        && (By is null || row.By == By) && (Target is null || row.Target == Target)
        && (From is null || row.At >= From) && (Until is null || row.At < Until);
}
