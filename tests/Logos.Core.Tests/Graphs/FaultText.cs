using System.Text;
using Logos.Rules.Faults;

namespace Logos.Core.Tests.Graphs;

/// <summary>Faults as a golden shows them: with the line that they point at, so that a wrong column is seen.</summary>
internal static class FaultText
{
    public static string Of(IReadOnlyList<Fault> faults, string source)
    {
        var lines = source.ReplaceLineEndings("\n").Split('\n');
        var text = new StringBuilder();
        foreach (var fault in faults)
        {
            text.Append(fault.Severity == Severity.Error ? "error " : "warning ").Append(fault.Code);
            if (fault.Line is not null)
                text.Append($" at {fault.Line}:{fault.Column}");
            text.Append($" {fault.Path}".TrimEnd()).Append(": ").Append(fault.Message).Append('\n');
            if (fault.Line is { } line && line <= lines.Length && lines[line - 1].Length < 200)
                text.Append($"  | {lines[line - 1]}\n  | {new string(' ', fault.Column!.Value - 1)}{new string('^', Math.Min(fault.Length, Math.Max(1, lines[line - 1].Length - fault.Column.Value + 1)))}\n");
            if (fault.Hint is not null)
                text.Append($"  hint: {fault.Hint}\n");
        }

        return text.ToString();
    }
}
