using System.Text;
using Logos.Core.Documents;
using Logos.Core.Orchestration;
using Logos.Gateway.Audit;
using Logos.Gateway.Faults;
using Logos.Gateway.Requests;
using Logos.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Logos.Gateway.Schedules;

/// <summary>Makes up for times of a schedule that lie behind: each once, however often it is asked for.</summary>
internal static class BackfillEndpoint
{
    private const int Most = 1_000;
    private const string SlotKind = "schedule-slot";
    private static readonly TimeSpan SlotAge = TimeSpan.FromDays(30);

    public static async Task<Results<JsonHttpResult<BackfillAnswer>, Problem>> RunAsync(Guid id, HttpContext context, Auditor audit, EngineAccess engine, CancellationToken cancellationToken)
    {
        var sent = await TypedBody.ReadAsync(context, ScheduleJson.Default.BackfillRequest);
        if (sent.Value is not { Value: var asked })
            return sent.Refused!;
        if (await ScheduleEndpoints.ReadAsync(engine, audit.Workspace, id, cancellationToken) is not { } document)
            return ScheduleEndpoints.Missing();
        var schedule = Schedule.Read(document);
        // From its next time on the runner starts it.
        var end = schedule.NextFireAt is { } due && due < audit.Now ? due : audit.Now;
        // Nothing ran then, and before the first of all times there is none to count from.
        if (asked.From < DateTimeOffset.UnixEpoch)
            return new Problem(422, ScheduleCodes.BackfillTooLarge, "`from` lies before 1970");
        if (asked.From >= asked.Until || asked.From >= end)
            return new Problem(422, ScheduleCodes.BackfillTooLarge, "`from` lies before `until`, and before the schedule's next time");
        var times = DueTimes.Between(schedule, asked.From, asked.Until < end ? asked.Until : end.AddTicks(-1), Most + 1);
        if (times.Count > Most)
            return new Problem(422, ScheduleCodes.BackfillTooLarge, $"there are more than {Most} times in that stretch");

        var known = await KnownAsync(engine, audit.Workspace, schedule, asked.From, cancellationToken);
        await engine.Documents.WriteAsync([audit.Row("schedule.backfilled", document.Name, new Dictionary<string, string> { ["from"] = ScheduleRounds.Text(asked.From), ["until"] = ScheduleRounds.Text(asked.Until), ["times"] = $"{times.Count}" })], cancellationToken);
        var executions = new List<Guid>(times.Count);
        foreach (var time in times)
        {
            if (known.TryGetValue(ScheduleRounds.Text(time), out var there))
            {
                executions.Add(there);
                continue;
            }

            var start = await ScheduleRounds.PrepareAsync(engine, audit.Workspace, schedule, time, cancellationToken);
            if (start.Submission is not { } submission)
                return Problem.Of(422, "the graph cannot be started", start.Faults);
            executions.Add(await SubmitAsync(engine, audit, document.Name, time, submission, cancellationToken));
        }

        return TypedResults.Json(new BackfillAnswer(executions), ScheduleJson.Default.BackfillAnswer);
    }

    // Of two that ask at once, one alone writes what stands for the time.
    private static async ValueTask<Guid> SubmitAsync(EngineAccess engine, Auditor audit, string schedule, DateTimeOffset time, Submission submission, CancellationToken cancellationToken)
    {
        var name = $"{schedule}/{ScheduleRounds.Text(time)}";
        var mark = new DocumentWrite(audit.Workspace, SlotKind, name, Encoding.ASCII.GetBytes($"\"{submission.Head.Id}\"")) { Expected = 0, ExpiresAt = audit.Now + SlotAge };
        if (await engine.Client.SubmitAsync(submission with { Writes = [mark] }, cancellationToken) is null)
            return submission.Head.Id;
        var other = await engine.Documents.FindAsync(audit.Workspace, SlotKind, name, cancellationToken);
        return other is null ? submission.Head.Id : Guid.Parse(Encoding.ASCII.GetString(other.Body.Span).Trim('"'));
    }

    // Those that the schedule itself has started, as far as they are still there.
    private static async ValueTask<Dictionary<string, Guid>> KnownAsync(EngineAccess engine, string workspace, Schedule schedule, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var filter = new ExecutionFilter { Workspace = workspace, Graph = schedule.Graph, Tag = new(ScheduleRounds.ScheduleTag, schedule.Id.ToString()), From = from, RootsOnly = true };
        var known = new Dictionary<string, Guid>();
        string? after = null;
        do
        {
            var page = await engine.Executions.ListAsync(filter, after, 1_000, cancellationToken);
            foreach (var execution in page.Items)
            {
                if (execution.Tags.TryGetValue(ScheduleRounds.TimeTag, out var time))
                    known[time] = execution.Id;
            }

            after = page.Next;
        }
        while (after is not null);
        return known;
    }
}
