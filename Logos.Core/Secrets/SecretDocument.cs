using System.Text.Json;
using System.Text.Json.Serialization;
using Logos.Core.Documents;

namespace Logos.Core.Secrets;

/// <summary>A secret of a workspace, as it is kept.</summary>
public static class SecretDocument
{
    public const string Kind = "secret";

    /// <summary>Whatever is kept of these kinds is sealed: without the keys it is lost.</summary>
    public static IReadOnlyList<string> SealedKinds { get; } = [Kind, "connection", "webhook"];

    /// <param name="before">The version that is there; 0 for none.</param>
    public static DocumentWrite Write(SecretKeyRing keys, string workspace, string name, long before, string value)
    {
        var kept = new Kept(Envelope.Seal(keys, new(workspace, Kind, name, before + 1), value));
        return new(workspace, Kind, name, JsonSerializer.SerializeToUtf8Bytes(kept, KeptJson.Default.Kept)) { Expected = before };
    }

    /// <exception cref="UnreadableSecretException">It cannot be opened here.</exception>
    public static string Read(SecretKeyRing keys, Document document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var kept = JsonSerializer.Deserialize(document.Body.Span, KeptJson.Default.Kept)!;
        return Envelope.Open(keys, new(document.Workspace, Kind, document.Name, document.Version), kept.Sealed);
    }

    internal sealed record Kept(byte[] Sealed);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SecretDocument.Kept))]
internal sealed partial class KeptJson : JsonSerializerContext;
