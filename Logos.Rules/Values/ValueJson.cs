using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Logos.Rules.Values;

/// <summary>Values from JSON and back. Strict: no comments, no trailing commas, no member twice.</summary>
public static class ValueJson
{
    public const int MaxDepth = 256;

    private static readonly JsonReaderOptions Strict = new() { MaxDepth = MaxDepth };

    // What could not be read again is not recorded: as deep as the reader goes, and no deeper.
    private static readonly JsonWriterOptions Recorded = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxDepth };

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = MaxDepth * 4 };

    /// <exception cref="JsonException">The text is not JSON. The position is in its line, or where that is null in the whole text.</exception>
    public static Value Parse(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, Strict);
        reader.Read();
        var value = Read(ref reader);
        while (reader.Read())
        {
            // The reader throws at whatever follows the value.
        }

        return value;
    }

    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static Value Parse(string text) => Parse(Encoding.UTF8.GetBytes(text));

    /// <summary>Reads the value that the reader stands on, and leaves it on the value's last token.</summary>
    public static Value Read(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return Value.Null;
            case JsonTokenType.True:
                return Value.True;
            case JsonTokenType.False:
                return Value.False;
            case JsonTokenType.String:
                return ReadText(ref reader);
            case JsonTokenType.Number:
                return ReadNumber(ref reader);
            case JsonTokenType.StartArray:
                var items = new List<Value>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                    items.Add(Read(ref reader));
                return ValueList.From(items);
            case JsonTokenType.StartObject:
                return ReadMap(ref reader);
            default:
                throw new JsonException($"unexpected {reader.TokenType}");
        }
    }

    public static void Write(Utf8JsonWriter writer, Value value)
    {
        ArgumentNullException.ThrowIfNull(writer);
        switch (value.Kind)
        {
            case ValueKind.Null:
                writer.WriteNullValue();
                break;
            case ValueKind.Boolean:
                writer.WriteBooleanValue(value.AsBoolean());
                break;
            case ValueKind.String:
                writer.WriteStringValue(value.AsString());
                break;
            case ValueKind.Number:
                WriteNumber(writer, value);
                break;
            case ValueKind.List:
                writer.WriteStartArray();
                foreach (var item in value.AsList().AsSpan())
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            case ValueKind.Map:
                writer.WriteStartObject();
                foreach (var (name, member) in value.AsMap())
                {
                    writer.WritePropertyName(name);
                    Write(writer, member);
                }

                writer.WriteEndObject();
                break;
        }
    }

    public static string Write(Value value, bool indented = false)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, Plain with { Indented = indented }))
            Write(writer, value);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>As UTF-8. Bounded while it is written: values share their parts, so that a small one may write out as a large text.</summary>
    /// <returns>Null when it would take more bytes.</returns>
    /// <exception cref="InvalidOperationException">It is nested deeper than <see cref="MaxDepth"/>.</exception>
    public static byte[]? WriteUtf8(Value value, int maxBytes = int.MaxValue)
    {
        var scratch = Scratch.Rent(maxBytes);
        try
        {
            Write(scratch.Writer, value);
            scratch.Writer.Flush();
            return scratch.Buffer.WrittenCount > maxBytes ? null : scratch.Buffer.Written.ToArray();
        }
        catch (BoundedBuffer.FullException)
        {
            return null;
        }
        finally
        {
            scratch.Return();
        }
    }

    private sealed class Scratch
    {
        [ThreadStatic]
        private static Scratch? _spare;

        private Scratch() => Writer = new(Buffer, Recorded);

        public BoundedBuffer Buffer { get; } = new();

        public Utf8JsonWriter Writer { get; }

        public static Scratch Rent(int maxBytes)
        {
            var scratch = _spare ?? new();
            _spare = null;
            scratch.Buffer.Begin(maxBytes);
            return scratch;
        }

        public void Return()
        {
            if (!Buffer.TryKeep())
                return;
            Writer.Reset();
            _spare = this;
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, in Value value)
    {
        if (value.IsInteger)
            writer.WriteNumberValue(value.RawInteger);
        else if (value.IsDecimal)
            writer.WriteNumberValue(Numbers.Trim(value.RawDecimal));
        else
            writer.WriteRawValue(value.RawDouble.ToString("R", CultureInfo.InvariantCulture), skipInputValidation: true);
    }

    private static Value ReadNumber(ref Utf8JsonReader reader)
    {
        var digits = reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;
        if (Numbers.TryParse(digits, out var number))
            return number;
        throw At(reader.TokenStartIndex, $"the number {Encoding.UTF8.GetString(digits[..Math.Min(digits.Length, 40)])} is too large");
    }

    private static string ReadText(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair or invalid UTF-8 inside a string: the reader finds out only here.
            throw At(reader.TokenStartIndex, "a string is not valid Unicode");
        }
    }

    private static Value ReadMap(ref Utf8JsonReader reader)
    {
        var members = new ValueMap.Builder();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var start = reader.TokenStartIndex;
            var name = ReadText(ref reader);
            reader.Read();
            if (!members.Set(name, Read(ref reader)))
                throw At(start, $"the member \"{name}\" stands twice");
        }

        return members.Build();
    }

    // The reader does not tell its line here, so the position is that in the whole text, and the line is left null.
    private static JsonException At(long offset, string message) => new(message, null, null, offset);
}
