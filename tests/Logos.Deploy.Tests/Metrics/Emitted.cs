using System.Text.RegularExpressions;

namespace Logos.Deploy.Tests.Metrics;

/// <summary>What was scraped: names, their labels, and the values of these.</summary>
internal sealed partial class Emitted
{
    private readonly Dictionary<string, Dictionary<string, HashSet<string>>> _metrics = [];

    public Emitted(string text)
    {
        foreach (var line in text.Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
        {
            var name = line[..line.IndexOfAny(['{', ' '])];
            var labels = _metrics.TryGetValue(name, out var known) ? known : _metrics[name] = [];
            foreach (Match label in Label().Matches(line))
                (labels.TryGetValue(label.Groups[1].Value, out var values) ? values : labels[label.Groups[1].Value] = []).Add(label.Groups[2].Value);
        }
    }

    public int Count => _metrics.Count;

    /// <returns>Null when there is none of that name; else its labels, and their values.</returns>
    public IReadOnlyDictionary<string, HashSet<string>>? Find(string name) => _metrics.GetValueOrDefault(name);

    [GeneratedRegex("""([a-z_]+)="((?:[^"\\]|\\.)*)"[,}]""")]
    private static partial Regex Label();
}
