using System.Globalization;
using System.Text;
using Logos.Core.Documents;
using Logos.Core.Orchestration;
using Logos.Core.Schedules;
using Logos.Gateway.Faults;
using Logos.Gateway.Limits;
using Logos.Gateway.Starting;
using Logos.Rules.Values;
using Logos.ServiceDefaults.Problems;
using Microsoft.Extensions.Logging;

namespace Logos.Gateway.Schedules;

/// <summary>Starts what is due. Any number of servers may do so beside each other: the execution and the schedule's next time are written together, or neither is.</summary>
internal sealed class ScheduleRounds(EngineAccess engine, Admission admission, ILogger logger)
{
    public const string ScheduleTag = "schedule";
    public const string TimeTag = "scheduled_at";

    /// <summary>What another server has changed is noticed after so long.</summary>
    public static readonly TimeSpan ListEvery = TimeSpan.FromSeconds(15);

    /// <summary>How long until it is looked again whether there is room.</summary>
    private static readonly TimeSpan RoomEvery = TimeSpan.FromSeconds(1);

    private readonly BackfillRounds _backfills = new(engine, admission);
    private Dictionary<(string Workspace, string Name), Look> _looks = [];
    private DateTimeOffset? _before;
    private DateTimeOffset _listed;

    /// <summary>When a schedule has to be looked at again, if it stays as it was.</summary>
    private readonly record struct Look(long Version, DateTimeOffset ChangedAt, DateTimeOffset? At);

    /// <param name="isChanged">Whether a schedule was made or changed since the last time.</param>
    /// <returns>When something is due next; null for never.</returns>
    public async ValueTask<DateTimeOffset?> RunAsync(DateTimeOffset now, bool isChanged, CancellationToken cancellationToken)
    {
        // By a clock that was set back each is due at another time.
        if (now < _before)
            _looks.Clear();
        if (isChanged || _before is null || (now - _listed).Duration() >= ListEvery || now < _before)
            await ListAsync(now, cancellationToken);
        else
            await RunDueAsync(now, cancellationToken);
        _before = now;
        return _looks.Values.Min(look => look.At);
    }

    // Bodies are read only of those that are due or have changed: of ten thousand schedules that is what costs.
    private async ValueTask ListAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var looks = new Dictionary<(string, string), Look>(_looks.Count);
        string? after = null;
        do
        {
            var page = await engine.Documents.ListAsync(null, Schedule.Kind, after, 1_000, newestFirst: false, cancellationToken);
            foreach (var document in page.Items)
            {
                var key = (document.Workspace, document.Name);
                if (_looks.TryGetValue(key, out var look) && look.Version == document.Version && look.ChangedAt == document.ChangedAt && !(look.At <= now))
                    looks[key] = look;
                else if (await LookAsync(document, now, cancellationToken) is { } looked)
                    looks[key] = looked;
            }

            after = page.Next;
        }
        while (after is not null);
        (_looks, _listed) = (looks, now);
    }

    private async ValueTask RunDueAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var key in _looks.Where(each => each.Value.At <= now).Select(each => each.Key).ToArray())
        {
            if (await engine.Documents.FindAsync(key.Workspace, Schedule.Kind, key.Name, cancellationToken) is { } document && await LookAsync(document, now, cancellationToken) is { } looked)
                _looks[key] = looked;
            else
                _looks.Remove(key);
        }
    }

    private async ValueTask<Look?> LookAsync(Document document, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(document, now, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException and not StoreUnavailableException)
        {
            // One that nobody foresaw keeps no other waiting; it is tried again when they are listed.
            ScheduleLog.Unforeseen(logger, document.Name, document.Workspace, e);
            return null;
        }
    }

    /// <summary>What a time of a schedule starts, with what it says of itself.</summary>
    public static ValueTask<GraphStart> PrepareAsync(EngineAccess engine, string workspace, Schedule schedule, DateTimeOffset time, CancellationToken cancellationToken)
    {
        var tags = new Dictionary<string, string>(schedule.Tags) { [ScheduleTag] = schedule.Id.ToString(), [TimeTag] = Text(time) };
        return GraphStart.PrepareAsync(engine, workspace, schedule.Graph, ValueJson.Parse(Encoding.UTF8.GetBytes(schedule.Inputs.GetRawText())), tags, $"schedule:{schedule.Name}", cancellationToken);
    }

    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private async ValueTask<Look> RunAsync(Document document, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var schedule = Schedule.Read(document);
        if (schedule.NextFireAt is not null && TimeZones.Find(schedule.TimeZone) is null)
            return At(document, await TellZoneAsync(document, schedule, now, cancellationToken));
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
                // What had to wait for room was due in time, however late it is now.
                var (run, next) = schedule.Delayed is { } delayed ? (delayed, schedule.Next(delayed)) : DueTimes.Of(schedule, now);
                var after = schedule with { NextFireAt = next, Delayed = null };
                if (run is { } time && !await SetClocks.HasRunAsync(engine, document.Workspace, schedule, time, cancellationToken))
                {
                    var (room, full) = await admission.EnterAsync(engine, document.Workspace, schedule.Graph, cancellationToken);
                    if (full is not null)
                        return At(document, await DelayAsync(document, schedule, time, full, now, cancellationToken));
                    using (room)
                        moved = await StartAsync(document, after with { LastFireAt = time }, time, now, cancellationToken);
                }
                else
                {
                    moved = await WriteAsync(document, after, cancellationToken);
                }
            }

            // Whoever else moved it knows when it is due next, and this one looks again in the next round.
            if (!moved || await engine.Documents.FindAsync(document.Workspace, Schedule.Kind, document.Name, cancellationToken) is not { } current)
                return At(document, now);
            (document, schedule) = (current, Schedule.Read(current));
        }

        var due = schedule.RanAheadTo < schedule.NextFireAt ? schedule.RanAheadTo : schedule.NextFireAt;
        if (schedule.Backfill is null)
            return At(document, due);
        return At(document, await _backfills.RunAsync(document, schedule, now, cancellationToken) ? now : due < now + RoomEvery ? due : now + RoomEvery);
    }

    private static Look At(Document document, DateTimeOffset? due) => new(document.Version, document.ChangedAt, due);

    // It stays due, and is looked at again and again: the zone may come with the system's next update.
    private async ValueTask<DateTimeOffset> TellZoneAsync(Document document, Schedule schedule, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (schedule.LastError?.Code != ScheduleCodes.BadTimeZone)
        {
            ScheduleLog.NotStarted(logger, schedule.Id, document.Workspace, ScheduleCodes.BadTimeZone);
            await WriteAsync(document, schedule with { LastError = new(now, ScheduleCodes.BadTimeZone, $"this server does not know the time zone `{schedule.TimeZone}` any more") }, cancellationToken);
        }

        return now + ListEvery;
    }

    private async ValueTask<DateTimeOffset> DelayAsync(Document document, Schedule schedule, DateTimeOffset time, Problem full, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (schedule.Delayed is null)
        {
            ScheduleLog.Delayed(logger, schedule.Id, document.Workspace, full.Code);
            await WriteAsync(document, schedule with { Delayed = time, LastError = new(now, full.Code, full.Message) }, cancellationToken);
        }

        return now + RoomEvery;
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
