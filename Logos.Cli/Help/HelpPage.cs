using System.CommandLine;
using System.CommandLine.Invocation;
using Logos.Cli.Application;
using Logos.Cli.Terminals;

namespace Logos.Cli.Help;

/// <summary>What `--help` prints: usage, arguments, options, examples.</summary>
internal static class HelpPage
{
    public sealed class Action(Terminal terminal) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            Write(terminal.Output, terminal.OutputInk, parseResult.CommandResult.Command);
            return ExitCode.Good;
        }
    }

    public static void Write(TextWriter to, Ink ink, Command command)
    {
        to.WriteLine(command.Description);
        to.WriteLine();
        to.WriteLine($"{ink.Bold("Usage:")} {HelpTopic.Usage(command)}");
        Section(to, ink, "Commands", HelpTopic.Commands(command));
        Section(to, ink, "Arguments", HelpTopic.Arguments(command));
        Section(to, ink, "Options", HelpTopic.Options(command));
        if (command is CliCommand { Details: { } details })
        {
            to.WriteLine();
            to.WriteLine(details);
        }

        Section(to, ink, "Examples", HelpTopic.Examples(command).Select(example => (example.Line, example.Meaning)));
        if (command is RootCommand)
        {
            Section(to, ink, "Exit codes", HelpTopic.ExitCodes);
            to.WriteLine();
            to.WriteLine("`logos COMMAND --help` tells more about a command.");
        }
    }

    private static void Section(TextWriter to, Ink ink, string title, IEnumerable<(string Name, string Meaning)> rows)
    {
        var all = rows.ToList();
        if (all.Count == 0)
            return;
        to.WriteLine();
        to.WriteLine(ink.Bold(title + ":"));
        var column = Math.Min(all.Max(row => row.Name.Length), 44);
        foreach (var (name, meaning) in all)
        {
            if (name.Length <= column) to.WriteLine($"  {ink.Cyan(name)}{new string(' ', column - name.Length)}  {meaning}".TrimEnd());
            else to.WriteLine($"  {ink.Cyan(name)}\n  {new string(' ', column)}  {meaning}".TrimEnd());
        }
    }
}
