using System.Text.Json;
using Logos.Cli.Application;
using Logos.Cli.Input;
using Logos.Cli.Terminals;
using Logos.Rules.Faults;

namespace Logos.Cli.Output;

/// <summary>What was found in one file.</summary>
/// <param name="File">As the caller named it.</param>
/// <param name="Source">Null when it could not be read.</param>
/// <param name="Faults">Errors and warnings.</param>
/// <param name="Note">What a good file holds: <c>15 rules</c>.</param>
internal sealed record FileFindings(string File, SourceText? Source, IReadOnlyList<Fault> Faults, string? Note)
{
    public bool IsGood => Faults.All(fault => fault.Severity == Severity.Warning);
}

/// <summary>The result of a command that looks for faults: all of them, file by file, and a closing line.</summary>
internal static class FindingsReport
{
    /// <param name="findings">In the order in which the files were given.</param>
    /// <param name="strict">Warnings count as errors for the exit code.</param>
    /// <param name="json">One line of JSON instead of text.</param>
    /// <param name="terminal">Findings are the result, so they go to standard output.</param>
    public static int Print(IReadOnlyList<FileFindings> findings, bool strict, bool json, Terminal terminal)
    {
        var ink = terminal.OutputInk;
        var code = json ? PrintJson(findings, terminal, _ => { }) : PrintFaults(findings, terminal.OutputPaper, good =>
            terminal.Output.WriteLine($"{ink.Green("ok")} {Visible.Of(InputFile.NameOf(good.File))}{(good.Note is null ? "" : $": {Visible.Of(good.Note)}")}"));
        return strict && findings.Any(each => each.Faults.Count > 0) ? ExitCode.InputAtFault : code;
    }

    public static int PrintJson(IReadOnlyList<FileFindings> findings, Terminal terminal, Action<Utf8JsonWriter> more)
    {
        JsonLine.Print(terminal.Output, line =>
        {
            JsonLine.WriteFaults(line, "errors", Of(findings, Severity.Error));
            JsonLine.WriteFaults(line, "warnings", Of(findings, Severity.Warning));
            line.WriteNumber("files", findings.Count);
            more(line);
        });
        return CodeOf(findings);
    }

    public static int PrintFaults(IReadOnlyList<FileFindings> findings, Paper to, Action<FileFindings>? good = null)
    {
        foreach (var each in findings)
        {
            FaultPrinter.Print(to, InputFile.NameOf(each.File), each.Source, each.Faults);
            if (each.IsGood)
                good?.Invoke(each);
        }

        var all = findings.SelectMany(each => each.Faults).ToList();
        if (all.Count > 0)
            to.Text.WriteLine($"{InWords(all, to.Ink)} in {Counted.Of(findings.Count(each => each.Faults.Count > 0), "file")}");
        return CodeOf(findings);
    }

    private static int CodeOf(IReadOnlyList<FileFindings> findings) => findings.All(each => each.IsGood) ? ExitCode.Good : ExitCode.InputAtFault;

    private static string InWords(List<Fault> faults, Ink ink)
    {
        var errors = faults.Count(fault => fault.Severity == Severity.Error);
        var warnings = faults.Count - errors;
        var parts = new List<string>();
        if (errors > 0) parts.Add(ink.Red(Counted.Of(errors, "error")));
        if (warnings > 0) parts.Add(ink.Yellow(Counted.Of(warnings, "warning")));
        return string.Join(", ", parts);
    }

    private static IEnumerable<(string? File, Fault Fault)> Of(IReadOnlyList<FileFindings> findings, Severity severity) =>
        from each in findings
        from fault in each.Faults
        where fault.Severity == severity
        select ((string?)each.File, fault);
}
