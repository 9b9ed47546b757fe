namespace Logos.Core.Graphs.Definition;

/// <summary>What may be called what.</summary>
public static class Names
{
    public const int MaxLength = 64;

    /// <summary>The roots that every expression of a graph knows: no node may take one of them away.</summary>
    public static readonly IReadOnlyList<string> Roots = ["inputs", "secrets", "run", "item", "index"];

    /// <summary>What may follow <c>run.</c>.</summary>
    public static readonly IReadOnlyList<string> RunMembers = ["id", "graph", "attempt", "started_at"];

    /// <summary>What may follow a node's id besides the members of its output.</summary>
    public static readonly IReadOnlyList<string> NodeMembers = ["$status", "$error"];

    private static readonly HashSet<string> Words = new(StringComparer.Ordinal)
    {
        "true", "false", "null", "nil", "and", "or", "not", "in", "contains", "startsWith", "endsWith", "matches",
        "True", "False", "Null", "TRUE", "FALSE", "NULL", "startswith", "endswith", "starts_with", "ends_with",
        "exists", "forall", "accumulate", "test",
    };

    public static bool IsReserved(string name) => Roots.Contains(name) || Words.Contains(name);

    /// <summary>A node or an input: a name that an expression reads as one word.</summary>
    public static bool IsIdentifier(string name) =>
        name.Length is > 0 and <= MaxLength && (char.IsAsciiLetter(name[0]) || name[0] == '_') && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    public static bool IsGraphName(string name) =>
        name.Length is > 0 and <= MaxLength && char.IsAsciiLetter(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.');

    /// <summary>The nearest name that would do.</summary>
    public static string Mended(string name)
    {
        var mended = new string([.. name.Take(MaxLength).Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_')]).Trim('_');
        return mended.Length == 0 || char.IsAsciiDigit(mended[0]) || IsReserved(mended) ? "node_" + mended : mended;
    }
}
