using System.Text.Json;
using System.Text.Json.Serialization;
using Logos.Rules.Values;

namespace Logos.Workers.Nodes;

/// <summary>A member that may be anything.</summary>
internal sealed class ValueConverter : JsonConverter<Value>
{
    public override bool HandleNull => true;

    public override Value Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ValueJson.Read(ref reader);

    public override void Write(Utf8JsonWriter writer, Value value, JsonSerializerOptions options) => ValueJson.Write(writer, value);
}
