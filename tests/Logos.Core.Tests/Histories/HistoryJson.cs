using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Logos.Core.Executions;
using Logos.Rules.Values;

namespace Logos.Core.Tests.Histories;

/// <summary>Events, decisions and rows as text, and events back. What has its default is left out: a field that joins later changes no history that does not use it.</summary>
internal static class HistoryJson
{
    private static readonly Type[] Unions = [typeof(ExecutionEvent), typeof(Decision), typeof(Outcome)];

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new ValueConverter(), new PayloadConverter(), new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { TellCases, KeepKeys, LeaveOutWhatFollows } },
    };

    public static string Write<T>(T value) => JsonSerializer.Serialize(value, Options);

    public static T Read<T>(string json) => JsonSerializer.Deserialize<T>(json, Options)!;

    private static void TellCases(JsonTypeInfo type)
    {
        if (!Unions.Contains(type.Type))
            return;
        type.PolymorphismOptions = new() { TypeDiscriminatorPropertyName = "kind" };
        foreach (var known in type.Type.GetNestedTypes().Where(type.Type.IsAssignableFrom))
            type.PolymorphismOptions.DerivedTypes.Add(new(known, JsonNamingPolicy.SnakeCaseLower.ConvertName(known.Name)));
    }

    // Node 0 is a node, and its number is told; and so is the first of the kinds and states.
    private static void KeepKeys(JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(p => p.Name is "node" or "item" or "round" or "attempt" or "status" or "kind"))
            property.ShouldSerialize = static (_, _) => true;
    }

    private static void LeaveOutWhatFollows(JsonTypeInfo type)
    {
        foreach (var property in type.Properties.Where(p => p.Set is null && p.Get is not null && p.Name is "is_good" or "is_inline").ToArray())
            type.Properties.Remove(property);
    }

    private sealed class ValueConverter : JsonConverter<Value>
    {
        public override bool HandleNull => true;

        public override Value Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ValueJson.Read(ref reader);

        public override void Write(Utf8JsonWriter writer, Value value, JsonSerializerOptions options) => ValueJson.Write(writer, value);
    }

    private sealed class PayloadConverter : JsonConverter<Payload>
    {
        public override Payload Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var payload = ValueJson.Read(ref reader).AsMap();
            return payload["blob"].IsNull ? Payload.Of(payload["value"]) : Payload.Reference(payload["blob"].AsString(), (long)payload["length"].AsDecimal());
        }

        public override void Write(Utf8JsonWriter writer, Payload value, JsonSerializerOptions options) => ValueJson.Write(writer, value.IsInline
            ? ValueMap.From([new("value", value.Read())])
            : ValueMap.From([new("blob", value.Blob), new("length", value.Length)]));
    }
}
