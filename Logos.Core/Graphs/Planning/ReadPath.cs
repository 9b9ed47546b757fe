using System.Globalization;
using System.Text;
using Logos.Rules.Syntax;

namespace Logos.Core.Graphs.Planning;

/// <summary>A part of a node's output: <c>customer.address.city</c>. No steps: all of it.</summary>
public sealed record ReadPath
{
    public ReadPath(IEnumerable<Segment> steps)
    {
        Steps = [.. steps];
        Text = Write(Steps);
    }

    public IReadOnlyList<Segment> Steps { get; }

    public string Text { get; }

    public bool IsWhole => Steps.Count == 0;

    /// <summary><c>$status</c> and <c>$error</c> are told of a node, and are no part of its output.</summary>
    public bool IsAboutNode => Steps.Count > 0 && Steps[0].Name is ['$', ..];

    /// <summary>True when who has this has the other as well.</summary>
    public bool Covers(ReadPath other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Steps.Count > other.Steps.Count || (IsWhole && other.IsAboutNode))
            return false;
        for (var i = 0; i < Steps.Count; i++)
        {
            if (Steps[i] != other.Steps[i])
                return false;
        }

        return true;
    }

    public bool Equals(ReadPath? other) => Text == other?.Text;

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Text;

    private static string Write(IReadOnlyList<Segment> steps)
    {
        if (steps.Count == 1 && steps[0].Name is { } only)
            return only;
        var text = new StringBuilder();
        foreach (var step in steps)
        {
            if (step.Name is { } name)
                text.Append(text.Length == 0 ? "" : ".").Append(name);
            else
                text.Append(CultureInfo.InvariantCulture, $"[{step.Index}]");
        }

        return text.ToString();
    }
}

/// <summary>What is read of one node, without what is covered by something else that is read of it.</summary>
public sealed record NodeRead(int Node, IReadOnlyList<ReadPath> Paths);
