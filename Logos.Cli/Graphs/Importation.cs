using System.Text;
using System.Text.Json;
using Logos.Cli.Application;
using Logos.Cli.Input;
using Logos.Cli.Output;
using Logos.Cli.Terminals;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.Importing;
using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Writing;
using Logos.Rules.Faults;

namespace Logos.Cli.Graphs;

/// <summary>One import, from a file of another product to a file of this one.</summary>
internal sealed class Importation(Terminal terminal, bool json)
{
    public string? Name { get; init; }

    public required string Connection { get; init; }

    public string? Output { get; init; }

    public bool Replace { get; init; }

    public int Run(string file)
    {
        if (InputFile.Read(file, SizeLimit.Definition, terminal, out var unreadable) is not { } source)
            return Failure.Tell([unreadable!], InputFile.NameOf(file), null, json, terminal);
        var options = new ImportOptions(Name ?? (file == InputFile.Stdin ? "imported" : Path.GetFileNameWithoutExtension(file))) { Connection = Connection };
        var result = GraphImporter.Import(Encoding.UTF8.GetBytes(source.Text), GraphFile.FormatOf(file, source.Text), options);
        source = AddressMask.Of(source);
        if (result.Graph is null)
            return Failure.Tell([.. result.Faults.Where(fault => !json || fault.Severity == Severity.Error)], source.Name, source, json, terminal);
        if (Output is not null && Output != InputFile.Stdin && TargetFile.Write(terminal.WorkingDirectory, Output, Written(result.Graph), Replace) is { } unwritten)
            return Failure.Tell([unwritten], Output, null, json, terminal);
        if (json) JsonLine.Print(terminal.Output, line => WriteJson(line, result));
        else Tell(result, source);
        return ExitCode.Good;
    }

    private string Written(GraphDefinition graph) =>
        Output is not null && GraphFile.FormatOf(Output, "") == GraphFormat.Json
            ? Encoding.UTF8.GetString(GraphWriter.ToJson(graph)) + "\n"
            : GraphWriter.ToYaml(graph);

    private void Tell(ImportResult result, SourceText source)
    {
        Failure.Show(result.Faults, source.Name, source, terminal);
        var ink = terminal.ErrorInk;
        foreach (var note in result.Notes)
            terminal.Error.WriteLine($"{ink.Cyan("note")} {source.Name}{(note.Line is { } line ? $":{line}" : "")}: {Visible.Of(note.Message)}");
        if (Output is null or InputFile.Stdin)
            terminal.Output.Write(Written(result.Graph!));
        else
            terminal.Output.WriteLine($"{terminal.OutputInk.Green("wrote")} {Visible.Of(Output)}: {Counted.Of(result.Graph!.Nodes.Count, "node")}");
    }

    private void WriteJson(Utf8JsonWriter line, ImportResult result)
    {
        line.WritePropertyName("graph");
        line.WriteRawValue(GraphWriter.ToCanonicalJson(result.Graph!));
        line.WriteString("output", Output);
        JsonLine.WriteFaults(line, "warnings", result.Faults.Select(fault => (default(string), fault)));
        line.WriteStartArray("notes");
        foreach (var note in result.Notes)
        {
            line.WriteStartObject();
            line.WriteString("message", note.Message);
            if (note.Line is { } number) line.WriteNumber("line", number);
            else line.WriteNull("line");
            line.WriteString("path", note.Path);
            line.WriteEndObject();
        }

        line.WriteEndArray();
    }
}
