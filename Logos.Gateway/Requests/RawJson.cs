using System.Text.Json;
using System.Text.Json.Serialization;

namespace Logos.Gateway.Requests;

/// <summary>A value that is JSON already, and goes out as it is.</summary>
[JsonConverter(typeof(RawJsonConverter))]
internal sealed record RawJson(ReadOnlyMemory<byte> Utf8)
{
    public static readonly RawJson Null = new("null"u8.ToArray());

    public static readonly RawJson NoMembers = new("{}"u8.ToArray());
}

internal sealed class RawJsonConverter : JsonConverter<RawJson>
{
    public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return new(JsonSerializer.SerializeToUtf8Bytes(document.RootElement, RawElementJson.Default.JsonElement));
    }

    // It was written by the engine, or checked when it came.
    public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) => writer.WriteRawValue(value.Utf8.Span, skipInputValidation: true);
}

[JsonSourceGenerationOptions(MaxDepth = Nesting.Deepest)]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class RawElementJson : JsonSerializerContext;
