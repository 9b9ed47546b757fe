namespace Logos.Core.Graphs.Validation;

/// <summary>Which names say that their value is a secret: by their last words, so that <c>password_policy</c> is none.</summary>
internal static class SecretNames
{
    private static readonly HashSet<string> Alone = new(StringComparer.Ordinal)
    {
        "password", "passwd", "pwd", "passphrase", "secret", "apikey", "accesskey", "secretkey", "privatekey", "accesstoken", "authtoken", "refreshtoken",
    };

    private static readonly HashSet<string> Keys = new(StringComparer.Ordinal) { "api", "access", "secret", "private", "signing", "encryption", "subscription", "account", "functions" };

    // A page's or a cursor's token is none.
    private static readonly HashSet<string> Tokens = new(StringComparer.Ordinal)
    {
        "access", "auth", "refresh", "bearer", "session", "api", "id", "bot", "app", "service", "user", "oauth", "security", "personal", "verification", "deploy",
    };

    /// <summary>In a body, in arguments, in parameters: wherever a map has names.</summary>
    public static bool IsSecret(string name) => Words(name) switch
    {
        [.., var last] when Alone.Contains(last) => true,
        [.., var before, "key"] => Keys.Contains(before),
        [.., var before, "token"] => Tokens.Contains(before),
        ["token"] => true,
        _ => false,
    };

    /// <summary>More than `token` or `secret` alone, which are the names of other things too.</summary>
    public static bool IsUnmistakable(string name) => IsSecret(name) && Words(name) is not (["token"] or ["secret"]);

    public static bool IsAuthorization(string name) => Words(name) is [.., "authorization"];

    public static bool IsSecretHeader(string name) => IsSecret(name) || Words(name) is [.., "authorization"] || (Words(name) is [.., "token"] and not [.., "csrf" or "xsrf", "token"]);

    public static bool IsSecretParameter(string name) => IsSecret(name) || Words(name) is ["sig"] or [.., "signature"];

    /// <returns><c>clientSecret</c>, <c>client_secret</c> and <c>Client-Secret</c> as <c>client</c>, <c>secret</c>.</returns>
    private static List<string> Words(string name)
    {
        var words = new List<string>();
        var start = 0;
        for (var at = 0; at <= name.Length; at++)
        {
            var ends = at == name.Length || !char.IsLetterOrDigit(name[at]);
            var begins = !ends && at > start && char.IsUpper(name[at]) && (char.IsLower(name[at - 1]) || (at + 1 < name.Length && char.IsLower(name[at + 1])));
            if (!ends && !begins)
                continue;
            if (at > start)
                words.Add(name[start..at].ToLowerInvariant());
            start = ends ? at + 1 : at;
        }

        return words;
    }
}
