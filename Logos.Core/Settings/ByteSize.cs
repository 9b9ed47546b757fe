using System.Globalization;

namespace Logos.Core.Settings;

/// <summary>Sizes as settings write them: <c>512B 64KiB 16MiB 1GiB</c>.</summary>
public static class ByteSize
{
    private static readonly (string Unit, int Shift)[] Units = [("GiB", 30), ("MiB", 20), ("KiB", 10), ("B", 0)];

    public static bool TryParse(string text, out long bytes)
    {
        ArgumentNullException.ThrowIfNull(text);
        bytes = 0;
        foreach (var (unit, shift) in Units)
        {
            if (!text.EndsWith(unit, StringComparison.Ordinal))
                continue;
            if (!long.TryParse(text.AsSpan(0, text.Length - unit.Length).TrimEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > long.MaxValue >> shift)
                return false;
            bytes = number << shift;
            return true;
        }

        return false;
    }

    /// <summary>In the largest unit that leaves no fraction.</summary>
    public static string Format(long bytes)
    {
        var (unit, shift) = Units.First(each => bytes % (1L << each.Shift) == 0 && (bytes != 0 || each.Shift == 0));
        return $"{bytes >> shift}{unit}";
    }
}
