using System.Net;
using System.Text.Json;
using Logos.Cli.Output;

namespace Logos.Cli.Client;

/// <summary>What a server has answered, when it has done what was asked.</summary>
internal sealed record Answer(HttpStatusCode Status, ReadOnlyMemory<byte> Body)
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 2048 };

    private JsonElement? _root;

    /// <summary>An empty object where there is no body.</summary>
    public JsonElement Root => _root ??= Read();

    public bool IsEmpty => Body.IsEmpty;

    public string ToLine() => JsonLine.Of(json => Root.WriteTo(json));

    private JsonElement Read()
    {
        using var document = IsEmpty ? JsonDocument.Parse("{}") : JsonDocument.Parse(Body, Options);
        return document.RootElement.Clone();
    }
}

internal static class JsonMembers
{
    /// <returns>Null where there is no such member, or it is null.</returns>
    public static JsonElement? Find(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;

    /// <summary>Text as it is, everything else as JSON, and nothing for what is not there.</summary>
    public static string Text(this JsonElement element, string name) => element.Find(name) is { } member ? member.ToText() : "";

    public static string ToText(this JsonElement element) => element.ValueKind == JsonValueKind.String ? element.GetString()! : element.GetRawText();

    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) => element.Find(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];
}
