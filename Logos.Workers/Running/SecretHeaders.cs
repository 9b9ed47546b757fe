namespace Logos.Workers.Running;

/// <summary>Headers that carry a secret, told by their names.</summary>
internal static class SecretHeaders
{
    private static readonly string[] Words = ["authorization", "cookie", "api-key", "apikey", "api_key", "auth-key", "token", "secret", "password", "signature", "credential"];

    public static bool Contains(string name) => Words.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));
}
