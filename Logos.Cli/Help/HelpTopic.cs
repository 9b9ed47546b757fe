using System.CommandLine;
using Logos.Cli.Application;

namespace Logos.Cli.Help;

/// <summary>What there is to say about a command, for its help page and for the reference alike.</summary>
internal static class HelpTopic
{
    public static readonly IReadOnlyList<(string Name, string Meaning)> ExitCodes =
    [
        ("0", "all is well; warnings alone change nothing"),
        ("1", "a run failed: the rules were sound, and evaluating them was not possible; an execution did not complete; a server is away or could not do it; or standard output could not be written"),
        ("2", "the input is at fault: a missing, unreadable or faulty file, or what a server refused"),
        ("64", "the command was called wrongly"),
        ("70", "something unexpected inside logos"),
        ("130", "interrupted"),
    ];

    public static string Usage(Command command)
    {
        var words = new List<string> { UsageErrors.NameOf(command) };
        if (command.Subcommands.Count > 0)
            words.Add("COMMAND");
        words.AddRange(command.Arguments.Select(argument =>
            argument.Arity.MaximumNumberOfValues > 1 ? argument.Name + "..." : argument.Name));
        words.AddRange(command.Options.Where(option => option.Required).Select(option => $"{option.Name} {option.HelpName}"));
        words.Add("[options]");
        return string.Join(' ', words);
    }

    public static IEnumerable<(string Name, string Meaning)> Commands(Command command) =>
        command.Subcommands.Where(sub => !sub.Hidden).Select(sub => (sub.Name, sub.Description ?? ""));

    public static IEnumerable<(string Name, string Meaning)> Arguments(Command command) =>
        command.Arguments.Select(argument => (argument.Name, argument.Description ?? ""));

    public static IEnumerable<(string Name, string Meaning)> Options(Command command) =>
        UsageErrors.OptionsOf(command).Where(option => !option.Hidden).Select(option => (NameOf(option), option.Description ?? ""));

    /// <summary>Those that not every command has.</summary>
    public static IEnumerable<(string Name, string Meaning)> OwnOptions(Command command) =>
        command.Options.Where(option => !option.Hidden).Select(option => (NameOf(option), option.Description ?? ""));

    /// <summary>The command and all below it that are shown, in order.</summary>
    public static IEnumerable<Command> All(Command command) =>
        command.Subcommands.Where(sub => !sub.Hidden).SelectMany(All).Prepend(command);

    public static IReadOnlyList<Example> Examples(Command command) => command is CliCommand own ? own.Examples : CommandTree.RootExamples;

    private static string NameOf(Option option)
    {
        var names = option.Aliases.OrderBy(alias => alias.Length).Append(option.Name);
        var value = option.Arity.MaximumNumberOfValues == 0 ? "" : " " + (option.HelpName ?? "VALUE");
        return string.Join(", ", names.Distinct()) + value;
    }
}
