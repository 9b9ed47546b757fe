using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Logos.Core.Graphs.NodeTypes;

/// <summary>Patterns run without backtracking: one that explodes cannot be written.</summary>
internal static class SchemaPattern
{
    private const int Kept = 256;

    private static readonly ConcurrentDictionary<string, Regex?> Cache = new(StringComparer.Ordinal);

    public static bool TryGet(string pattern, [NotNullWhen(true)] out Regex? regex)
    {
        if (!Cache.TryGetValue(pattern, out regex))
        {
            regex = Compile(pattern);
            if (Cache.Count < Kept)
                Cache.TryAdd(pattern, regex);
        }

        return regex is not null;
    }

    private static Regex? Compile(string pattern)
    {
        if (pattern.Length > 1000)
            return null;
        try
        {
            return new(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
