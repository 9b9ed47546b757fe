using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Logos.Core.Graphs.Definition;

namespace Logos.Workers.Nodes;

/// <summary>Durations as definitions write them.</summary>
internal sealed class DurationConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Duration.TryParse(reader.GetString()!, out var duration)
            ? duration
            : throw new JsonException("a duration is a whole number and ms, s, m, h or d: 200ms, 30s, 5m");

    // A part of a millisecond cannot be written so; it goes as .NET writes it, for people to read.
    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value >= TimeSpan.Zero && value.Ticks % TimeSpan.TicksPerMillisecond == 0 ? Duration.Format(value) : value.ToString("c", CultureInfo.InvariantCulture));
}
