using System.Text.Json;
using Logos.Core.Documents;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Gateway.Limits;
using Logos.Gateway.Starting;
using Logos.Rules.Values;
using Microsoft.Extensions.Logging;

namespace Logos.Gateway.Failures;

/// <summary>
/// Starts what runs when something fails, once for each execution: a mark for it is written with what is started, or
/// neither is. So it does not matter how often, and by how many servers, a failure is seen; only that it is.
/// </summary>
internal sealed class FailureRounds(EngineAccess engine, Admission admission, ILogger logger)
{
    public const string Tag = "on_failure_of";
    private const string SeenKind = "on-failure-seen";
    private const string Cursor = "cursor";

    private static readonly TimeSpan SeenAge = TimeSpan.FromDays(30);

    /// <summary>Clocks of servers differ, and an execution has ended some time before that is in the store.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(10);

    // Looked at once more it would come to the same: only what is new costs anything.
    private const int MostSeen = 100_000;

    private readonly HashSet<Guid> _seen = [];

    private static readonly ExecutionStatus[] Bad = [ExecutionStatus.Failed, ExecutionStatus.TimedOut];

    /// <summary>Finds in the store what nobody told of: what failed while no server ran, or elsewhere.</summary>
    public async ValueTask SweepAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        if ((await engine.Documents.ListAsync(null, FailureHook.Kind, null, 1, newestFirst: false, cancellationToken)).Items.Count == 0)
            return;
        var kept = await engine.Documents.FindAsync("", FailureCursor.Kind, Cursor, cancellationToken);
        var cursor = kept is null ? new(DateTimeOffset.MinValue) : JsonSerializer.Deserialize(kept.Body.Span, FailureJson.Default.FailureCursor)!;
        var isAllDone = true;
        foreach (var status in Bad)
        {
            string? after = null;
            do
            {
                var page = await engine.Executions.ListAsync(new() { Status = status, RootsOnly = true, EndedFrom = cursor.EndedFrom }, after, 1_000, cancellationToken);
                foreach (var execution in page.Items.Where(execution => !_seen.Contains(execution.Id)))
                    isAllDone &= await SeeAsync(execution.Id, now, cancellationToken);
                after = page.Next;
            }
            while (after is not null);
        }

        // What waits for room is found again.
        if (!isAllDone)
            return;
        // Another server that was faster has looked as well: its word is as good.
        var moved = JsonSerializer.SerializeToUtf8Bytes(new FailureCursor(now - Margin), FailureJson.Default.FailureCursor);
        await engine.Documents.WriteAsync([new("", FailureCursor.Kind, Cursor, moved) { Expected = kept?.Version ?? 0 }], cancellationToken);
    }

    private async ValueTask<bool> SeeAsync(Guid id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!await LookAsync(id, now, cancellationToken))
            return false;
        if (_seen.Count >= MostSeen)
            _seen.Clear();
        _seen.Add(id);
        return true;
    }

    /// <summary>Starts what there is to start for an execution that has failed.</summary>
    /// <returns>False when there is no room for it: to be looked at again.</returns>
    public async ValueTask<bool> LookAsync(Guid id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await engine.Executions.FindAsync(id, cancellationToken) is not { Head: { Parent: null } head, Row: var row } || !Bad.Contains(row.Status))
            return true;
        // What runs because of a failure starts nothing by its own.
        if (head.Tags.ContainsKey(Tag) || await HookAsync(head, row, cancellationToken) is not var (document, hook))
            return true;
        if (await engine.Documents.FindAsync(head.Workspace, SeenKind, id.ToString(), cancellationToken) is not null)
            return true;
        var (room, full) = await admission.EnterAsync(engine, head.Workspace, hook.Graph, cancellationToken);
        if (full is not null)
            return false;
        using (room)
            await StartAsync(head, row, document, hook, now, cancellationToken);
        return true;
    }

    private async ValueTask StartAsync(ExecutionHead head, ExecutionRow row, Document document, FailureHook hook, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var id = head.Id;
        var mark = new DocumentWrite(head.Workspace, SeenKind, id.ToString(), "{}"u8.ToArray()) { Expected = 0, ExpiresAt = now + SeenAge };
        var start = await PrepareAsync(head, row, hook, cancellationToken);
        if (start.Submission is { } submission)
        {
            // Refused, another server has started it at this moment.
            await engine.Client.SubmitAsync(submission with { Writes = [mark] }, cancellationToken);
            return;
        }

        var fault = start.Faults[0];
        var told = hook with { LastError = new(now, id, fault.Code, fault.Message) };
        if (await engine.Documents.WriteAsync([mark, told.Write(head.Workspace, document.Name, document.Version)], cancellationToken) is null)
            FailureLog.NotStarted(logger, hook.Graph, head.Workspace, id, fault.Code);
        else
            await engine.Documents.WriteAsync([mark], cancellationToken);
    }

    private async ValueTask<(Document Document, FailureHook Hook)?> HookAsync(ExecutionHead head, ExecutionRow row, CancellationToken cancellationToken)
    {
        var found = await engine.Documents.FindAsync(head.Workspace, FailureHook.Kind, FailureHook.OfGraph(head.Graph), cancellationToken)
            ?? await engine.Documents.FindAsync(head.Workspace, FailureHook.Kind, FailureHook.OfWorkspace, cancellationToken);
        return found is not null && FailureHook.Read(found) is var hook && row.EndedAt >= hook.Since ? (found, hook) : null;
    }

    private async ValueTask<GraphStart> PrepareAsync(ExecutionHead head, ExecutionRow row, FailureHook hook, CancellationToken cancellationToken)
    {
        var inputs = ValueMap.Empty;
        if (await engine.Plans.FindAsync(head.Workspace, hook.Graph, 0, cancellationToken) is (_, { } plan))
            inputs = ValueMap.From(Inputs(head.Id, head.Graph, row.Error).Where(each => plan.Definition.Inputs.Any(input => input.Name == each.Key)));
        return await GraphStart.PrepareAsync(engine, head.Workspace, hook.Graph, inputs, new Dictionary<string, string> { [Tag] = head.Id.ToString() }, $"failure:{head.Graph}", cancellationToken);
    }

    /// <summary>What a graph that runs when another fails may ask for.</summary>
    public static IReadOnlyList<KeyValuePair<string, Value>> Inputs(Guid execution, string graph, Core.Work.Failure? error) =>
    [
        new("execution_id", execution.ToString()),
        new("graph", graph),
        new("error", ValueMap.Empty
            .With("code", error?.Code ?? "")
            .With("kind", error?.Kind.ToString().ToLowerInvariant() ?? "permanent")
            .With("message", error?.Message ?? "")),
    ];
}
