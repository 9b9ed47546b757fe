using System.Text;
using Logos.Rules.Faults;

namespace Logos.Rules.Tests.Faults;

/// <summary>Faults as a terminal would show them: the line, the caret, the words.</summary>
internal static class Rendering
{
    public static string Of(IEnumerable<Fault> faults, string text)
    {
        var lines = text.Split('\n');
        var output = new StringBuilder();
        foreach (var fault in faults)
        {
            output.Append($"{fault.Line}:{fault.Column} {(fault.Severity == Severity.Warning ? "warning " : "")}{fault.Code} {fault.Message}\n");
            if (fault.Hint is not null)
                output.Append($"    {fault.Hint}\n");
            var line = lines[fault.Line!.Value - 1];
            var (from, before) = fault.Column > 90 ? (fault.Column.Value - 30, "…") : (1, "");
            var shown = line[(from - 1)..Math.Min(line.Length, from + 110)];
            output.Append($"  | {before}{Plain(shown)}\n");
            output.Append($"  | {new string(' ', fault.Column!.Value - from + before.Length)}{new string('^', Math.Max(1, Math.Min(fault.Length, shown.Length - (fault.Column.Value - from))))}\n\n");
        }

        return output.ToString();
    }

    private static string Plain(string line) => string.Concat(line.Select(c => char.IsControl(c) ? '·' : c));
}
