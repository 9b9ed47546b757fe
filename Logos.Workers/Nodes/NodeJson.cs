using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Logos.Rules.Values;

namespace Logos.Workers.Nodes;

/// <summary>How records of handlers are read and written: names in snake_case, enums as words, durations as <c>30s</c>.</summary>
public static class NodeJson
{
    internal static readonly JsonSerializerOptions Options = Make();

    /// <returns>What an expression reads where the record stands.</returns>
    /// <exception cref="NotSupportedException">It holds what JSON cannot say.</exception>
    public static Value ToValue(object? record) => record switch
    {
        null => Value.Null,
        Value value => value,
        ValueMap map => map,
        ValueList list => list,
        _ => ValueJson.Parse(JsonSerializer.SerializeToUtf8Bytes(record, record.GetType(), Options)),
    };

    /// <exception cref="JsonException">The value is of another form than the record; the message says where.</exception>
    public static T? FromValue<T>(Value value) =>
        value is T same ? same : JsonSerializer.Deserialize<T>(ValueJson.WriteUtf8(value), Options);

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            DictionaryKeyPolicy = null,
            RespectNullableAnnotations = true,
            NumberHandling = JsonNumberHandling.Strict,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false), new DurationConverter() },
        };
        options.MakeReadOnly();
        return options;
    }
}
