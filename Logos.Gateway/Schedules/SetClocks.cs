using Logos.Core.Orchestration;

namespace Logos.Gateway.Schedules;

/// <summary>What becomes of a schedule when the clock is set back: it goes on by the clock as it is, and no time is run twice.</summary>
internal static class SetClocks
{
    /// <returns>The schedule as it is after the clock was set, either way; null when nothing has to change.</returns>
    public static Schedule? Follow(Schedule schedule, DateTimeOffset now)
    {
        if (schedule.NextFireAt is not { } due)
            return null;
        if (schedule.RanAheadTo is { } ahead)
        {
            if (ahead <= now && due > ahead)
                return schedule with { RanAheadTo = null };
            // The clock was only back for a while, or is on its way to where it was: what lies between has not been missed.
            if (now - due > DueTimes.Late)
                return ahead <= now ? schedule with { RanAheadTo = null, NextFireAt = schedule.Next(ahead) } : schedule with { NextFireAt = schedule.Next(now) };
            if (ahead <= now)
                return null;
        }

        // By so little a clock is set all the time.
        if (due <= now || (schedule.LastFireAt is { } last && last > now && last - now <= DueTimes.Late))
            return null;
        return schedule.Next(now) is { } next && next < due ? schedule with { NextFireAt = next, RanAheadTo = Later(schedule.LastFireAt ?? schedule.CreatedAt, schedule.RanAheadTo, now) } : null;
    }

    private static DateTimeOffset? Later(DateTimeOffset reached, DateTimeOffset? ahead, DateTimeOffset now) => reached > now && !(ahead > reached) ? reached : ahead;

    /// <summary>Whether the clock that was ahead has run a time already, as far as its execution is still there.</summary>
    public static async ValueTask<bool> HasRunAsync(EngineAccess engine, string workspace, Schedule schedule, DateTimeOffset time, CancellationToken cancellationToken)
    {
        if (schedule.RanAheadTo is not { } ahead || time > ahead)
            return false;
        var filter = new ExecutionFilter { Workspace = workspace, Graph = schedule.Graph, Tag = new(ScheduleRounds.ScheduleTag, schedule.Id.ToString()), From = time, RootsOnly = true };
        var text = ScheduleRounds.Text(time);
        string? after = null;
        do
        {
            var page = await engine.Executions.ListAsync(filter, after, 1_000, cancellationToken);
            if (page.Items.Any(execution => execution.Tags.TryGetValue(ScheduleRounds.TimeTag, out var stands) && stands == text))
                return true;
            after = page.Next;
        }
        while (after is not null);
        return false;
    }
}
