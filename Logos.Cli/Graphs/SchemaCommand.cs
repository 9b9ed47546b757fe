using System.CommandLine;
using System.Text.Json;
using Logos.Cli.Application;
using Logos.Cli.Output;
using Logos.Cli.Terminals;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Writing;

namespace Logos.Cli.Graphs;

/// <summary><c>logos schema</c></summary>
internal static class SchemaCommand
{
    public static Command Create(Terminal terminal)
    {
        var output = new Option<string?>("--output", "-o") { Description = "Where to write it; without it the schema is printed", HelpName = "FILE" };
        var force = CommonOptions.Flag("--force", "Replace a file that exists");
        var command = new CliCommand("schema", "Print the JSON schema of a graph's file, for editors")
        {
            Examples =
            [
                new("logos schema > logos.schema.json", "for an editor that knows the schema by its file"),
                new("logos schema -o logos.schema.json --force", "the same, written in one go"),
            ],
            Details = "Editors with a YAML language server complete and check a graph whose first line is\n  # yaml-language-server: $schema=logos.schema.json",
        };
        command.Add(output);
        command.Add(force);
        command.SetAction(parsed =>
        {
            var json = parsed.GetValue(CommonOptions.Json);
            var schema = GraphSchema.ToJson(NodeTypeRegistry.BuiltIn);
            if (parsed.GetValue(output) is { } file)
                return Write(file, schema, parsed.GetValue(force), json, terminal);
            terminal.Output.Write(json ? OnOneLine(schema) : schema);
            return ExitCode.Good;
        });
        return command;
    }

    private static int Write(string file, string schema, bool force, bool json, Terminal terminal)
    {
        if (TargetFile.Write(terminal.WorkingDirectory, file, schema, force) is { } unwritten)
            return Failure.Tell([unwritten], file, null, json, terminal);
        if (json) JsonLine.Print(terminal.Output, line => line.WriteString("output", file));
        else terminal.Output.WriteLine($"{terminal.OutputInk.Green("wrote")} {Visible.Of(file)}");
        return ExitCode.Good;
    }

    private static string OnOneLine(string schema)
    {
        using var document = JsonDocument.Parse(schema);
        return JsonLine.Of(document.RootElement.WriteTo);
    }
}
