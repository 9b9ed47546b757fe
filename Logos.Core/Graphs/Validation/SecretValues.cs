using System.Buffers;
using System.Text.RegularExpressions;
using Logos.Core.Secrets;

namespace Logos.Core.Graphs.Validation;

/// <summary>Which values look like secrets: what they are called is another question.</summary>
internal static partial class SecretValues
{
    private const int ShortestKey = 16;
    private const int ShortestSecret = 8;
    private const int LongWord = 24;

    private static readonly SearchValues<char> Signs = SearchValues.Create("!#%^&*+=~@|");

    // Key formats that are made to be recognised.
    private static readonly string[] Prefixes =
        ["sk-", "sk_live_", "rk_live_", "xoxb-", "xoxp-", "xoxa-", "xapp-", "ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "AKIA", "AIza"];

    private static readonly string[] Schemes = ["Bearer ", "Basic ", "Token ", "Digest ", "ApiKey "];

    private static readonly string[] Sessions = ["sess", "sid", "auth", "token", "jwt"];

    // What a form, a schema or a setting says of a password, and what stands in place of one.
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "string", "text", "number", "boolean", "object", "any", "null", "none", "required", "optional", "hidden", "strict", "true", "false", "yes", "no",
    };

    /// <summary>Wherever it stands: its beginning gives it away.</summary>
    public static bool IsKey(string text)
    {
        var trimmed = text.AsSpan().Trim();
        if (trimmed.StartsWith("-----BEGIN ", StringComparison.Ordinal))
            return trimmed.Length >= ShortestKey;
        if (trimmed.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            trimmed = trimmed["Bearer ".Length..].TrimStart();
        // A sentence may begin like a key: the word is what counts. `sk-` begins ordinary words as well.
        var word = trimmed.IndexOfAny(' ', '\t', '\n') is var end and >= 0 ? trimmed[..end] : trimmed;
        if (word.Length < ShortestKey)
            return false;
        foreach (var prefix in Prefixes)
        {
            if (word.StartsWith(prefix, StringComparison.Ordinal))
                return prefix != "sk-" || word.ContainsAnyInRange('0', '9');
        }

        return false;
    }

    /// <summary>It stands for no value: nothing, or a word that says what belongs there.</summary>
    public static bool IsEmpty(string text) => string.IsNullOrWhiteSpace(text) || Words.Contains(text);

    public static bool HasScheme(string text) => Schemes.Any(scheme => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));

    /// <summary>A cookie by which a caller is known: <c>theme=dark; sid=8f3a9b2c</c>.</summary>
    public static bool IsSession(string cookies)
    {
        foreach (var cookie in cookies.Split(';', StringSplitOptions.TrimEntries))
        {
            if (cookie.Split('=', 2) is [var name, var value]
                && ((SecretNames.IsUnmistakable(name) && !IsEmpty(value)) || (LooksRandom(value) && Sessions.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase)))))
                return true;
        }

        return false;
    }

    /// <summary>No blanks, long enough, and no word of any language: letters with digits or signs, or a long jumble.</summary>
    public static bool LooksRandom(string text)
    {
        if (text.Length < ShortestSecret || text.Any(char.IsWhiteSpace) || text.Contains("://", StringComparison.Ordinal) || !text.Any(char.IsLetter))
            return false;
        if (text.Any(char.IsAsciiDigit) || text.AsSpan().ContainsAny(Signs))
            return true;
        // A path of words (`auth.password.label`) is long too, but its pieces are words.
        return text.Length >= LongWord && !Pieces().IsMatch(text);
    }

    [GeneratedRegex(@"^(?:[\p{Lu}]?[\p{Ll}]+|[\p{Lu}]+)(?:[._/:$-](?:[\p{Lu}]?[\p{Ll}]+|[\p{Lu}]+))*$", RegexOptions.NonBacktracking)]
    private static partial Regex Pieces();
}
