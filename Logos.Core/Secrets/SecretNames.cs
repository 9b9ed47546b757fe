namespace Logos.Core.Secrets;

/// <summary>Which names say that their value is a secret: by their last words, so that <c>password_policy</c> is none.</summary>
public static class SecretNames
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

    // Of how something is reached: there is nothing else that these could be.
    private static readonly HashSet<string> OfSettings = new(StringComparer.Ordinal)
    {
        "pass", "dbpass", "passcode", "pin", "token", "key", "auth", "authorization", "bearer", "credential", "credentials", "creds", "cookie", "cookies", "jwt", "sas", "sig", "signature", "pat",
        "dsn", "connectionstring", "connstring", "connstr", "webhook",
    };

    private static readonly string[] EndsOfSettings = ["password", "passwd", "pwd", "passphrase", "secret", "token", "apikey", "accesskey", "secretkey", "privatekey", "sharedkey", "credential", "credentials"];

    private static readonly string[] HeaderParts = ["authorization", "cookie", "api-key", "apikey", "api_key", "auth-key", "token", "secret", "password", "signature", "credential"];

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

    /// <summary>A header whose value is better shown to nobody: whatever has such a word in it.</summary>
    public static bool MayBeSecretHeader(string name) => HeaderParts.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase));

    public static bool IsSecretParameter(string name) => IsSecret(name) || Words(name) is ["sig"] or [.., "signature"];

    /// <summary>Of a connection, where a value too many is sealed rather than one too few: <c>dbpassword</c>, <c>password2</c> and <c>webhook_url</c> as well.</summary>
    public static bool IsSecretSetting(string name)
    {
        var words = Words(name).ConvertAll(word => word.TrimEnd([.. "0123456789"]));
        words.RemoveAll(word => word.Length == 0);
        return IsSecretParameter(string.Join('_', words)) || words switch
        {
            [.., "webhook", "url" or "uri"] or [.., "connection" or "conn", "string" or "str"] => true,
            [.., var last] => OfSettings.Contains(last) || EndsOfSettings.Any(end => last.EndsWith(end, StringComparison.Ordinal)),
            _ => false,
        };
    }

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
