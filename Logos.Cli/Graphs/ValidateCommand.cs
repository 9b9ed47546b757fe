using System.CommandLine;
using Logos.Cli.Application;
using Logos.Cli.Grl;
using Logos.Cli.Output;
using Logos.Cli.Terminals;

namespace Logos.Cli.Graphs;

/// <summary><c>logos validate FILE...</c></summary>
internal static class ValidateCommand
{
    public static Command Create(Terminal terminal)
    {
        var files = CommonOptions.Files("Graphs in YAML or JSON, and rules in .grl; - reads standard input");
        var strict = CommonOptions.Strict();
        var command = new CliCommand("validate", "Say everything that is wrong with graphs")
        {
            Examples =
            [
                new("logos validate orders.yaml", "one graph"),
                new("logos validate graphs/*.yaml --strict", "several, and let warnings fail"),
                new("cat orders.yaml | logos validate - --json", "from a pipe, for a machine"),
            ],
            Details = "What `file:` names in a graph is read from beside it, and checked with it.",
        };
        command.Add(files);
        command.Add(strict);
        command.SetAction(parsed => FindingsReport.Print(
            [.. parsed.GetRequiredValue(files).Select(file => Validate(file, terminal))],
            parsed.GetValue(strict),
            parsed.GetValue(CommonOptions.Json),
            terminal));
        return command;
    }

    private static FileFindings Validate(string file, Terminal terminal) =>
        Path.GetExtension(file).Equals(".grl", StringComparison.OrdinalIgnoreCase) ? CheckCommand.Check(file, terminal) : GraphFile.Load(file, terminal).ToFindings();
}
