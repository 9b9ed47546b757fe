using System.Globalization;
using System.Text;
using Logos.Core.Documents;
using Logos.Core.Orchestration;
using Logos.Core.Schedules;
using Logos.Gateway.Faults;
using Logos.Gateway.Starting;
using Logos.Rules.Values;
using Microsoft.Extensions.Logging;

namespace Logos.Gateway.Schedules;

/// <summary>Starts what is due. Any number of servers may do so beside each other: the execution and the schedule's next time are written together, or neither is.</summary>
internal sealed class ScheduleRounds(EngineAccess engine, ILogger logger)
{
    public const string ScheduleTag = "schedule";
    public const string TimeTag = "scheduled_at";

    /// <returns>When something is due next; null for never.</returns>
    public async ValueTask<DateTimeOffset?> RunAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        DateTimeOffset? next = null;
        string? after = null;
        do
        {
            var page = await engine.Documents.ListAsync(null, Schedule.Kind, after, 1_000, newestFirst: false, cancellationToken);
            foreach (var document in page.Items)
            {
                try
                {
                    if (await RunAsync(document, now, cancellationToken) is { } due && (next is null || due < next))
                        next = due;
                }
                catch (Exception e) when (e is not OperationCanceledException and not StoreUnavailableException)
                {
                    // One that nobody foresaw keeps no other waiting; the next round tries it again.
                    ScheduleLog.Unforeseen(logger, document.Name, document.Workspace, e);
                }
            }

            after = page.Next;
        }
        while (after is not null);
        return next;
    }

    /// <summary>What a time of a schedule starts, with what it says of itself.</summary>
    public static ValueTask<GraphStart> PrepareAsync(EngineAccess engine, string workspace, Schedule schedule, DateTimeOffset time, CancellationToken cancellationToken)
    {
        var tags = new Dictionary<string, string>(schedule.Tags) { [ScheduleTag] = schedule.Id.ToString(), [TimeTag] = Text(time) };
        return GraphStart.PrepareAsync(engine, workspace, schedule.Graph, ValueJson.Parse(Encoding.UTF8.GetBytes(schedule.Inputs.GetRawText())), tags, $"schedule:{schedule.Name}", cancellationToken);
    }

    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private async ValueTask<DateTimeOffset?> RunAsync(Document document, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var schedule = Schedule.Read(document);
        if (schedule.NextFireAt is not null && TimeZones.Find(schedule.TimeZone) is null)
            return await TellZoneAsync(document, schedule, now, cancellationToken);
        while (SetClocks.Follow(schedule, now) is var followed && (followed is not null || schedule.NextFireAt <= now))
        {
            bool moved;
            if (followed is not null)
            {
                if (followed.NextFireAt < schedule.NextFireAt)
                    ScheduleLog.SetBack(logger, schedule.Id, document.Workspace, followed.NextFireAt.Value, schedule.NextFireAt.Value);
                moved = await WriteAsync(document, followed, cancellationToken);
            }
            else
            {
                var (run, next) = DueTimes.Of(schedule, now);
                var after = schedule with { NextFireAt = next };
                moved = run is { } time && !await SetClocks.HasRunAsync(engine, document.Workspace, schedule, time, cancellationToken)
                    ? await StartAsync(document, after with { LastFireAt = time }, time, now, cancellationToken)
                    : await WriteAsync(document, after, cancellationToken);
            }

            // Whoever else moved it knows when it is due next, and this one looks again in the next round.
            if (!moved || await engine.Documents.FindAsync(document.Workspace, Schedule.Kind, document.Name, cancellationToken) is not { } current)
                return now;
            (document, schedule) = (current, Schedule.Read(current));
        }

        return schedule.NextFireAt;
    }

    // It stays due, and is looked at again in each round: the zone may come with the system's next update.
    private async ValueTask<DateTimeOffset?> TellZoneAsync(Document document, Schedule schedule, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (schedule.LastError?.Code == ScheduleCodes.BadTimeZone)
            return null;
        ScheduleLog.NotStarted(logger, schedule.Id, document.Workspace, ScheduleCodes.BadTimeZone);
        await WriteAsync(document, schedule with { LastError = new(now, ScheduleCodes.BadTimeZone, $"this server does not know the time zone `{schedule.TimeZone}` any more") }, cancellationToken);
        return null;
    }

    private async ValueTask<bool> WriteAsync(Document document, Schedule schedule, CancellationToken cancellationToken) =>
        await engine.Documents.WriteAsync([schedule.Write(document.Workspace, document.Version)], cancellationToken) is null;

    /// <returns>False when another has moved the schedule.</returns>
    private async ValueTask<bool> StartAsync(Document document, Schedule moved, DateTimeOffset time, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var start = await PrepareAsync(engine, document.Workspace, moved, time, cancellationToken);
        if (start.Submission is { } submission)
        {
            var write = (moved with { LastExecutionId = submission.Head.Id, LastError = null }).Write(document.Workspace, document.Version);
            return await engine.Client.SubmitAsync(submission with { Writes = [write] }, cancellationToken) is null;
        }

        var fault = start.Faults[0];
        ScheduleLog.NotStarted(logger, moved.Id, document.Workspace, fault.Code);
        return await WriteAsync(document, moved with { LastError = new(now, fault.Code, fault.Message) }, cancellationToken);
    }
}
