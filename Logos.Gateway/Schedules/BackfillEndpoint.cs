using Logos.Core.Documents;
using Logos.Core.Orchestration;
using Logos.Gateway.Audit;
using Logos.Gateway.Faults;
using Logos.Gateway.Limits;
using Logos.Gateway.Requests;
using Logos.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Logos.Gateway.Schedules;

/// <summary>Makes up for times of a schedule that lie behind: each once, however often it is asked for. What there is no room for is done by the server later.</summary>
internal static class BackfillEndpoint
{
    private const int Most = 1_000;

    public static async Task<Results<JsonHttpResult<BackfillAnswer>, Problem>> RunAsync(GivenId id, HttpContext context, Auditor audit, EngineAccess engine, Admission admission, ScheduleBell bell, CancellationToken cancellationToken)
    {
        var sent = await TypedBody.ReadAsync(context, ScheduleJson.Default.BackfillRequest);
        if (sent.Value is not { Value: var asked })
            return sent.Refused!;
        if (await ScheduleEndpoints.ReadAsync(engine, audit.Workspace, id, cancellationToken) is not { } document)
            return ScheduleEndpoints.Missing();
        var schedule = Schedule.Read(document);
        if (BackfillTimes.Refusal(sent.Value.Utf8, schedule) is { } zoneless)
            return zoneless;
        if (schedule.Backfill is not null)
            return UnderWay();
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

        var known = await BackfillRounds.KnownAsync(engine, audit.Workspace, schedule, asked.From, cancellationToken);
        await engine.Documents.WriteAsync([audit.Row("schedule.backfilled", document.Name, new Dictionary<string, string> { ["from"] = ScheduleRounds.Text(asked.From), ["until"] = ScheduleRounds.Text(asked.Until), ["times"] = $"{times.Count}" })], cancellationToken);
        var executions = new List<Guid>(times.Count);
        foreach (var time in times)
        {
            if (known.TryGetValue(ScheduleRounds.Text(time), out var there))
            {
                executions.Add(there);
                continue;
            }

            var (room, full) = await admission.EnterAsync(engine, audit.Workspace, schedule.Graph, cancellationToken, leavesRoom: true);
            if (full is not null)
                return await LeaveAsync(id, new(time, times[^1]), executions, times.Count - executions.Count, audit, engine, bell, cancellationToken);
            using (room)
            {
                var start = await ScheduleRounds.PrepareAsync(engine, audit.Workspace, schedule, time, cancellationToken);
                if (start.Submission is not { } submission)
                    return Problem.Of(422, "the graph cannot be started", start.Faults);
                executions.Add(await SubmitAsync(engine, audit, document, time, submission, cancellationToken));
            }
        }

        return TypedResults.Json(new BackfillAnswer(executions), ScheduleJson.Default.BackfillAnswer);
    }

    private static Problem UnderWay() => new(409, ScheduleCodes.BackfillUnderWay, "a backfill of the schedule is still under way") { Hint = "ask again when the schedule shows no `backfill` any more" };

    // Not given up with the request: whoever asked was told nothing yet, and asks again.
    private static async ValueTask<Results<JsonHttpResult<BackfillAnswer>, Problem>> LeaveAsync(Guid id, Backfill rest, List<Guid> executions, int remaining, Auditor audit, EngineAccess engine, ScheduleBell bell, CancellationToken cancellationToken)
    {
        while (await ScheduleEndpoints.ReadAsync(engine, audit.Workspace, id, cancellationToken) is { } current)
        {
            var schedule = Schedule.Read(current);
            if (schedule.Backfill is not null)
                return UnderWay();
            if (await engine.Documents.WriteAsync([(schedule with { Backfill = rest }).Write(audit.Workspace, current.Version)], cancellationToken) is not null)
                continue;
            bell.Ring();
            return TypedResults.Json(new BackfillAnswer(executions, remaining), ScheduleJson.Default.BackfillAnswer, statusCode: 202);
        }

        return ScheduleEndpoints.Missing();
    }

    // Of two that ask at once, one alone writes what stands for the time.
    private static async ValueTask<Guid> SubmitAsync(EngineAccess engine, Auditor audit, Document schedule, DateTimeOffset time, Submission submission, CancellationToken cancellationToken) =>
        await engine.Client.SubmitAsync(submission with { Writes = [BackfillRounds.Mark(schedule, time, submission.Head.Id, audit.Now)] }, cancellationToken) is null
            ? submission.Head.Id
            : await BackfillRounds.SlotAsync(engine, schedule, time, cancellationToken) ?? submission.Head.Id;
}
