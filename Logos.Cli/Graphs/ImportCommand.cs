using System.CommandLine;
using Logos.Cli.Application;
using Logos.Cli.Terminals;

namespace Logos.Cli.Graphs;

/// <summary><c>logos import FILE</c></summary>
internal static class ImportCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = CommonOptions.File("A graph of rust-logic-graph in JSON or YAML; - reads standard input");
        var output = new Option<string?>("--output", "-o")
        {
            Description = "Where to write the graph: .yaml, .yml or .json; without it the graph is printed",
            HelpName = "FILE",
        };
        var name = new Option<string?>("--name") { Description = "What to call the graph when the file does not say; without it the file's name", HelpName = "NAME" };
        var connection = new Option<string>("--connection")
        {
            Description = "The connection of database nodes that name none; without it `main`",
            HelpName = "NAME",
            DefaultValueFactory = _ => "main",
        };
        var force = CommonOptions.Flag("--force", "Replace a file that exists");
        var command = new CliCommand("import", "Carry a graph of rust-logic-graph over")
        {
            Examples =
            [
                new("logos import purchasing_flow_graph.yaml", "print what becomes of it"),
                new("logos import purchasing_flow_graph.yaml -o purchasing.yaml", "write it"),
                new("logos import old.json -o new.yaml --connection orders_db --force", "name the connection, and replace the file"),
            ],
            Details = "What cannot be carried over is an error that names it, and then nothing is written. What had to be decided on the way is noted on standard error.",
        };
        command.Add(file);
        command.Add(output);
        command.Add(name);
        command.Add(connection);
        command.Add(force);
        command.SetAction(parsed => new Importation(terminal, parsed.GetValue(CommonOptions.Json))
        {
            Name = parsed.GetValue(name),
            Connection = parsed.GetRequiredValue(connection),
            Output = parsed.GetValue(output),
            Replace = parsed.GetValue(force),
        }.Run(parsed.GetRequiredValue(file)));
        return command;
    }
}
