using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Logos.Rules.Values;

namespace Logos.Core.Graphs.Reading;

/// <summary>What a plain YAML scalar means, by the core schema of YAML 1.2: <c>no</c> and <c>on</c> are text.</summary>
internal static class ScalarValue
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789+-.eE");

    /// <returns>Null when the text looks like a number and is none that can be told from its neighbours.</returns>
    public static Value? Plain(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => Value.Null,
        "true" or "True" or "TRUE" => Value.True,
        "false" or "False" or "FALSE" => Value.False,
        _ when char.IsAsciiDigit(text[0]) || text[0] is '+' or '-' or '.' => NumberOrText(text),
        _ => Value.From(text),
    };

    /// <returns>Null when the number is too large.</returns>
    public static Value? Number(string json)
    {
        try
        {
            return ValueJson.Parse(json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary><c>012</c>: twelve to YAML 1.2, ten to YAML 1.1, and most often a code that must keep its zero.</summary>
    public static bool HasLeadingZero(string text)
    {
        var digits = text.AsSpan().TrimStart("+-");
        return digits.Length > 1 && digits[0] == '0' && char.IsAsciiDigit(digits[1]);
    }

    private static Value? NumberOrText(string text)
    {
        if (text.StartsWith("0x", StringComparison.Ordinal) && text.Length > 2 && text.AsSpan(2).ContainsAnyExcept(HexDigits) is false)
            return text.Length <= 18 && BigInteger.TryParse("0" + text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hex) && hex <= long.MaxValue ? Value.From((long)hex) : (Value?)null;
        if (text.AsSpan().ContainsAnyExcept(NumberCharacters))
            return text is ".inf" or "-.inf" or "+.inf" or ".Inf" or "-.Inf" or ".nan" or ".NaN" ? (Value?)null : Value.From(text);
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            return Value.From(text);
        return HasLeadingZero(text) ? (Value?)null : Number(AsJson(text));
    }

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    // What YAML allows and JSON does not: a plus sign, and nothing before or behind the point.
    private static string AsJson(string text)
    {
        var sign = text[0] == '-' ? "-" : "";
        var digits = text.TrimStart('+', '-');
        if (digits[0] == '.')
            digits = "0" + digits;
        var point = digits.IndexOf('.', StringComparison.Ordinal);
        if (point >= 0 && (point + 1 == digits.Length || !char.IsAsciiDigit(digits[point + 1])))
            digits = digits.Insert(point + 1, "0");
        return sign + digits;
    }
}
