using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Logos.Core.Documents;
using Logos.Core.Graphs.Validation;
using Logos.Core.Secrets;

namespace Logos.Core.Connections;

/// <summary>How something outside is reached: what everybody may see of it, and what is sealed.</summary>
/// <param name="Type">Such as <c>postgres</c>.</param>
/// <param name="Settings">Texts, numbers and switches. In those of older versions there may be some that are sealed today.</param>
/// <param name="Sealed">Each for its own name within the connection.</param>
public sealed partial record Connection(string Type, JsonObject Settings, IReadOnlyDictionary<string, byte[]> Sealed)
{
    public const string Kind = "connection";

    /// <summary>The settings that everybody may see.</summary>
    [JsonIgnore]
    public JsonObject Shown => new(Settings.Where(setting => !IsSecret(setting)).Select(setting => KeyValuePair.Create(setting.Key, setting.Value?.DeepClone())));

    /// <summary>The names of what is secret, sealed or not.</summary>
    [JsonIgnore]
    public IEnumerable<string> Concealed => Sealed.Keys.Concat(Settings.Where(IsSecret).Select(setting => setting.Key));

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

    /// <returns>Null when nothing of that name is secret in it.</returns>
    /// <exception cref="UnreadableSecretException">It cannot be opened here.</exception>
    public string? Open(SecretKeyRing keys, Document document, string member)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (Sealed.TryGetValue(member, out var kept))
            return Envelope.Open(keys, Place(document.Workspace, document.Name, member, document.Version), kept);
        return Settings[member] is { } value && IsSecret(KeyValuePair.Create(member, (JsonNode?)value)) ? TextOf(value) : null;
    }

    /// <summary>Whether a member is to be sealed: by its name, or because its value carries a password or a key.</summary>
    public static bool IsSecret(string member, string value)
    {
        ArgumentNullException.ThrowIfNull(member);
        return !Reference().IsMatch(value)
            && (SecretNames.IsSecretSetting(member) || UserInfo().IsMatch(value) || SecretValues.IsKey(value) || SecretValues.HasScheme(value) || Carries(value) || Carries(Uri.UnescapeDataString(value)));
    }

    /// <summary>What a member is sealed as.</summary>
    public static string TextOf(JsonNode value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value is JsonValue text && text.TryGetValue<string>(out var plain) ? plain : value.ToJsonString();
    }

    private static bool IsSecret(KeyValuePair<string, JsonNode?> setting) => setting.Value?.GetValueKind() switch
    {
        JsonValueKind.String or JsonValueKind.Number => IsSecret(setting.Key, TextOf(setting.Value)),
        _ => false,
    };

    // `Server=h;Password=…`, `host=h password=…`, `?token=…`, `{"password": "…"}`. Before a colon stand names of hosts, too.
    private static bool Carries(string value) => Pair().Matches(value).Any(pair =>
        pair.Groups["is"].ValueSpan is "=" ? SecretNames.IsSecretSetting(pair.Groups["name"].Value) : SecretNames.IsSecret(pair.Groups["name"].Value));

    private static SealedPlace Place(string workspace, string name, string member, long version) => new(workspace, Kind, $"{name}/{member}", version);

    /// <returns>The secret that a member's value names; null when it is a value of its own.</returns>
    internal static string? SecretNamedBy(string value) => Reference().Match(value) is { Success: true } found ? found.Groups["name"].Value : null;

    // It names a secret, and is none.
    [GeneratedRegex(@"\A\$\{\{\s*secrets\.(?<name>[A-Za-z_][A-Za-z0-9_]*)\s*\}\}\z")]
    private static partial Regex Reference();

    [GeneratedRegex("://[^/?#]*@")]
    private static partial Regex UserInfo();

    [GeneratedRegex("""(?<name>[\p{L}\p{N}_-]+)["']?\s*(?<is>[=:])\s*["']?[^\s;&,"']""", RegexOptions.NonBacktracking)]
    private static partial Regex Pair();
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Connection))]
internal sealed partial class ConnectionJson : JsonSerializerContext;
