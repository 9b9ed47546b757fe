using System.Globalization;

namespace Logos.Core.Graphs.Definition;

/// <summary>Durations as a definition writes them: <c>200ms 30s 5m 2h 1d</c>.</summary>
public static class Duration
{
    public static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    private static readonly (string Unit, long Milliseconds)[] Units = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)];

    public static bool TryParse(string text, out TimeSpan duration)
    {
        ArgumentNullException.ThrowIfNull(text);
        duration = default;
        var digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits]))
            digits++;
        if (digits is 0 or > 15)
            return false;
        foreach (var (unit, milliseconds) in Units)
        {
            if (!text.AsSpan(digits).SequenceEqual(unit))
                continue;
            var number = long.Parse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture);
            if (number > (long)Longest.TotalMilliseconds / milliseconds)
                return false;
            duration = TimeSpan.FromMilliseconds(number * milliseconds);
            return true;
        }

        return false;
    }

    /// <summary>In the largest unit that leaves no fraction.</summary>
    public static string Format(TimeSpan duration)
    {
        var total = (long)duration.TotalMilliseconds;
        foreach (var (unit, milliseconds) in Units)
        {
            if (total != 0 && total % milliseconds == 0)
                return $"{total / milliseconds}{unit}";
        }

        return "0s";
    }
}
