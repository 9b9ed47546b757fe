using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Gateway.Access;
using Logos.Gateway.Audit;
using Logos.Gateway.Faults;
using Logos.Gateway.Limits;
using Logos.Gateway.OpenApi;
using Logos.Gateway.Requests;
using Logos.Rules.Values;
using Logos.ServiceDefaults.Faults;
using Logos.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Logos.Gateway.Executions;

/// <summary>Cancels or tries again all executions that a filter finds, up to 1,000 with a request.</summary>
internal static class BulkEndpoints
{
    // In the order of their lives: what begins between two looks is found twice, and not never.
    private static readonly ExecutionStatus[] Open = [ExecutionStatus.Pending, ExecutionStatus.Running];
    private static readonly ExecutionStatus[] EndedBadly = [ExecutionStatus.Failed, ExecutionStatus.TimedOut, ExecutionStatus.Cancelled];

    public static void Map(RouteGroupBuilder executions)
    {
        executions.MapPost("/cancel", CancelAsync).Requires(Scope.Run).Audited("execution.cancelled", Many).Produces<BulkDone>()
            .Tells(new("Cancels all executions that a filter finds, up to 1,000.") { Body = """{"graph":"hello","tag":"team:blue","reason":"the order is void"}""", Answer = Examples.Bulk });
        executions.MapPost("/retry", RetryAsync).Requires(Scope.Run).Audited("execution.retried", Many).Produces<BulkDone>()
            .Tells(new("Tries again all executions that a filter finds and that ended badly, up to 1,000.") { Body = """{"graph":"hello","status":"failed","from":"2026-01-31"}""", Answer = Examples.Bulk });
    }

    private static string Many(object? outcome) => "*";

    private static Task<IResult> CancelAsync(HttpContext context, RequestCaller caller, EngineAccess engine, IOptions<GatewayOptions> options) =>
        RunAsync(context, caller, engine, options.Value, CommandKind.Cancel, Open, async (execution, reason) =>
            (await CommandEndpoints.AskAsync(engine, execution.Head, CommandKind.Cancel, reason, Value.Null, caller, context.RequestAborted)).Verdict);

    // Each that there is no room for is refused by itself: asked again, the filter finds it again.
    private static async Task<Verdict?> TryAgainAsync(EngineAccess engine, Admission admission, StoredExecution execution, RequestCaller caller, CancellationToken cancellationToken) =>
        await CommandEndpoints.AskRetryAsync(engine, admission, execution, caller, cancellationToken) is var (asked, full) && full is not null ? new(full.Status, full.Code, full.Message) : asked!.Verdict;

    private static Task<IResult> RetryAsync(HttpContext context, RequestCaller caller, EngineAccess engine, Admission admission, IOptions<GatewayOptions> options) =>
        RunAsync(context, caller, engine, options.Value, CommandKind.Retry, EndedBadly, (execution, _) => TryAgainAsync(engine, admission, execution, caller, context.RequestAborted));

    private static async Task<IResult> RunAsync(HttpContext context, RequestCaller caller, EngineAccess engine, GatewayOptions options, CommandKind kind, ExecutionStatus[] otherwise, Func<StoredExecution, string?, Task<Verdict?>> ask)
    {
        if (new Query(context).Refusal() is { } wrong)
            return wrong;
        var given = await RequestBody.ReadJsonAsync(context, options.MaxBody);
        if (given.Value is not { } body)
            return given.Refused!;
        var members = new Members(body.Members);
        var (filter, after) = (ExecutionFilters.Of(members, caller.Workspace), members.Text("after"));
        var limit = members.Number("limit", Query.MostItems, 1, Query.MostItems);
        var reason = kind == CommandKind.Cancel ? members.Text("reason") : null;
        if (members.Refusal() is { } refused)
            return refused;
        if (filter is { Graph: null, Status: null, Tag: null, From: null, Until: null })
            return new Problem(422, ApiCodes.MissingMember, "the filter would find everything") { Hint = "give at least one of graph, status, tag, from, until" };
        if (await FindAsync(engine, filter, filter.Status is { } status ? [status] : otherwise, after, limit, context.RequestAborted) is not var (found, next))
            return Page.Refusal();
        return TypedResults.Ok(await AskAsync(engine, execution => ask(execution, reason), found, next, context.RequestAborted));
    }

    /// <returns>Null when there is no such place in the list.</returns>
    private static async ValueTask<Matched?> FindAsync(EngineAccess engine, ExecutionFilter filter, ExecutionStatus[] statuses, string? after, int limit, CancellationToken cancellationToken)
    {
        // A place is the status whose list it is in, and the store's own place in that.
        var (first, place) = (0, (string?)null);
        if (after is not null)
        {
            var colon = after.IndexOf(':', StringComparison.Ordinal);
            first = colon < 0 ? -1 : Array.FindIndex(statuses, status => Wire.Name(status) == after[..colon]);
            place = after[(colon + 1)..] is { Length: > 0 } within ? within : null;
            if (first < 0)
                return null;
        }

        var found = new List<ExecutionSummary>();
        for (var i = first; i < statuses.Length; i++)
        {
            try
            {
                var page = await engine.Executions.ListAsync(filter with { Status = statuses[i] }, i == first ? place : null, limit - found.Count, cancellationToken);
                var isFull = page.Items.Count == limit - found.Count;
                found.AddRange(page.Items.Where(item => found.TrueForAll(known => known.Id != item.Id)));
                if (isFull)
                    return new(found, page.Next is { } more ? $"{Wire.Name(statuses[i])}:{more}" : i + 1 < statuses.Length ? $"{Wire.Name(statuses[i + 1])}:" : null);
            }
            catch (FormatException)
            {
                return null;
            }
        }

        return new(found, null);
    }

    private static async ValueTask<BulkDone> AskAsync(EngineAccess engine, Func<StoredExecution, Task<Verdict?>> ask, IReadOnlyList<ExecutionSummary> found, string? next, CancellationToken cancellationToken)
    {
        // All at once: what they are asked is recorded together, and their owners answer side by side.
        var verdicts = await Task.WhenAll(found.Select(async summary =>
            await engine.Client.FindAsync(summary.Id, cancellationToken) is { } execution
                ? await ask(execution)
                : new Verdict(404, GatewayCodes.NoSuchExecution, "it is gone")));
        var refused = new List<BulkRefusal>();
        for (var i = 0; i < verdicts.Length; i++)
        {
            if (verdicts[i] is { Status: >= 400 } verdict)
                refused.Add(new(found[i].Id, verdict.Code ?? ServiceCodes.Unforeseen, verdict.Message ?? ""));
        }

        return new(found.Count, found.Count - refused.Count, refused, next);
    }

    private sealed record Matched(IReadOnlyList<ExecutionSummary> Found, string? Next);
}
