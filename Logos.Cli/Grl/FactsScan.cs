using System.Text;
using System.Text.Json;
using Logos.Cli.Output;
using Logos.Rules.Faults;
using Logos.Rules.Values;

namespace Logos.Cli.Grl;

/// <summary>Goes through facts before anything is made of them: how many values, and which numbers lose digits.</summary>
internal sealed class FactsScan
{
    /// <summary>What a rule set may be given: a million values take some hundred megabytes.</summary>
    public const int MaxValues = 1_000_000;

    private const int MostTold = 10;

    // Fewer characters always fit.
    private const int AlwaysExact = 16;

    private readonly List<(long Offset, string Digits, string Kept)> _inexact = [];
    private int _moreInexact;

    /// <summary>Where the value stands that is one too many; null when there are few enough.</summary>
    public long? TooMany { get; private set; }

    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static FactsScan Of(ReadOnlySpan<byte> utf8)
    {
        var scan = new FactsScan();
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = ValueJson.MaxDepth });
        var values = 0;
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.PropertyName or JsonTokenType.EndArray or JsonTokenType.EndObject)
                continue;
            if (++values > MaxValues)
            {
                scan.TooMany = reader.TokenStartIndex;
                break;
            }

            if (reader.TokenType == JsonTokenType.Number && reader.ValueSpan.Length > AlwaysExact)
                scan.Check(reader.TokenStartIndex, Encoding.UTF8.GetString(reader.ValueSpan));
        }

        return scan;
    }

    public IEnumerable<Fault> Warnings(Func<long, (int Line, int Column)> place)
    {
        foreach (var (offset, digits, kept) in _inexact)
        {
            var (line, column) = place(offset);
            yield return new(CliCodes.InexactNumber.Code, $"the number {digits} does not fit exactly: it is read as {kept}")
            {
                Severity = Severity.Warning,
                Line = line,
                Column = column,
                Hint = "write it in quotes if it is no amount, or with fewer digits",
            };
        }

        if (_moreInexact > 0)
            yield return new(CliCodes.InexactNumber.Code, $"{Counted.Of(_moreInexact, "more number")} behind these do not fit exactly") { Severity = Severity.Warning };
    }

    private void Check(long offset, string digits)
    {
        var kept = ValueJson.Parse(digits).ToJson();
        if (Normal(digits) == Normal(kept))
            return;
        if (_inexact.Count < MostTold)
            _inexact.Add((offset, digits.Length <= 60 ? digits : digits[..60] + "...", kept));
        else
            _moreInexact++;
    }

    // Sign and digits without zeros at either end, and where the point stands: the same for every way to write a number.
    private static (bool Negative, string Digits, long Point) Normal(string number)
    {
        var mark = number.IndexOfAny(['e', 'E']);
        var exponent = mark < 0 ? 0 : long.TryParse(number.AsSpan(mark + 1), out var told) ? told : long.MaxValue / 2;
        var mantissa = (mark < 0 ? number : number[..mark]).TrimStart('-');
        var dot = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        var significant = digits.TrimStart('0');
        var point = (dot < 0 ? digits.Length : dot) - (digits.Length - significant.Length) + exponent;
        significant = significant.TrimEnd('0');
        return significant.Length == 0 ? (false, "", 0) : (number[0] == '-', significant, point);
    }
}
