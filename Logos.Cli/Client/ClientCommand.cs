using System.CommandLine;
using Logos.Cli.Application;
using Logos.Cli.Output;
using Logos.Cli.Terminals;

namespace Logos.Cli.Client;

/// <summary>What all commands against a server have in common.</summary>
internal static class ClientCommand
{
    public static CliCommand Does(this CliCommand command, Terminal terminal, Func<Session, Task<int>> act, params Symbol[] takes)
    {
        foreach (var each in takes)
        {
            if (each is Argument argument) command.Add(argument);
            else command.Add((Option)each);
        }

        foreach (var option in Session.Options())
            command.Add(option);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, terminal, act, cancellationToken));
        return command;
    }

    public static CliCommand Group(string name, string description, IReadOnlyList<Example> examples, params CliCommand[] commands)
    {
        var group = new CliCommand(name, description) { Examples = examples };
        foreach (var command in commands)
            group.Add(command);
        return group;
    }

    public static Argument<string> Word(string name, string description) => new(name) { Description = description };

    public static Option<string> Text(string name, string description, string form) => new(name) { Description = description, HelpName = form };

    public static Option<int?> Number(string name, string description) => new(name) { Description = description, HelpName = "N" };

    public static Option<int?> Limit() => Number("--limit", "How many at most (default 50)");

    public static Option<string> After() => Text("--after", "Go on where the list before ended", "CURSOR");

    public static Option<string[]> Pairs(string name, string description, string form, params string[] aliases)
    {
        var option = new Option<string[]>(name, aliases) { Description = description, HelpName = form, Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false };
        option.Validators.Add(given =>
        {
            foreach (var token in given.Tokens.Where(token => token.Value.IndexOf('=', StringComparison.Ordinal) < 1))
                given.AddError($"{name} is written {form}, and not `{token.Value}`");
        });
        return option;
    }

    /// <summary>What a server refuses, or that none is there, ends the command in words.</summary>
    public static async Task<int> RunAsync(ParseResult parsed, Terminal terminal, Func<Session, Task<int>> act, CancellationToken cancellationToken)
    {
        var json = parsed.GetValue(CommonOptions.Json);
        using var session = new Session(parsed, terminal, json, cancellationToken);
        try
        {
            return await act(session);
        }
        catch (ClientFaultException e)
        {
            return Failure.Tell(e.Faults, e.About, e.Sent, json, terminal, e.Code);
        }
    }
}
