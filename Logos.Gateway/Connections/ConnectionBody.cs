using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Logos.Core.Connections;
using Logos.Core.Documents;
using Logos.Gateway.Requests;

namespace Logos.Gateway.Connections;

/// <summary>A connection as callers write and read it: one flat object.</summary>
internal sealed partial class ConnectionBody
{
    private const int MostSettings = 50;
    private const int LongestText = 16 * 1024;
    private static readonly string[] Reserved = ["name", "version", "changed_at"];

    public required string Type { get; init; }

    public JsonObject Settings { get; } = [];

    public Dictionary<string, string> Secrets { get; } = [];

    /// <summary>Told to stay as they are: <c>{"set": true}</c> is how they are shown.</summary>
    public List<string> Kept { get; } = [];

    /// <returns>Null, and what is wrong, where it cannot be one. Never a value that was given.</returns>
    public static ConnectionBody? Read(JsonObject given, out string? wrong)
    {
        wrong = null;
        if (given["type"] is not JsonValue typed || !typed.TryGetValue<string>(out var type) || !TypeName().IsMatch(type))
        {
            wrong = "`type` is a word in lower case, such as `postgres`";
            return null;
        }

        if (given.Count - 1 > MostSettings)
        {
            wrong = $"a connection has up to {MostSettings} settings";
            return null;
        }

        var body = new ConnectionBody { Type = type };
        foreach (var (name, value) in given)
        {
            // Shown back by a GET, and not a setting.
            if (name == "type" || Reserved.Contains(name))
                continue;
            if ((wrong = body.Take(name, value)) is not null)
                return null;
        }

        return body;
    }

    public static JsonObject Show(Document document)
    {
        var connection = Connection.Read(document);
        var shown = new JsonObject { ["name"] = document.Name, ["type"] = connection.Type };
        foreach (var (name, value) in connection.Shown)
            shown[name] = value?.DeepClone();
        foreach (var name in connection.Concealed)
            shown[name] = new JsonObject { ["set"] = true };
        shown["version"] = document.Version;
        shown["changed_at"] = JsonValue.Create(document.ChangedAt, ConnectionApiJson.Default.DateTimeOffset);
        return shown;
    }

    private string? Take(string name, JsonNode? value)
    {
        if (!MemberName().IsMatch(name))
            return "a setting's name is a letter, then up to 63 letters, digits and `_`";
        if (value is JsonObject { Count: 1 } mark && mark["set"] is JsonValue isSet && isSet.GetValueKind() == JsonValueKind.True)
        {
            Kept.Add(name);
            return null;
        }

        switch (value?.GetValueKind())
        {
            case JsonValueKind.String:
                var text = value.GetValue<string>();
                if (text.Length > LongestText)
                    return $"`{name}` is longer than {LongestText} characters";
                if (Connection.IsSecret(name, text))
                    Secrets.Add(name, text);
                else
                    Settings.Add(name, text);
                return null;
            case JsonValueKind.Number when Connection.IsSecret(name, value.ToJsonString()):
                Secrets.Add(name, value.ToJsonString());
                return null;
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                Settings.Add(name, value.DeepClone());
                return null;
            case null:
                // Said out loud that it is not to be set any more.
                return null;
            default:
                return $"`{name}` is not a text, a number, true, false or null";
        }
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9_-]{0,63}\z")]
    private static partial Regex TypeName();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9_]{0,63}\z")]
    private static partial Regex MemberName();
}

[JsonSourceGenerationOptions(Converters = [typeof(UtcTimes)])]
[JsonSerializable(typeof(JsonObject))]
[JsonSerializable(typeof(DateTimeOffset))]
internal sealed partial class ConnectionApiJson : JsonSerializerContext;
