using System.CommandLine;
using Logos.Cli.Application;
using Logos.Cli.Terminals;

namespace Logos.Cli.Grl;

internal static class GrlCommands
{
    public static Command Create(Terminal terminal)
    {
        var command = new CliCommand("grl", "Check and evaluate rules")
        {
            Examples =
            [
                new("logos grl check rules.grl", "say everything that is wrong with the rules"),
                new("logos grl eval rules.grl --facts facts.json", "evaluate them over facts"),
            ],
        };
        command.Add(CheckCommand.Create(terminal));
        command.Add(EvalCommand.Create(terminal));
        return command;
    }
}
