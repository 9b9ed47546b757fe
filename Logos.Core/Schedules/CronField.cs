using System.Globalization;

namespace Logos.Core.Schedules;

/// <summary>One field of a cron expression: the values it has, as bits.</summary>
internal sealed record CronField(string Name, int Least, int Most, string[] Names)
{
    public static readonly CronField Second = new("second", 0, 59, []);
    public static readonly CronField Minute = new("minute", 0, 59, []);
    public static readonly CronField Hour = new("hour", 0, 23, []);
    public static readonly CronField DayOfMonth = new("day of the month", 1, 31, []);
    public static readonly CronField Month = new("month", 1, 12, ["", "JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]);
    // Sunday is 0, and 7 as well.
    public static readonly CronField DayOfWeek = new("day of the week", 0, 7, ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]);

    private ulong All => Span(Least, this == DayOfWeek ? 6 : Most, 1);

    public bool HasAll(ulong values) => values == All;

    /// <returns>Null, and what is wrong, where it cannot be read.</returns>
    public ulong? Read(string text, out string? wrong)
    {
        wrong = null;
        ulong values = 0;
        foreach (var part in text.Split(','))
        {
            if (Part(part) is not { } these)
            {
                wrong = $"`{part}` is no {Name}: that is {Least} to {(this == DayOfWeek ? "6, 0 being Sunday," : Most)}{(Names.Length > 0 ? $" or {Names[^2]}, {Names[^1]} and the like," : "")} as a value, `*`, a range `a-b` or a step `a-b/n`";
                return null;
            }

            values |= these;
        }

        return this == DayOfWeek && (values & (1UL << 7)) != 0 ? (values & ~(1UL << 7)) | 1 : values;
    }

    private ulong? Part(string text)
    {
        var (range, step) = text.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? (text[..slash], text[(slash + 1)..]) : (text, null);
        var by = 1;
        if (step is not null && (!int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out by) || by is < 1 or > 999))
            return null;
        if (range is "*" or "?")
            return step is null ? All : Span(Least, this == DayOfWeek ? 6 : Most, by);
        if (range.IndexOf('-', StringComparison.Ordinal) is var dash and > 0)
            return Value(range[..dash]) is { } from && Value(range[(dash + 1)..]) is { } to && from <= to ? Span(from, to, by) : null;
        if (Value(range) is not { } one)
            return null;
        return step is null ? 1UL << one : Span(one, this == DayOfWeek ? 6 : Most, by);
    }

    private int? Value(string text)
    {
        if (Array.FindIndex(Names, name => name.Length > 0 && name.Equals(text, StringComparison.OrdinalIgnoreCase)) is var named and >= 0)
            return named;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= Least && value <= Most ? value : null;
    }

    private static ulong Span(int from, int to, int by)
    {
        ulong values = 0;
        for (var value = from; value <= to; value += by)
            values |= 1UL << value;
        return values;
    }
}
