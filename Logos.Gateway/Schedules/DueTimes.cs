namespace Logos.Gateway.Schedules;

/// <summary>What a schedule that is due has to run.</summary>
internal static class DueTimes
{
    /// <summary>How many times that were missed are made up for.</summary>
    public const int MostMissed = 100;

    /// <summary>Later than this a time was missed, and the server not just busy.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromMinutes(1);

    /// <returns>The time to run now, null for none; and the first one behind all that is done with.</returns>
    public static (DateTimeOffset? Run, DateTimeOffset? Next) Of(Schedule schedule, DateTimeOffset now)
    {
        if (schedule.NextFireAt is not { } due || due > now)
            return (null, schedule.NextFireAt);
        var times = Newest(schedule, due, now);
        var newest = times[^1];
        return schedule.Missed switch
        {
            Missed.All => (times[0], schedule.Next(times[0])),
            Missed.Once => (newest, schedule.Next(newest)),
            _ => (newest >= now - Late ? newest : null, schedule.Next(newest)),
        };
    }

    // From the end: a schedule of each second that was away for a year has thirty million times, and a hundred matter.
    private static List<DateTimeOffset> Newest(Schedule schedule, DateTimeOffset due, DateTimeOffset now)
    {
        for (var back = TimeSpan.FromMinutes(2); ; back *= 2)
        {
            var isAll = now - due <= back;
            var times = Between(schedule, isAll ? due : now - back, now);
            if (isAll && (times.Count == 0 || times[0] != due))
                times.Insert(0, due);
            if (isAll || times.Count >= MostMissed)
                return times.Count > MostMissed ? times[^MostMissed..] : times;
        }
    }

    /// <summary>Those from one instant up to another, both among them.</summary>
    public static List<DateTimeOffset> Between(Schedule schedule, DateTimeOffset from, DateTimeOffset until, int most = int.MaxValue)
    {
        var times = new List<DateTimeOffset>();
        for (var time = schedule.Next(from.AddTicks(-1)); time is { } at && at <= until && times.Count < most; time = schedule.Next(at))
            times.Add(at);
        return times;
    }
}
