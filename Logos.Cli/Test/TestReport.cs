using System.Text.Json;
using Logos.Cli.Application;
using Logos.Cli.Input;
using Logos.Cli.Output;
using Logos.Cli.Run;
using Logos.Cli.Terminals;
using Logos.Core.Executions;
using Logos.Orchestrator.Hosting;
using Logos.Rules.Values;

namespace Logos.Cli.Test;

/// <summary>Tells how tests came out: a line each, what differs below those that failed, and a closing line.</summary>
internal sealed class TestReport(Terminal terminal)
{
    private const int LongestValue = 400;

    private readonly Ink _ink = terminal.OutputInk;

    public void Tell(TestResult result)
    {
        var to = terminal.Output;
        var name = Visible.Of(result.Test.Name);
        if (result.IsGood)
        {
            to.WriteLine($"{_ink.Green("ok")}   {name}");
            return;
        }

        var (line, _) = result.Test.At.Document.Position(result.Test.At.Start);
        to.WriteLine($"{_ink.Red("FAIL")} {_ink.Bold(name)} {_ink.Dim($"({Visible.Of(InputFile.NameOf(result.File.File))}:{line})")}");
        foreach (var difference in result.Differences)
            to.WriteLine($"  {_ink.Cyan(Visible.Of(difference.Path))}: {Expected(difference)}, {Actual(difference)}");
        to.WriteLine($"  {_ink.Dim($"{Wire.Name(result.Run.Status).Replace('_', ' ')}{Reason(result.Run.Error)}; the nodes:")}");
        var width = result.Run.Execution.Nodes.Max(node => node.Id.Length);
        foreach (var node in result.Run.Execution.Nodes)
            to.WriteLine(_ink.Dim(Visible.Of($"    {node.Id.PadRight(width)}  {Wire.Name(node.Status),-9}  {Detail(node)}").TrimEnd()));
        to.WriteLine();
    }

    public int Close(IReadOnlyList<TestResult> results)
    {
        var failed = results.Count(result => !result.IsGood);
        var took = RunView.InWords(TimeSpan.FromTicks(results.Sum(result => result.Took.Ticks)));
        var passed = $"{results.Count - failed} passed";
        terminal.Output.WriteLine($"{(failed == 0 ? _ink.Green(passed) : passed)}, {(failed == 0 ? "0 failed" : _ink.Red($"{failed} failed"))} in {took}");
        return CodeOf(results);
    }

    public static int Json(IReadOnlyList<TestResult> results, Terminal terminal)
    {
        JsonLine.Print(terminal.Output, to =>
        {
            to.WriteNumber("passed", results.Count(result => result.IsGood));
            to.WriteNumber("failed", results.Count(result => !result.IsGood));
            to.WriteStartArray("tests");
            foreach (var result in results)
                Write(to, result);
            to.WriteEndArray();
        });
        return CodeOf(results);
    }

    private static void Write(Utf8JsonWriter to, TestResult result)
    {
        to.WriteStartObject();
        to.WriteString("file", InputFile.NameOf(result.File.File));
        to.WriteString("name", result.Test.Name);
        to.WriteNumber("line", result.Test.At.Document.Position(result.Test.At.Start).Line);
        to.WriteBoolean("passed", result.IsGood);
        to.WriteNumber("duration_ms", Math.Round(result.Took.TotalMilliseconds, 3));
        to.WriteStartArray("differences");
        foreach (var difference in result.Differences)
        {
            to.WriteStartObject();
            to.WriteString("path", difference.Path);
            Write(to, "expected", difference.Expected);
            Write(to, "actual", difference.Actual);
            to.WriteEndObject();
        }

        to.WriteEndArray();
        to.WriteEndObject();
    }

    // What is not there is left out: null is a value like any other.
    private static void Write(Utf8JsonWriter to, string name, Value? value)
    {
        if (value is not { } there)
            return;
        to.WritePropertyName(name);
        ValueJson.Write(to, there);
    }

    private string Expected(Difference difference) => $"expected {_ink.Green(Short(difference.Expected!.Value))}";

    private string Actual(Difference difference) => difference.Actual is { } actual ? $"got {_ink.Red(Short(actual))}" : _ink.Red("and it is not there");

    private static string Detail(NodeInfo node)
    {
        var attempts = node.Attempt > 1 ? $"attempt {node.Attempt}  " : "";
        return node.Status == NodeStatus.Skipped ? node.SkippedBecause ?? "" : attempts + (node.Error is { } error ? $"{error.Code}: {error.Message}" : node.Signal is { } signal ? $"waits for {signal}" : "");
    }

    private static string Reason(Core.Work.Failure? error) => error is null ? "" : Visible.Of($", {error.Code}: {error.Message}");

    private static string Short(Value value)
    {
        var text = Visible.Of(value.ToJson());
        return text.Length <= LongestValue ? text : text[..LongestValue] + "…";
    }

    private static int CodeOf(IReadOnlyList<TestResult> results) => results.All(result => result.IsGood) ? ExitCode.Good : ExitCode.RunFailed;
}
