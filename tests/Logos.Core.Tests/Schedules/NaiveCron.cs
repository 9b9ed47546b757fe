namespace Logos.Core.Tests.Schedules;

/// <summary>Looks at every minute, one after another, and at what a clock on the wall shows then.</summary>
internal static class NaiveCron
{
    public static DateTimeOffset? Next(string cron, DateTimeOffset after, TimeZoneInfo zone, int days)
    {
        var fields = cron.Split(' ');
        var minute = after.AddTicks(-(after.Ticks % TimeSpan.TicksPerMinute)).AddMinutes(1);
        for (var end = after.AddDays(days); minute <= end; minute = minute.AddMinutes(1))
        {
            var shown = Shown(minute, zone);
            var before = Shown(minute.AddMinutes(-1), zone);
            // All that the clock jumps over, and what it shows now; nothing that it has shown before.
            for (var each = before.AddMinutes(1); each <= shown; each = each.AddMinutes(1))
            {
                if (Matches(fields, each) && !WasShown(each, minute, zone))
                    return minute;
            }
        }

        return null;
    }

    private static bool WasShown(DateTime wall, DateTimeOffset now, TimeZoneInfo zone) =>
        Enumerable.Range(1, 150).Any(back => Shown(now.AddMinutes(-back), zone) == wall);

    private static DateTime Shown(DateTimeOffset instant, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(instant, zone).DateTime;

    private static bool Matches(string[] fields, DateTime wall)
    {
        var (day, weekday) = (Has(fields[2], wall.Day, 1, 31), Has(fields[4], (int)wall.DayOfWeek, 0, 6));
        var isEither = !IsAll(fields[2], 1, 31) && !IsAll(fields[4], 0, 6);
        return Has(fields[0], wall.Minute, 0, 59) && Has(fields[1], wall.Hour, 0, 23) && (isEither ? day || weekday : day && weekday);
    }

    private static bool IsAll(string field, int least, int most) => Enumerable.Range(least, most - least + 1).All(value => Has(field, value, least, most));

    private static bool Has(string field, int value, int least, int most) => field.Split(',').Any(part =>
    {
        if (part == "*")
            return true;
        if (part.StartsWith("*/", StringComparison.Ordinal))
            return (value - least) % int.Parse(part[2..], System.Globalization.CultureInfo.InvariantCulture) == 0;
        var ends = part.Split('-').Select(end => int.Parse(end, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        return value >= ends[0] && value <= ends[^1] && value <= most;
    });
}
