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
    /// <param name="file">Where they are read from.</param>
    /// <param name="terminal">Whose folder and standard input.</param>
    /// <param name="source">The text, for excerpts; null when it could not be read.</param>
    /// <param name="faults">What is wrong with them; with warnings alone they can be used.</param>
    public static Value? Read(string file, Terminal terminal, out SourceText? source, out IReadOnlyList<Fault> faults)
    {
        source = InputFile.Read(file, SizeLimit.Facts, terminal, out var unreadable);
        if (source is null)
        {
            faults = [unreadable!];
            return null;
        }

        var utf8 = Encoding.UTF8.GetBytes(source.Text);
        try
        {
            var scan = FactsScan.Of(utf8);
            if (scan.TooMany is { } offset)
            {
                faults = [At(new(CliCodes.TooLarge.Code, $"{source.Name} holds more than {FactsScan.MaxValues:N0} values, and that is as many as are read") { Hint = SizeLimit.Facts.Hint }, utf8, offset)];
                return null;
            }

            var facts = ValueJson.Parse(utf8);
            faults = facts.IsMap
                ? [.. scan.Warnings(offset => PlaceOf(utf8, offset))]
                : [Bad($"{source.Name} holds {KindInWords(facts.Kind)} where one JSON object is expected") with { Line = 1, Column = 1 }];
            return facts.IsMap ? facts : (Value?)null;
        }
        catch (JsonException e)
        {
            faults = [NotJson(e, source, utf8)];
            return null;
        }
    }

    private static Fault NotJson(JsonException e, SourceText source, byte[] utf8)
    {
        // What JSON allows and facts do not, ValueJson tells in words of its own, with the offset in the whole text.
        if (e.LineNumber is not { } line)
            return At(Bad($"{source.Name} is not valid JSON: {e.Message}"), utf8, e.BytePositionInLine ?? 0);
        var start = 0;
        for (; line > 0; line--)
            start += utf8.AsSpan(start).IndexOf((byte)'\n') + 1;
        var offset = start + (int)(e.BytePositionInLine ?? 0);
        return At(Bad($"{source.Name} is not valid JSON: {JsonProblem.At(utf8, offset)}"), utf8, offset);
    }

    private static Fault At(Fault fault, byte[] utf8, long offset)
    {
        var (line, column) = PlaceOf(utf8, offset);
        return fault with { Line = line, Column = column };
    }

    private static (int Line, int Column) PlaceOf(byte[] utf8, long offset)
    {
        var before = utf8.AsSpan(0, (int)Math.Min(offset, utf8.Length));
        return (before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[(before.LastIndexOf((byte)'\n') + 1)..]) + 1);
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
