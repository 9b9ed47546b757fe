using System.Text.RegularExpressions;

namespace Logos.Scenarios.Tracing;

/// <summary>The table of metrics in docs/operations.md.</summary>
internal static partial class MetricsPage
{
    /// <returns>Each metric that is named whole, the labels that it has, and of whom it is.</returns>
    public static IReadOnlyList<(string Name, IReadOnlyList<string> Labels, string Of)> Read()
    {
        var lines = File.ReadAllLines(Path.Combine(Sample.Root(), "docs", "operations.md")).SkipWhile(line => line != "| metric | labels | of | what it is |").Skip(2).TakeWhile(line => line.StartsWith('|'));
        return
        [
            .. from line in lines
               let cells = line.Split('|')
               from name in Words().Matches(cells[1]).Select(match => match.Groups[1].Value)
               select (name, (IReadOnlyList<string>)[.. Words().Matches(cells[2]).Select(match => match.Groups[1].Value)], cells[3].Trim()),
        ];
    }

    // What has dots is a value, and what ends with them a part of a name.
    [GeneratedRegex("`([a-z_]+)`")]
    private static partial Regex Words();
}
