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
        var line = e.LineNumber is { } number ? (int)number + 1 : (int?)null;
        var fault = Bad($"{source.Name} is not valid JSON: {InWords(e.Message)}");
        return line is null ? fault : fault with { Line = line, Column = ColumnOf(source.Line(line.Value), e.BytePositionInLine) };
    }

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
        words.Replace("Change the reader options.", "").Replace('\'', '`');
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
