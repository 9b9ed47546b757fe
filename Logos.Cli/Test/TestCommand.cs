using System.CommandLine;
using Logos.Cli.Application;
using Logos.Cli.Output;
using Logos.Cli.Run;
using Logos.Cli.Terminals;

namespace Logos.Cli.Test;

/// <summary><c>logos test FILE...</c></summary>
internal static class TestCommand
{
    public static Command Create(Terminal terminal)
    {
        var files = CommonOptions.Files("Test files in YAML or JSON; - reads standard input");
        var filter = new Option<string>("--filter") { Description = "Run only the tests whose names hold this text", HelpName = "TEXT" };
        var command = new CliCommand("test", "Run tests of graphs: stubbed nodes, simulated time")
        {
            Examples =
            [
                new("logos test orders.test.yaml", "all tests of a file"),
                new("logos test graphs/*.test.yaml --filter approval", "of several files those whose names hold a text"),
                new("logos test orders.test.yaml --json", "for a machine"),
            ],
            Details = "A test says what a graph is given, what its nodes yield that reach outside, and what has to come out; docs/testing.md tells all of it. "
                + "Waits, retries and timeouts take no real time. Graphs are found beside the test file. "
                + "With --json it prints {\"passed\",\"failed\",\"tests\":[{\"file\",\"name\",\"line\",\"passed\",\"duration_ms\",\"differences\":[{\"path\",\"expected\",\"actual\"}]}]}.",
        };
        command.Add(files);
        command.Add(filter);
        command.SetAction((parsed, _) => RunAsync(parsed.GetRequiredValue(files), parsed.GetValue(filter), parsed.GetValue(CommonOptions.Json), terminal));
        return command;
    }

    private static async Task<int> RunAsync(string[] names, string? filter, bool json, Terminal terminal)
    {
        var files = names.Select(name => TestFile.Load(name, terminal)).ToList();
        if (files.Any(file => file.Faults.Count > 0))
            return Refuse(files, json, terminal);
        var tests = files.SelectMany(file => file.Tests.Select(test => (File: file, Test: test)))
            .Where(each => filter is null || each.Test.Name.Contains(filter, StringComparison.OrdinalIgnoreCase)).ToList();
        if (tests.Count == 0)
            return Failure.Tell([new(CliCodes.BadTest.Code, $"no test's name holds `{filter}`")], "--filter", null, json, terminal);
        var families = new Dictionary<string, GraphFamily>(StringComparer.Ordinal);
        foreach (var graph in tests.Select(each => each.File.GraphOf(each.Test)).Distinct())
        {
            if ((families[graph] = new(terminal, json) { IsTested = true }).Load(graph) is { } code)
                return code;
        }

        files = [.. files.Select(file => file with { Faults = [.. tests.Where(each => each.File == file).SelectMany(each => TestFile.Check(each.Test, families[file.GraphOf(each.Test)]))] })];
        if (files.Any(file => file.Faults.Count > 0))
            return Refuse(files, json, terminal);
        var report = new TestReport(terminal);
        var results = new List<TestResult>();
        foreach (var (file, test) in tests)
        {
            results.Add(await TestResult.OfAsync(file, test, families[file.GraphOf(test)], terminal.Clock));
            if (!json)
                report.Tell(results[^1]);
        }

        return json ? TestReport.Json(results, terminal) : report.Close(results);
    }

    private static int Refuse(List<TestFile> files, bool json, Terminal terminal)
    {
        var findings = files.Select(file => new FileFindings(file.File, file.Source, file.Faults, null)).ToList();
        return json ? FindingsReport.PrintJson(findings, terminal, _ => { }) : FindingsReport.PrintFaults(findings, terminal.ErrorPaper);
    }
}
