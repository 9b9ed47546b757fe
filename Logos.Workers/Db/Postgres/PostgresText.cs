using System.Collections.Frozen;
using System.Globalization;
using Logos.Rules.Values;

namespace Logos.Workers.Db.Postgres;

/// <summary>From the text that PostgreSQL writes of a value to the value, exact: what a number cannot hold stays text.</summary>
internal static class PostgresText
{
    // The numbers of the types that every PostgreSQL has (pg_type.dat).
    private static readonly FrozenDictionary<uint, Func<string, Value>> Readers = new Dictionary<uint, Func<string, Value>>
    {
        [16] = Boolean,
        [17] = Bytes,
        [20] = Whole,
        [21] = Whole,
        [23] = Whole,
        [26] = Whole,
        [114] = Json,
        [3802] = Json,
        [700] = Approximate,
        [701] = Approximate,
        [1700] = Numeric,
        [1114] = Timestamp,
        [1184] = Instant,
        [2278] = _ => Value.Null,
        [18] = Text,
        [19] = Text,
        [25] = Text,
        [705] = Text,
        [1042] = Text,
        [1043] = Text,
        [2950] = Text,
        [1082] = Text,
        [1083] = Text,
        [1186] = Text,
        [1266] = Text,
    }.ToFrozenDictionary();

    /// <returns>Null for a type of which only the database knows.</returns>
    public static Func<string, Value>? Reader(uint type) => Readers.GetValueOrDefault(type);

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
