using Logos.Core.Secrets;

namespace Logos.Core.Graphs.Validation;

/// <summary>Secrets inside an address: <c>scheme://name:password@host</c>, and <c>?token=…</c>.</summary>
internal static class SecretAddress
{
    /// <summary>Stands for an expression, whose value is not written down.</summary>
    public const char Read = '\u0001';

    /// <returns>What holds the secret, in words, or null.</returns>
    public static string? Find(string text, bool isAddress)
    {
        var scheme = text.IndexOf("://", StringComparison.Ordinal);
        if (text.AsSpan().ContainsAny(' ', '\n') || (scheme <= 0 && !isAddress && !text.StartsWith(Read)))
            return null;
        if (scheme > 0 && HoldsPassword(text.AsSpan(scheme + 3)))
            return "";
        var query = text.IndexOf('?', StringComparison.Ordinal);
        return query < 0 ? null : Parameter(text[(query + 1)..].Split('#')[0]);
    }

    private static bool HoldsPassword(ReadOnlySpan<char> authority)
    {
        authority = authority.IndexOfAny('/', '?', '#') is var end and >= 0 ? authority[..end] : authority;
        return authority.LastIndexOf('@') is var at and > 0 && authority[..at].IndexOf(':') is var colon and >= 0 && IsWritten(authority[(colon + 1)..at]);
    }

    private static string? Parameter(string query)
    {
        foreach (var pair in query.Split('&', ';'))
        {
            var name = Uri.UnescapeDataString(pair.Split('=')[0]);
            if (name.Length < pair.Length && IsWritten(pair.AsSpan(pair.IndexOf('=', StringComparison.Ordinal) + 1)) && SecretNames.IsSecretParameter(name))
                return name;
        }

        return null;
    }

    private static bool IsWritten(ReadOnlySpan<char> value) => value.Length > 0 && !value.Contains(Read);
}
