using System.CommandLine;
using Logos.Cli.Application;
using Logos.Cli.Input;
using Logos.Cli.Terminals;
using Logos.Rules.Grl;

namespace Logos.Cli.Grl;

/// <summary><c>logos grl eval FILE --facts FILE</c></summary>
internal static class EvalCommand
{
    public static Command Create(Terminal terminal)
    {
        var file = CommonOptions.File("The rules; - reads standard input");
        var facts = new Option<string>("--facts", "-f")
        {
            Description = "The facts: a JSON object; - reads standard input",
            HelpName = "FILE",
            Required = true,
        };
        var explain = CommonOptions.Flag("--explain", "Say for every rule why it fired or why not");
        var maxSteps = new Option<long>("--max-steps")
        {
            Description = "How many steps the whole evaluation may take",
            HelpName = "NUMBER",
            DefaultValueFactory = _ => RuleOptions.Default.MaxTotalSteps,
        };
        maxSteps.Validators.Add(given =>
        {
            if (given.Tokens is [var token] && long.TryParse(token.Value, out var steps) && steps < 1)
                given.AddError("--max-steps takes a whole number from 1 on");
        });
        var strict = CommonOptions.Strict();
        var command = new CliCommand("eval", "Evaluate rules over facts")
        {
            Examples =
            [
                new("logos grl eval purchasing.grl --facts facts.json", "print the facts as the rules leave them"),
                new("logos grl eval purchasing.grl --facts facts.json --explain", "and why each rule fired or did not"),
                new("cat facts.json | logos grl eval purchasing.grl --facts - --json", "from a pipe, for a machine"),
            ],
            Details = "With --json it prints {\"facts\":...,\"fired\":n}, and with --explain a member `trace` beside them.",
        };
        command.Add(file);
        command.Add(facts);
        command.Add(explain);
        command.Add(maxSteps);
        command.Add(strict);
        command.Validators.Add(given =>
        {
            if (given.GetResult(file)?.Tokens is not [{ Value: var rules }] || given.GetResult(facts)?.Tokens is not [{ Value: var data }])
                return;
            if (rules == InputFile.Stdin && data == InputFile.Stdin)
                given.AddError("`-` can stand for only one of FILE and --facts");
            if (IsCalled(rules, ".json") || (IsCalled(data, ".grl") && !IsCalled(rules, ".grl")))
                given.AddError($"FILE is the rules and --facts the facts, and `{rules}` and `{data}` are the other way round by their names");
        });
        command.SetAction(parsed => new Evaluation(terminal, parsed.GetValue(CommonOptions.Json))
        {
            Explain = parsed.GetValue(explain),
            Strict = parsed.GetValue(strict),
            MaxSteps = parsed.GetValue(maxSteps),
        }.Run(parsed.GetRequiredValue(file), parsed.GetRequiredValue(facts)));
        return command;
    }

    private static bool IsCalled(string file, string extension) => file.EndsWith(extension, StringComparison.OrdinalIgnoreCase);
}
