using System.Text;
using System.Text.Json;
using Logos.Core.Faults;
using Logos.Rules.Values;

namespace Logos.Core.Graphs.Reading;

/// <summary>JSON into the tree; strict: no comments, no trailing commas.</summary>
internal static class JsonSource
{
    public static SourceNode? Read(SourceDocument document, FaultList faults)
    {
        var utf8 = Encoding.UTF8.GetBytes(document.Text);
        var at = new Utf8Offsets(utf8);
        var builder = new SourceBuilder(document, faults);
        // The builder counts levels itself, with a fault that has a position; the reader only must not be first.
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = SourceLimits.MaxDepth + 10 });
        try
        {
            while (!builder.Refused && reader.Read())
                Put(ref reader, builder, at, faults);
        }
        catch (JsonException fault)
        {
            var (line, column) = Where(utf8, fault);
            var (words, hint) = Words(fault.Message);
            faults.Add(new(CoreCodes.BadSyntax, $"the file is not JSON: {words}") { Line = line, Column = column, Hint = hint });
            return null;
        }

        return builder.Refused ? null : builder.Root;
    }

    private static void Put(ref Utf8JsonReader reader, SourceBuilder builder, Utf8Offsets at, FaultList faults)
    {
        var start = at.ToChar((int)reader.TokenStartIndex);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                builder.Open(map: true, start);
                break;
            case JsonTokenType.StartArray:
                builder.Open(map: false, start);
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                builder.Close(start + 1);
                break;
            default:
                builder.Scalar(Scalar(ref reader, builder.Document, start, at.ToChar((int)reader.BytesConsumed), faults));
                break;
        }
    }

    private static SourceNode.Scalar Scalar(ref Utf8JsonReader reader, SourceDocument document, int start, int end, FaultList faults)
    {
        // A key's token ends behind its colon.
        if (reader.TokenType == JsonTokenType.PropertyName)
        {
            var key = Text(ref reader, document, start, faults);
            return new(document, start, start + RawLength(document.Text, start), key, key, ScalarStyle.DoubleQuoted);
        }

        if (reader.TokenType == JsonTokenType.String)
        {
            var text = Text(ref reader, document, start, faults);
            return new(document, start, end, text, text, ScalarStyle.DoubleQuoted);
        }

        var raw = document.Text[start..end];
        if (reader.TokenType != JsonTokenType.Number)
            return new(document, start, end, raw, reader.TokenType switch { JsonTokenType.True => Value.True, JsonTokenType.False => Value.False, _ => Value.Null }, ScalarStyle.Plain);
        if (ScalarValue.Number(raw) is { } number)
            return new(document, start, end, raw, number, ScalarStyle.Plain);
        faults.Add(document.Fault(CoreCodes.BadNumber, start, end - start, $"the number {raw[..Math.Min(raw.Length, 40)]} is too large"));
        return new(document, start, end, raw, 0, ScalarStyle.Plain);
    }

    private static string Text(ref Utf8JsonReader reader, SourceDocument document, int start, FaultList faults)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair: the reader finds out only here.
            faults.Add(document.Fault(CoreCodes.BadSyntax, start, 1, "the text holds half of a surrogate pair (\\uD800 to \\uDFFF)", "write the character itself, or both halves"));
            return "";
        }
    }

    private static int RawLength(string text, int start)
    {
        var at = start + 1;
        while (at < text.Length && text[at] != '"')
            at += text[at] == '\\' ? 2 : 1;
        return at + 1 - start;
    }

    private static (int Line, int Column) Where(byte[] utf8, JsonException fault)
    {
        var line = (int)(fault.LineNumber ?? 0);
        var start = 0;
        for (var i = 0; i < line; i++)
            start += utf8.AsSpan(start).IndexOf((byte)'\n') + 1;
        var length = Math.Min((int)(fault.BytePositionInLine ?? 0), utf8.Length - start);
        return (line + 1, Encoding.UTF8.GetCharCount(utf8.AsSpan(start, length)) + 1);
    }

    private static (string Words, string? Hint) Words(string message)
    {
        if (message.Contains("trailing comma", StringComparison.Ordinal))
            return ("a comma stands before a closing bracket or brace", "delete the comma");
        if (message.Contains("'/' is", StringComparison.Ordinal))
            return ("comments are not part of it", "delete the comment, or write the definition in YAML");
        if (message.Contains("Expected depth to be zero", StringComparison.Ordinal) || message.Contains("end of data", StringComparison.Ordinal))
            return ("it ends in the middle of something", "a quote, a bracket or a brace was not closed");
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var words = (end < 0 ? message : message[..end]).TrimEnd('.', ' ');
        return (words.Length == 0 ? "it breaks off" : char.ToLowerInvariant(words[0]) + words[1..], null);
    }

    /// <summary>From byte offsets, asked for in rising order, to offsets in the text.</summary>
    private sealed class Utf8Offsets(byte[] utf8)
    {
        private int _byte;
        private int _char;

        public int ToChar(int offset)
        {
            if (offset > _byte)
            {
                _char += Encoding.UTF8.GetCharCount(utf8, _byte, offset - _byte);
                _byte = offset;
            }

            return _char;
        }
    }
}
