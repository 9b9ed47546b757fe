using System.CommandLine;
using Logos.Cli.Application;
using Logos.Cli.Input;
using Logos.Cli.Output;
using Logos.Cli.Terminals;
using Logos.Rules.Grl;

namespace Logos.Cli.Grl;

/// <summary><c>logos grl check FILE...</c></summary>
internal static class CheckCommand
{
    public static Command Create(Terminal terminal)
    {
        var command = new CliCommand("check", "Say everything that is wrong with rules")
        {
            Examples =
            [
                new("logos grl check purchasing.grl", "one file"),
                new("logos grl check rules/*.grl --strict", "several, and let warnings fail"),
                new("cat purchasing.grl | logos grl check - --json", "from a pipe, for a machine"),
            ],
        };
        return FindingsCommand.Complete(command, "The rules; - reads standard input", file => Check(file, terminal), terminal);
    }

    public static FileFindings Check(string file, Terminal terminal)
    {
        if (InputFile.Read(file, SizeLimit.Definition, terminal, out var unreadable) is not { } source)
            return new FileFindings(file, null, [unreadable!], null);
        var rules = RuleSet.Parse(source.Text, out var faults);
        return new FileFindings(file, source, faults, rules is null ? null : Counted.Of(rules.Rules.Count, "rule"));
    }
}
