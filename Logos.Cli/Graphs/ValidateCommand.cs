using System.CommandLine;
using Logos.Cli.Application;
using Logos.Cli.Grl;
using Logos.Cli.Output;
using Logos.Cli.Terminals;
using Logos.Cli.Test;

namespace Logos.Cli.Graphs;

/// <summary><c>logos validate FILE...</c></summary>
internal static class ValidateCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new CliCommand("validate", "Say everything that is wrong with graphs")
        {
            Examples =
            [
                new("logos validate orders.yaml", "one graph"),
                new("logos validate graphs/*.yaml --strict", "several, and let warnings fail"),
                new("cat orders.yaml | logos validate - --json", "from a pipe, for a machine"),
            ],
            Details = "What `file:` names in a graph is read from beside it, and checked with it. Test files are read as `logos test` reads them, and not run.",
        };
        return FindingsCommand.Complete(command, "Graphs and their tests in YAML or JSON, and rules in .grl; - reads standard input", file => Validate(file, terminal), terminal);
    }

    private static FileFindings Validate(string file, Terminal terminal)
    {
        if (Path.GetExtension(file).Equals(".grl", StringComparison.OrdinalIgnoreCase))
            return CheckCommand.Check(file, terminal);
        var graph = GraphFile.Load(file, terminal);
        return graph.IsTest ? TestFile.Of(file, graph.Source!).ToFindings() : graph.ToFindings();
    }
}
