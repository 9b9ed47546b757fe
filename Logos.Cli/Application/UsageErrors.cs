using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using Logos.Cli.Help;
using Logos.Cli.Output;
using Logos.Cli.Terminals;
using Logos.Rules.Faults;

namespace Logos.Cli.Application;

/// <summary>What is wrong with a command line, in words and with the nearest name that exists.</summary>
internal static class UsageErrors
{
    public static IReadOnlyList<Fault> Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        if (command.Subcommands.Count > 0 && parsed.UnmatchedTokens is [var first, ..])
            return [first.StartsWith('-') ? UnknownOption(first, command) : UnknownCommand(first, command)];
        if (parsed.UnmatchedTokens.FirstOrDefault(token => token.Length > 1 && token.StartsWith('-')) is { } option)
            return [UnknownOption(option, command)];
        return parsed.UnmatchedTokens is [var extra, ..]
            ? [Wrong($"`{NameOf(command)}` does not take `{extra}`", null)]
            : [.. parsed.Errors.Select(error => WrongChoice(error) ?? Wrong(InOurWords(error, command), null)).Distinct()];
    }

    /// <summary>`--json=false` reaches the parser as a flag and a word, which may even be taken for a file.</summary>
    public static Fault? FlagWithValue(Command command, IReadOnlyList<string> arguments)
    {
        var flags = OptionsOf(command).Where(option => option.Arity.MaximumNumberOfValues == 0).SelectMany(option => option.Aliases.Append(option.Name)).ToList();
        foreach (var argument in arguments.TakeWhile(argument => argument != "--"))
        {
            if (argument.IndexOfAny(['=', ':']) is var end and > 0 && flags.Contains(argument[..end]))
                return Wrong($"the option `{argument[..end]}` of `{NameOf(command)}` takes no value", "it is on where it stands, and off where it is left out");
        }

        return null;
    }

    private static Fault? WrongChoice(ParseError error)
    {
        var (name, token, symbol) = error.SymbolResult switch
        {
            ArgumentResult { Tokens: [var word, ..], Parent: OptionResult { Option: var option } } => (option.Name, word.Value, (Symbol)option),
            OptionResult { Tokens: [var word, ..], Option: var option } => (option.Name, word.Value, option),
            ArgumentResult { Tokens: [var word, ..], Argument: var argument } => (argument.Name, word.Value, argument),
            _ => ("", "", null),
        };
        if (symbol is null)
            return null;
        var choices = symbol.GetCompletions(CompletionContext.Empty).Select(item => item.Label).Where(label => !label.StartsWith('-')).ToList();
        return choices.Count == 0 ? null : Wrong($"{name} cannot be `{token}`; it is one of {string.Join(", ", choices)}", Nearest(token, choices));
    }

    /// <summary>An argument takes any word, also `--fatcs`; only what follows `--` is really meant as one.</summary>
    public static Fault? OptionTakenAsFile(ParseResult parsed, IReadOnlyList<string> arguments)
    {
        var open = arguments.IndexOf("--");
        var command = parsed.CommandResult.Command;
        foreach (var token in parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(result => result.Tokens))
        {
            var at = arguments.IndexOf(token.Value);
            if (token.Value.Length > 1 && token.Value.StartsWith('-') && (open < 0 || at < open))
                return UnknownOption(token.Value, command);
        }

        return null;
    }

    public static int Tell(IReadOnlyList<Fault> errors, Command command, bool json, Terminal terminal)
    {
        if (json)
            JsonLine.PrintErrors(terminal.Output, errors);
        var ink = terminal.ErrorInk;
        foreach (var error in errors)
        {
            terminal.Error.WriteLine($"{ink.Red("error")} {ink.Bold(error.Code)}: {Visible.Of(error.Message)}");
            if (error.Hint is { } hint)
                terminal.Error.WriteLine($"  {ink.Cyan("hint:")} {Visible.Of(hint)}");
        }

        // Who named no command does not know them: the whole page, and not the advice to ask for it.
        if (errors is [{ Message: var message }] && message == NeedsCommand(command))
        {
            terminal.Error.WriteLine();
            HelpPage.Write(terminal.Error, ink, command);
        }
        else
        {
            terminal.Error.WriteLine($"Try `{NameOf(command)} --help`.");
        }

        return ExitCode.WrongUsage;
    }

    /// <returns><c>logos grl eval</c>, whatever the program's file is called.</returns>
    public static string NameOf(Command command) =>
        command is RootCommand || command.Parents.OfType<Command>().FirstOrDefault() is not { } parent
            ? "logos"
            : $"{NameOf(parent)} {command.Name}";

    private static Fault UnknownCommand(string word, Command command)
    {
        var names = command.Subcommands.Where(sub => !sub.Hidden).Select(sub => sub.Name).ToList();
        return Wrong($"`{NameOf(command)}` has no command `{word}`",
            Nearest(word, names) ?? $"commands are {string.Join(", ", names)}");
    }

    private static Fault UnknownOption(string word, Command command)
    {
        var name = word.Split('=', 2)[0];
        var names = OptionsOf(command).SelectMany(option => option.Aliases.Append(option.Name)).Where(option => option.StartsWith("--", StringComparison.Ordinal)).ToList();
        return Wrong($"`{NameOf(command)}` has no option `{name}`",
            Nearest(name, names) ?? (command.Arguments.Any(argument => argument.Name is "FILE" or "DIR") ? "a file whose name begins with - is given after `--`" : null));
    }

    public static IEnumerable<Option> OptionsOf(Command command) =>
        command.Options.Concat(command.Parents.OfType<Command>().SelectMany(OptionsOf).Where(option => option.Recursive));

    private static string InOurWords(ParseError error, Command command) => error.SymbolResult switch
    {
        CommandResult when command.Subcommands.Count > 0 => NeedsCommand(command),
        ArgumentResult { Argument: var argument, Tokens.Count: 0, Parent: CommandResult } => $"`{NameOf(command)}` needs {argument.Name}",
        CommandResult when command.Arguments.FirstOrDefault(argument => argument.Arity.MinimumNumberOfValues > 0) is { } missing
            && error.Message.StartsWith("Required argument", StringComparison.Ordinal) => $"`{NameOf(command)}` needs {missing.Name}",
        OptionResult { Tokens.Count: 0, Option: var option } => $"`{NameOf(command)}` needs `{option.Name} {option.HelpName}`",
        _ => error.Message.Replace('\'', '`'),
    };

    private static string NeedsCommand(Command command) =>
        $"`{NameOf(command)}` needs a command: {string.Join(", ", command.Subcommands.Where(sub => !sub.Hidden).Select(sub => sub.Name))}";

    private static string? Nearest(string word, IReadOnlyList<string> names) =>
        Suggestion.DidYouMean(word, names)
        ?? (names.FirstOrDefault(name => word.Length > 2 && name.StartsWith(word, StringComparison.OrdinalIgnoreCase)) is { } whole ? $"did you mean `{whole}`?" : null);

    private static Fault Wrong(string message, string? hint) =>
        new(CliCodes.WrongUsage.Code, message) { Hint = hint };

    private static int IndexOf(this IReadOnlyList<string> list, string value)
    {
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] == value)
                return i;
        }

        return -1;
    }
}
