using System.Text.Json.Serialization;

namespace Logos.Adapters.Postgres;

[JsonSerializable(typeof(BlobColumn))]
[JsonSerializable(typeof(RawColumn))]
[JsonSerializable(typeof(ErrorColumn))]
[JsonSerializable(typeof(VerdictColumn))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class JsonColumnContext : JsonSerializerContext;

internal sealed record BlobColumn([property: JsonPropertyName("$blob")] string Key, [property: JsonPropertyName("$length")] long Length);

internal sealed record RawColumn([property: JsonPropertyName("$json")] byte[] Json);

internal sealed record ErrorColumn([property: JsonPropertyName("code")] string Code, [property: JsonPropertyName("message")] string Message);

internal sealed record VerdictColumn([property: JsonPropertyName("status")] int Status, [property: JsonPropertyName("code")] string? Code, [property: JsonPropertyName("message")] string? Message);
