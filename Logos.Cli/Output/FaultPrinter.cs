using System.Globalization;
using Logos.Cli.Input;
using Logos.Cli.Terminals;
using Logos.Rules.Faults;

namespace Logos.Cli.Output;

/// <summary>A fault for a reader: what, where, the line itself with a caret, and what to do.</summary>
internal static class FaultPrinter
{
    // Beyond these, the first ones are what to mend; --json tells all.
    private const int MostPerFile = 50;

    public static void Print(Paper to, string name, SourceText? source, IReadOnlyList<Fault> faults)
    {
        foreach (var fault in faults.Take(MostPerFile))
            Print(to, name, source, fault);
        if (faults.Count > MostPerFile)
            to.Text.WriteLine(to.Ink.Dim($"... and {faults.Count - MostPerFile} more in {Visible.Of(name)}; --json prints all"));
    }

    public static void Print(Paper paper, string name, SourceText? source, Fault fault)
    {
        var (to, ink) = (paper.Text, paper.Ink);
        var label = fault.Severity == Severity.Error ? ink.Red("error") : ink.Yellow("warning");
        // A fault of the file as a whole mostly names it already.
        var place = fault.Line is null && fault.Message.Contains(name, StringComparison.Ordinal) ? "" : " " + Place(name, fault);
        to.WriteLine($"{label} {ink.Bold(fault.Code)}{place}: {Visible.Of(fault.Message)}");
        var gutter = "";
        if (fault.Line is { } number && source?.Line(number) is { } line)
            gutter = PrintLine(paper, fault, number, line);
        if (fault.Path is { Length: > 0 } path)
            to.WriteLine($"{gutter}  {ink.Cyan("at:")} {Visible.Of(path)}");
        if (fault.Hint is { Length: > 0 } hint)
            to.WriteLine($"{gutter}  {ink.Cyan("hint:")} {Visible.Of(hint)}");
        to.WriteLine();
    }

    private static string Place(string name, Fault fault) => (fault.Line, fault.Column) switch
    {
        (null, _) => Visible.Of(name),
        ({ } line, null) => $"{Visible.Of(name)}:{line}",
        ({ } line, { } column) => $"{Visible.Of(name)}:{line}:{column}",
    };

    private static string PrintLine(Paper paper, Fault fault, int number, string line)
    {
        var (to, ink) = (paper.Text, paper.Ink);
        var digits = number.ToString(CultureInfo.InvariantCulture);
        var gutter = new string(' ', digits.Length);
        var excerpt = Excerpt.Of(line, fault.Column ?? 1, fault.Length, Math.Max(30, paper.Width - digits.Length - 4));
        to.WriteLine($"{gutter} {ink.Blue("|")}");
        to.WriteLine($"{ink.Blue(digits)} {ink.Blue("|")} {excerpt.Text}".TrimEnd());
        if (fault.Column is not null)
        {
            var carets = new string('^', excerpt.CaretWidth);
            carets = fault.Severity == Severity.Error ? ink.Red(carets) : ink.Yellow(carets);
            to.WriteLine($"{gutter} {ink.Blue("|")} {new string(' ', excerpt.CaretColumn)}{carets}");
        }

        return gutter;
    }
}
