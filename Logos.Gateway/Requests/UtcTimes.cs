using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Logos.Gateway.Requests;

/// <summary>Times as answers and events write them: in UTC, with a <c>Z</c>.</summary>
internal sealed class UtcTimes : JsonConverter<DateTimeOffset>
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'";

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<byte> utf8 = stackalloc byte[32];
        writer.WriteStringValue(utf8[..Put(value, utf8)]);
    }

    public static void Write(Utf8JsonWriter writer, ReadOnlySpan<byte> name, DateTimeOffset value)
    {
        Span<byte> utf8 = stackalloc byte[32];
        writer.WriteString(name, utf8[..Put(value, utf8)]);
    }

    private static int Put(DateTimeOffset value, Span<byte> utf8)
    {
        value.UtcDateTime.TryFormat(utf8, out var written, Format, CultureInfo.InvariantCulture);
        return written;
    }
}
