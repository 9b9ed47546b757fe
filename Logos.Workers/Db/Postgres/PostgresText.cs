using System.Globalization;
using Logos.Rules.Values;

namespace Logos.Workers.Db.Postgres;

/// <summary>From the text that PostgreSQL writes of a value to the value, exact: what a number cannot hold stays text.</summary>
internal static class PostgresText
{
    /// <summary>By the numbers of the types that every PostgreSQL has (pg_type.dat).</summary>
    /// <returns>Null for a type of which only the database knows.</returns>
    public static Func<string, Value>? Reader(uint type) => type switch
    {
        16 => Boolean,
        17 => Bytes,
        20 or 21 or 23 or 26 => Whole,
        114 or 3802 => Json,
        700 or 701 => Approximate,
        1700 => Numeric,
        1114 => Timestamp,
        1184 => Instant,
        2278 => static _ => Value.Null,
        18 or 19 or 25 or 705 or 1042 or 1043 or 2950 or 1082 or 1083 or 1186 or 1266 => Text,
        _ => null,
    };

    public static Value Text(string text) => text;

    private static Value Boolean(string text) => text is "t" or "true";

    private static Value Whole(string text) => long.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    private static Value Approximate(string text) => IsNoNumber(text) ? text : ValueJson.Parse(text);

    private static Value Numeric(string text)
    {
        if (IsNoNumber(text))
            return text;
        // Its digits come back as they were only when a decimal holds them all.
        return decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            && number.ToString(CultureInfo.InvariantCulture) == text ? number : text;
    }

    // NaN, Infinity, -Infinity.
    private static bool IsNoNumber(string text) => char.IsAsciiLetter(text[^1]);

    private static Value Bytes(string text) =>
        text.StartsWith("\\x", StringComparison.Ordinal) ? Convert.ToBase64String(Convert.FromHexString(text.AsSpan(2))) : throw new FormatException("bytes that are not in hex");

    private static Value Json(string text) => ValueJson.Parse(text);

    // `infinity` and years before Christ stay as they are.
    private static Value Timestamp(string text) => IsDated(text) ? text.Replace(' ', 'T') : text;

    private static Value Instant(string text) => IsDated(text) && text.EndsWith("+00", StringComparison.Ordinal) ? text[..^3].Replace(' ', 'T') + "Z" : text;

    private static bool IsDated(string text) => char.IsAsciiDigit(text[0]) && char.IsAsciiDigit(text[^1]);
}
