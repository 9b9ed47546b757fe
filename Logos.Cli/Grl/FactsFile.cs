using System.Text;
using System.Text.Json;
using Logos.Cli.Input;
using Logos.Cli.Terminals;
using Logos.Rules.Faults;
using Logos.Rules.Values;

namespace Logos.Cli.Grl;

/// <summary>Facts as rules take them: one JSON object.</summary>
internal static class FactsFile
{
    public static Value? Read(string file, Terminal terminal, out SourceText? source, out Fault? fault)
    {
        source = InputFile.Read(file, SizeLimit.Facts, terminal, out fault);
        if (source is null)
            return null;
        try
        {
            var facts = ValueJson.Parse(source.Text);
            if (facts.IsMap)
                return facts;
            fault = Bad($"{source.Name} holds {KindInWords(facts.Kind)} where one JSON object is expected") with { Line = 1, Column = 1 };
        }
        catch (JsonException e)
        {
            fault = NotJson(e, source);
        }

        return null;
    }

    private static Fault NotJson(JsonException e, SourceText source)
    {
        var fault = Bad($"{source.Name} is not valid JSON: {InWords(e.Message)}");
        if (e.LineNumber is { } number)
            return fault with { Line = (int)number + 1, Column = ColumnOf(source.Line((int)number + 1), e.BytePositionInLine) };
        // Of what JSON allows and facts do not, ValueJson knows the offset in the whole text.
        return e.BytePositionInLine is { } offset ? Placed(fault, Encoding.UTF8.GetBytes(source.Text).AsSpan(0, (int)offset)) : fault;
    }

    private static Fault Placed(Fault fault, ReadOnlySpan<byte> before) => fault with
    {
        Line = before.Count((byte)'\n') + 1,
        Column = Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1,
    };

    // The reader counts bytes, a reader counts characters.
    private static int ColumnOf(string? line, long? bytes)
    {
        if (line is null || bytes is null)
            return 1;
        var column = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            bytes -= rune.Utf8SequenceLength;
            if (bytes < 0)
                break;
            column += rune.Utf16SequenceLength;
        }

        return column + 1;
    }

    // "... LineNumber: 0 | BytePositionInLine: 5" is said by line and column; the advice of a library to its caller is not for this reader.
    private static string InWords(string message)
    {
        var end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        var words = new StringBuilder(end < 0 ? message : message[..end]);
        words.Replace("Change the reader options.", "").Replace("Expected depth to be zero at the end of the JSON payload. ", "").Replace('\'', '`');
        return words.ToString().Trim().TrimEnd('.');
    }

    private static string KindInWords(ValueKind kind) => kind switch
    {
        ValueKind.Null => "null",
        ValueKind.List => "a list",
        ValueKind.Boolean => "a boolean",
        _ => $"a {kind.ToString().ToLowerInvariant()}",
    };

    private static Fault Bad(string message) => new(CliCodes.BadFacts.Code, message) { Hint = "facts are one object whose members are the facts' names, such as {\"stock\": 5}" };
}
