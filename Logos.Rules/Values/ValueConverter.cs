using System.Text.Json;
using System.Text.Json.Serialization;

namespace Logos.Rules.Values;

/// <summary>A value within somebody's record is the JSON that it stands for.</summary>
public sealed class ValueConverter : JsonConverter<Value>
{
    public override bool HandleNull => true;

    public override Value Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ValueJson.Read(ref reader);

    public override void Write(Utf8JsonWriter writer, Value value, JsonSerializerOptions options) => ValueJson.Write(writer, value);
}
