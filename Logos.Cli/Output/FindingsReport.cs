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
        if (json) JsonLine.Print(terminal.Output, line => WriteJson(line, findings));
        else WriteText(findings, terminal);
        var good = findings.All(each => each.IsGood && !(strict && each.Faults.Count > 0));
        return good ? ExitCode.Good : ExitCode.InputAtFault;
    }

    private static void WriteText(IReadOnlyList<FileFindings> findings, Terminal terminal)
    {
        var ink = terminal.OutputInk;
        foreach (var (file, source, faults, note) in findings)
        {
            FaultPrinter.Print(terminal.Output, ink, terminal.Width, InputFile.NameOf(file), source, faults);
            if (faults.All(fault => fault.Severity == Severity.Warning))
                terminal.Output.WriteLine($"{ink.Green("ok")} {Visible.Of(InputFile.NameOf(file))}{(note is null ? "" : $": {note}")}");
        }

        var all = findings.SelectMany(each => each.Faults).ToList();
        if (all.Count == 0)
            return;
        var files = findings.Count(each => each.Faults.Count > 0);
        terminal.Output.WriteLine($"{InWords(all, ink)} in {Counted.Of(files, "file")}");
    }

    private static string InWords(List<Fault> faults, Ink ink)
    {
        var errors = faults.Count(fault => fault.Severity == Severity.Error);
        var warnings = faults.Count - errors;
        var parts = new List<string>();
        if (errors > 0) parts.Add(ink.Red(Counted.Of(errors, "error")));
        if (warnings > 0) parts.Add(ink.Yellow(Counted.Of(warnings, "warning")));
        return string.Join(", ", parts);
    }

    private static void WriteJson(Utf8JsonWriter json, IReadOnlyList<FileFindings> findings)
    {
        JsonLine.WriteFaults(json, "errors", Of(findings, Severity.Error));
        JsonLine.WriteFaults(json, "warnings", Of(findings, Severity.Warning));
        json.WriteNumber("files", findings.Count);
    }

    private static IEnumerable<(string? File, Fault Fault)> Of(IReadOnlyList<FileFindings> findings, Severity severity) =>
        from each in findings
        from fault in each.Faults
        where fault.Severity == severity
        select ((string?)each.File, fault);
}
