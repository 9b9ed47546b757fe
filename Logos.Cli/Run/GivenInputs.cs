using System.Text.Json;
using Logos.Cli.Grl;
using Logos.Cli.Input;
using Logos.Cli.Output;
using Logos.Cli.Terminals;
using Logos.Core.Faults;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Validation;
using Logos.Rules.Faults;
using Logos.Rules.Values;

namespace Logos.Cli.Run;

/// <summary>The inputs of a run, from a file and from the command line, which comes before it.</summary>
internal static class GivenInputs
{
    public static ValueMap? Read(GraphDefinition graph, string? file, IEnumerable<string> words, Terminal terminal, out IReadOnlyList<Fault> faults)
    {
        var given = new ValueMap.Builder();
        var found = new List<Fault>();
        if (file is not null)
        {
            if (FactsFile.Read(file, terminal, out var source, out var unreadable) is not { } members)
            {
                faults = unreadable;
                return null;
            }

            FaultPrinter.Print(terminal.ErrorPaper, InputFile.NameOf(file), source, unreadable);

            foreach (var member in members.AsMap())
                given.Set(member.Key, member.Value);
        }

        foreach (var (name, text) in words.Select(NamedValue.Of))
        {
            var schema = graph.Inputs.FirstOrDefault(input => input.Name == name)?.Schema ?? Schema.Any;
            if (Typed(name, schema, text, found) is { } value)
                given.Set(name, value);
        }

        if (found.Count == 0 && InputBinding.Bind(graph, given.Build(), out var wrong) is var bound)
        {
            faults = wrong;
            return bound;
        }

        faults = found;
        return null;
    }

    // What may be text is text: `--input code=007` is no number where a code is asked for.
    private static Value? Typed(string name, Schema schema, string text, List<Fault> faults)
    {
        if (schema.Types.Contains(SchemaType.String))
            return text;
        try
        {
            return ValueJson.Parse(text);
        }
        catch (JsonException)
        {
            if (schema.Types.Count == 0)
                return text;
            faults.Add(new(CoreCodes.WrongKind, $"the input `{name}` takes {string.Join(" or ", schema.Types.Select(Words))}, and `{Short(text)}` is none") { Path = $"inputs.{name}", Hint = "lists and objects are written as JSON, in quotes for the shell: --input 'ids=[1,2]'" });
            return null;
        }
    }

    private static string Words(SchemaType type) => type switch
    {
        SchemaType.Number => "a number",
        SchemaType.Integer => "a whole number",
        SchemaType.Boolean => "true or false",
        SchemaType.Array => "a list",
        SchemaType.Object => "an object",
        _ => "null",
    };

    private static string Short(string text) => text.Length <= 60 ? text : text[..57] + "…";
}
