using System.Globalization;

namespace Logos.Gateway.Limits;

/// <summary>How many files and connections the process may have open: where there is none left, the runtime ends it.</summary>
internal static class Descriptors
{
    /// <summary>About 200 are the runtime's own; the journal, blobs, and what nodes reach outside take the others.</summary>
    private const int ForTheRest = 384;

    private const int Most = 10_000;

    // Asked once: the runtime has raised it to what it may be by then.
    private static readonly int? Limit = Read();

    /// <summary>As many as leave enough for the rest; of few descriptors a quarter.</summary>
    public static int Connections => Limit is { } limit ? Math.Clamp(Math.Max(limit - ForTheRest, limit / 4), 1, Most) : Most;

    /// <returns>Null where the system tells none, or there is no limit.</returns>
    private static int? Read()
    {
        const string limits = "/proc/self/limits";
        if (!File.Exists(limits))
            return null;
        // "Max open files            1024                 524288               files"
        var line = File.ReadLines(limits).FirstOrDefault(each => each.StartsWith("Max open files", StringComparison.Ordinal));
        var words = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is { Length: > 3 } && int.TryParse(words[3], NumberStyles.None, CultureInfo.InvariantCulture, out var soft) ? soft : null;
    }
}
