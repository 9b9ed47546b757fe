using System.Globalization;
using Logos.Rules.Expressions;
using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Functions;

internal static class TimeFunctions
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mm:ssK",
        "yyyy-MM-dd HH:mm:ss.FFFFFFFK", "dd-MMM-yyyy",
    ];

    public static Value Date(Frame frame, Expr.Call at, ReadOnlySpan<Value> arguments, Selector? selector)
    {
        if (arguments[0].IsNull)
            return Value.Null;
        var time = Time(frame, at, arguments[0]);
        var move = 0m;
        if (arguments.Length > 1)
        {
            if (!arguments[1].IsNumber || arguments[1].IsDouble)
                throw Failure.BadArgument(frame, at, "a number of days", arguments[1]);
            move = decimal.Floor(arguments[1].AsDecimal());
        }

        if (Math.Abs(move) > 4_000_000m || !InRange(time.UtcDateTime, (double)move))
            throw Failure.BadArgument(frame, at, "a number of days within the years 1 to 9999", arguments[^1]);
        return time.UtcDateTime.AddDays((double)move).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    public static Value Days(Frame frame, Expr.Call at, ReadOnlySpan<Value> arguments, Selector? selector)
    {
        if (arguments[0].IsNull || arguments[1].IsNull)
            return Value.Null;
        var ticks = (Time(frame, at, arguments[1]) - Time(frame, at, arguments[0])).Ticks;
        return Numbers.Shortest((decimal)ticks / TimeSpan.TicksPerDay);
    }

    public static Value Now(Frame frame, Expr.Call at, ReadOnlySpan<Value> arguments, Selector? selector) => Write(frame.Now);

    public static string Write(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>A date or a time as people and databases write them; without a zone it is UTC.</summary>
    public static bool TryParse(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces, out time);

    private static DateTimeOffset Time(Frame frame, Expr.Call at, in Value value) =>
        value.RawReference is string text && TryParse(text, out var time)
            ? time
            : throw Failure.BadArgument(frame, at, "a date or time such as \"2026-01-31\" or \"2026-01-31T08:00:00Z\"", value);

    private static bool InRange(DateTime time, double move) =>
        move >= (DateTime.MinValue - time).TotalDays && move <= (DateTime.MaxValue - time).TotalDays;
}
