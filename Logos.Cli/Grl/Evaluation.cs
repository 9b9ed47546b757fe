using Logos.Cli.Application;
using Logos.Cli.Input;
using Logos.Cli.Output;
using Logos.Cli.Terminals;
using Logos.Rules.Expressions;
using Logos.Rules.Faults;
using Logos.Rules.Grl;
using Logos.Rules.Values;

namespace Logos.Cli.Grl;

/// <summary>One evaluation, from two files to a printed result.</summary>
internal sealed class Evaluation(Terminal terminal, bool json)
{
    private readonly List<(string File, SourceText? Source, IReadOnlyList<Fault> Faults)> _found = [];

    public bool Explain { get; init; }

    public bool Strict { get; init; }

    public long MaxSteps { get; init; } = RuleOptions.Default.MaxTotalSteps;

    public int Run(string rulesFile, string factsFile)
    {
        // Both are read before either is refused, so that one go tells what is wrong with both.
        var rules = ReadRules(rulesFile);
        var facts = ReadFacts(factsFile);
        if (rules is null || facts is null || (Strict && _found.Any(each => each.Faults.Count > 0)))
            return Refuse();
        foreach (var (file, source, warnings) in _found)
            Failure.Show(warnings, file, source, terminal);
        return Evaluate(rules, facts.Value, InputFile.NameOf(rulesFile));
    }

    private RuleSet? ReadRules(string file)
    {
        var source = InputFile.Read(file, SizeLimit.Definition, terminal, out var unreadable);
        if (source is null)
        {
            _found.Add((InputFile.NameOf(file), null, [unreadable!]));
            return null;
        }

        var rules = RuleSet.Parse(source.Text, out var faults);
        _found.Add((source.Name, source, faults));
        return rules;
    }

    private Value? ReadFacts(string file)
    {
        var facts = FactsFile.Read(file, terminal, out var source, out var faults);
        _found.Add((InputFile.NameOf(file), source, faults));
        return facts;
    }

    private int Refuse()
    {
        if (json)
        {
            // Under --strict a warning is what stopped it, so it is told as the error that it was made.
            var told = _found.SelectMany(each => each.Faults).Where(fault => Strict || fault.Severity == Severity.Error);
            JsonLine.PrintErrors(terminal.Output, [.. told]);
            return ExitCode.InputAtFault;
        }

        foreach (var (file, source, faults) in _found)
            Failure.Show(faults, file, source, terminal);
        return ExitCode.InputAtFault;
    }

    private int Evaluate(RuleSet rules, Value facts, string rulesName)
    {
        try
        {
            var result = rules.Evaluate(facts, new RuleOptions { Explain = Explain, MaxTotalSteps = MaxSteps, Log = !json, Now = terminal.Clock.GetUtcNow() });
            if (json) PrintJson(result);
            else PrintText(rules, result);
            return ExitCode.Good;
        }
        catch (EvaluationException e)
        {
            return Failure.Tell([e.Fault], rulesName, null, json, terminal, ExitCode.RunFailed);
        }
    }

    private void PrintJson(EvaluationResult result) => JsonLine.Print(terminal.Output, line =>
    {
        line.WritePropertyName("facts");
        ValueJson.Write(line, result.Facts);
        line.WriteNumber("fired", result.Fired);
        if (result.Trace is { } trace)
            TraceJson.Write(line, trace);
    });

    private void PrintText(RuleSet rules, EvaluationResult result)
    {
        foreach (var said in result.Log)
            terminal.Error.WriteLine($"{terminal.ErrorInk.Dim("log:")} {Visible.Of(said)}");
        terminal.Output.WriteLine(ValueJson.Write(result.Facts, indented: true));
        if (result.Trace is { } trace)
            TraceText.Write(terminal.Output, terminal.OutputInk, trace);
        terminal.Error.WriteLine($"{Counted.Of(result.Fired, "firing")} of {Counted.Of(rules.Rules.Count, "rule")}");
    }
}
