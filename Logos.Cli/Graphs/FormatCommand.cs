using System.CommandLine;
using System.Text;
using System.Text.Json;
using Logos.Cli.Application;
using Logos.Cli.Input;
using Logos.Cli.Output;
using Logos.Cli.Terminals;
using Logos.Core.Graphs.Formatting;
using Logos.Rules.Faults;

namespace Logos.Cli.Graphs;

/// <summary><c>logos fmt FILE...</c></summary>
internal static class FormatCommand
{
    public static Command Create(Terminal terminal)
    {
        var files = CommonOptions.Files("Graphs in YAML or JSON; - reads standard input and prints the result");
        var check = CommonOptions.Flag("--check", "Write nothing, and fail when a file would change");
        var command = new CliCommand("fmt", "Lay graphs out in the one way")
        {
            Examples =
            [
                new("logos fmt orders.yaml", "write it anew if it changes"),
                new("logos fmt graphs/*.yaml --check", "for a build: fail when one would change"),
                new("cat orders.yaml | logos fmt -", "from a pipe into a pipe"),
            ],
            Details = "Comments stay where they are. A graph that has errors is left alone, and so is a test file.",
        };
        command.Add(files);
        command.Add(check);
        command.Validators.Add(given =>
        {
            if (given.GetValue(files) is { Length: > 1 } several && several.Contains(InputFile.Stdin))
                given.AddError("`-` stands alone: its result is what is printed");
        });
        command.SetAction(parsed =>
        {
            var (given, checks, json) = (parsed.GetRequiredValue(files), parsed.GetValue(check), parsed.GetValue(CommonOptions.Json));
            return given is [InputFile.Stdin] && !checks && !json
                ? Pipe(terminal)
                : Report([.. given.Select(file => Format(file, checks, terminal))], checks, json, terminal);
        });
        return command;
    }

    private static int Pipe(Terminal terminal)
    {
        var outcome = Format(InputFile.Stdin, check: false, terminal);
        if (outcome.Faults.Any(fault => fault.Severity == Severity.Error))
            return Failure.Tell(outcome.Faults, InputFile.NameOf(InputFile.Stdin), outcome.Source, json: false, terminal);
        terminal.Output.Write(outcome.Text);
        return ExitCode.Good;
    }

    private static Outcome Format(string file, bool check, Terminal terminal)
    {
        var graph = GraphFile.Load(file, terminal);
        if (graph.IsTest)
            return new Outcome(file, graph.Source, graph.Source!.Text, false, []) { IsTest = true };
        if (!graph.Reading.IsValid || graph.Source is not { } source)
            return new Outcome(file, graph.Source, null, false, graph.Reading.Faults);
        var text = GraphFormatter.Format(Encoding.UTF8.GetBytes(source.Text), GraphFile.FormatOf(file, source.Text), out var faults);
        if (text is null)
            return new Outcome(file, source, null, false, faults);
        if (text == source.Text)
            return new Outcome(file, source, text, false, []);
        if (check)
            return new Outcome(file, source, text, true, [new Fault(CliCodes.NotFormatted.Code, $"{graph.Name} is not formatted") { Hint = $"run `logos fmt {graph.Name}`" }]);
        if (file != InputFile.Stdin && TargetFile.Write(terminal.WorkingDirectory, file, text, replace: true) is { } unwritten)
            return new Outcome(file, source, text, false, [unwritten]);
        return new Outcome(file, source, text, true, []);
    }

    private static int Report(IReadOnlyList<Outcome> outcomes, bool check, bool json, Terminal terminal)
    {
        var findings = outcomes.Select(each => new FileFindings(each.File, each.Source, each.Faults, null)).ToList();
        if (json)
            return FindingsReport.PrintJson(findings, terminal, line => WriteChanged(line, outcomes));
        foreach (var each in outcomes.Where(each => each.Faults.Count == 0))
            terminal.Output.WriteLine($"{(each.Changed ? terminal.OutputInk.Green("formatted") : terminal.OutputInk.Dim("unchanged"))} {Visible.Of(each.File)}{(each.IsTest ? ": a test file, which is left as it is" : "")}");
        return FindingsReport.PrintFaults(findings, check ? terminal.OutputPaper : terminal.ErrorPaper);
    }

    private static void WriteChanged(Utf8JsonWriter json, IReadOnlyList<Outcome> outcomes)
    {
        json.WriteStartArray("changed");
        foreach (var each in outcomes.Where(each => each.Changed))
            json.WriteStringValue(each.File);
        json.WriteEndArray();
    }

    private sealed record Outcome(string File, SourceText? Source, string? Text, bool Changed, IReadOnlyList<Fault> Faults)
    {
        public bool IsTest { get; init; }
    }
}
