using System.Numerics;

namespace Logos.Core.Schedules;

/// <summary>
/// When something is due: five fields, or six with the seconds first, or <c>@daily</c> and the like. Where both the day
/// of the month and the day of the week are given, either is enough.
/// </summary>
public sealed class Cron
{
    /// <summary>The 29th of February is eight years from the one before when a century is no leap year.</summary>
    private const int YearsAhead = 12;

    private static readonly Dictionary<string, string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["@yearly"] = "0 0 1 1 *",
        ["@annually"] = "0 0 1 1 *",
        ["@monthly"] = "0 0 1 * *",
        ["@weekly"] = "0 0 * * 0",
        ["@daily"] = "0 0 * * *",
        ["@midnight"] = "0 0 * * *",
        ["@hourly"] = "0 * * * *",
    };

    private readonly ulong _seconds;
    private readonly ulong _minutes;
    private readonly ulong _hours;
    private readonly ulong _days;
    private readonly ulong _months;
    private readonly ulong _weekdays;
    private readonly bool _eitherDay;

    private Cron(ulong[] fields)
    {
        (_seconds, _minutes, _hours, _days, _months, _weekdays) = (fields[0], fields[1], fields[2], fields[3], fields[4], fields[5]);
        _eitherDay = !CronField.DayOfMonth.HasAll(_days) && !CronField.DayOfWeek.HasAll(_weekdays);
    }

    /// <returns>Null, and what is wrong, where it cannot be read.</returns>
    public static Cron? Read(string text, out string? wrong)
    {
        ArgumentNullException.ThrowIfNull(text);
        wrong = null;
        var trimmed = text.Trim();
        if (trimmed.StartsWith('@') && !Words.TryGetValue(trimmed, out trimmed!))
        {
            wrong = $"`{text.Trim()}` is none of {string.Join(", ", Words.Keys)}";
            return null;
        }

        var parts = trimmed.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is not (5 or 6))
        {
            wrong = $"a cron expression has 5 fields (minute, hour, day, month, weekday), or 6 with the seconds first; this has {parts.Length}";
            return null;
        }

        CronField[] fields = [CronField.Second, CronField.Minute, CronField.Hour, CronField.DayOfMonth, CronField.Month, CronField.DayOfWeek];
        var values = new ulong[6];
        values[0] = 1;
        for (var i = 6 - parts.Length; i < 6; i++)
        {
            if (fields[i].Read(parts[i - (6 - parts.Length)], out wrong) is not { } read)
                return null;
            values[i] = read;
        }

        return new(values);
    }

    /// <summary>
    /// The first time after an instant. A time that the clocks of the zone leave out comes at the instant when they go
    /// on; one that they show twice comes the first time.
    /// </summary>
    /// <returns>Null when there is none: the 31st of April.</returns>
    public DateTimeOffset? Next(DateTimeOffset after, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var from = TimeZoneInfo.ConvertTime(after, zone).DateTime;
        from = from.AddTicks(-(from.Ticks % TimeSpan.TicksPerSecond));
        // What the clock shows moves on as the instants do: the first that lies behind is the next.
        for (var wall = NextWall(from); wall is { } shown; wall = NextWall(shown.AddSeconds(1)))
        {
            if (InstantOf(shown, zone) is var instant && instant > after)
                return instant;
        }

        return null;
    }

    private static DateTimeOffset InstantOf(DateTime wall, TimeZoneInfo zone)
    {
        if (zone.IsInvalidTime(wall))
        {
            wall = wall.AddTicks(-(wall.Ticks % TimeSpan.TicksPerMinute));
            while (zone.IsInvalidTime(wall))
                wall = wall.AddMinutes(1);
        }

        var offset = zone.IsAmbiguousTime(wall) ? zone.GetAmbiguousTimeOffsets(wall).Max() : zone.GetUtcOffset(wall);
        return new DateTimeOffset(wall, offset).ToUniversalTime();
    }

    private DateTime? NextWall(DateTime from)
    {
        if (from.Year + YearsAhead > DateTime.MaxValue.Year)
            return null;
        var last = from.Year + YearsAhead;
        for (var day = from.Date; day.Year <= last;)
        {
            if (Bit(_months, day.Month) is false)
            {
                day = new DateTime(day.Year, day.Month, 1).AddMonths(1);
                continue;
            }

            if (IsDay(day) && TimeOn(day == from.Date ? from.TimeOfDay : TimeSpan.Zero) is { } time)
                return day + time;
            day = day.AddDays(1);
        }

        return null;
    }

    private bool IsDay(DateTime day)
    {
        var (month, week) = (Bit(_days, day.Day), Bit(_weekdays, (int)day.DayOfWeek));
        return _eitherDay ? month || week : month && week;
    }

    private TimeSpan? TimeOn(TimeSpan from)
    {
        for (var hour = At(_hours, from.Hours); hour < 24; hour = At(_hours, hour + 1))
        {
            var isFirst = hour == from.Hours;
            for (var minute = At(_minutes, isFirst ? from.Minutes : 0); minute < 60; minute = At(_minutes, minute + 1))
            {
                var second = At(_seconds, isFirst && minute == from.Minutes ? from.Seconds : 0);
                if (second < 60)
                    return new TimeSpan(hour, minute, second);
            }
        }

        return null;
    }

    private static bool Bit(ulong values, int value) => (values & (1UL << value)) != 0;

    // The first value that is not below; 64 for none.
    private static int At(ulong values, int least) => least > 63 ? 64 : BitOperations.TrailingZeroCount(values & (ulong.MaxValue << least));
}
