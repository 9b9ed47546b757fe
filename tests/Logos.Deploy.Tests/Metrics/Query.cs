using System.Text.RegularExpressions;

namespace Logos.Deploy.Tests.Metrics;

/// <summary>An expression of Prometheus, as far as one has to understand it to know what it asks for.</summary>
internal sealed partial class Query
{
    private static readonly string[] Words = ["and", "or", "unless", "bool", "offset", "inf", "nan"];

    public Query(string text)
    {
        Text = text;
        var rest = Range().Replace(text, "");
        Groupings = [.. Grouping().Matches(rest).SelectMany(match => match.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Distinct()];
        rest = Grouping().Replace(rest, " ");
        Selectors = [.. Selector().Matches(rest).Where(match => !Words.Contains(match.Groups[1].Value)).Select(match => new MetricSelector(
            match.Groups[1].Value,
            [.. Matcher().Matches(match.Groups[2].Value).Select(each => (each.Groups[1].Value, each.Groups[2].Value, each.Groups[3].Value))]))];
    }

    public string Text { get; }

    public IReadOnlyList<MetricSelector> Selectors { get; }

    /// <summary>The labels of <c>by</c> and <c>on</c>.</summary>
    public IReadOnlyList<string> Groupings { get; }

    public override string ToString() => Text;

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Range();

    [GeneratedRegex(@"\b(?:by|on|without|ignoring|group_left|group_right)\s*\(([^)]*)\)")]
    private static partial Regex Grouping();

    // No function, and no digits that belong to a number.
    [GeneratedRegex(@"(?<![\w.""])([a-zA-Z_:][a-zA-Z0-9_:]*)\b(?!\s*\()(\{[^}]*\})?")]
    private static partial Regex Selector();

    [GeneratedRegex("""([a-z_]+)\s*(=~|!~|!=|=)\s*"([^"]*)""")]
    private static partial Regex Matcher();
}

internal sealed record MetricSelector(string Name, IReadOnlyList<(string Label, string Operator, string Value)> Matchers);
