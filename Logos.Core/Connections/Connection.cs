using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Logos.Core.Documents;
using Logos.Core.Secrets;

namespace Logos.Core.Connections;

/// <summary>How something outside is reached: what everybody may see of it, and what is sealed.</summary>
/// <param name="Type">Such as <c>postgres</c>.</param>
/// <param name="Settings">Texts, numbers and switches.</param>
/// <param name="Sealed">Each for its own name within the connection.</param>
public sealed partial record Connection(string Type, JsonObject Settings, IReadOnlyDictionary<string, byte[]> Sealed)
{
    public const string Kind = "connection";

    private static readonly string[] SecretNames = ["password", "passphrase", "secret", "token", "api_key", "access_key", "private_key", "key", "connection_string", "credentials"];

    /// <param name="secrets">What is to be sealed, by name.</param>
    /// <param name="before">The version that is there; 0 for none.</param>
    public static DocumentWrite Write(SecretKeyRing keys, string workspace, string name, long before, string type, JsonObject settings, IReadOnlyDictionary<string, string> secrets)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        var kept = new Connection(type, settings, secrets.ToDictionary(secret => secret.Key, secret => Envelope.Seal(keys, Place(workspace, name, secret.Key, before + 1), secret.Value)));
        return new(workspace, Kind, name, JsonSerializer.SerializeToUtf8Bytes(kept, ConnectionJson.Default.Connection)) { Expected = before };
    }

    public static Connection Read(Document document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return JsonSerializer.Deserialize(document.Body.Span, ConnectionJson.Default.Connection)!;
    }

    /// <returns>Null when nothing of that name is sealed in it.</returns>
    /// <exception cref="UnreadableSecretException">It cannot be opened here.</exception>
    public string? Open(SecretKeyRing keys, Document document, string member)
    {
        ArgumentNullException.ThrowIfNull(document);
        return Sealed.TryGetValue(member, out var kept) ? Envelope.Open(keys, Place(document.Workspace, document.Name, member, document.Version), kept) : null;
    }

    /// <summary>Whether a member is to be sealed: by its name, or because an address carries a password.</summary>
    public static bool IsSecret(string member, string value)
    {
        ArgumentNullException.ThrowIfNull(member);
        return !Reference().IsMatch(value)
            && (SecretNames.Any(name => member.Equals(name, StringComparison.OrdinalIgnoreCase) || member.EndsWith("_" + name, StringComparison.OrdinalIgnoreCase)) || UserInfo().IsMatch(value));
    }

    private static SealedPlace Place(string workspace, string name, string member, long version) => new(workspace, Kind, $"{name}/{member}", version);

    // It names a secret, and is none.
    [GeneratedRegex(@"\A\$\{\{\s*secrets\.[A-Za-z_][A-Za-z0-9_]*\s*\}\}\z")]
    private static partial Regex Reference();

    [GeneratedRegex("://[^/?#]*@")]
    private static partial Regex UserInfo();
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Connection))]
internal sealed partial class ConnectionJson : JsonSerializerContext;
