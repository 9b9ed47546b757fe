using System.Globalization;
using System.Text;
using Logos.Rules.Syntax;

namespace Logos.Core.Graphs.Planning;

/// <summary>A part of a node's output: <c>customer.address.city</c>. No steps: all of it.</summary>
public sealed record ReadPath
{
    private static readonly ReadPath Whole = new([]);

    private ReadPath(Segment[] steps)
    {
        Steps = steps;
        Text = Write(steps);
    }

    public IReadOnlyList<Segment> Steps { get; }

    public string Text { get; }

    public bool IsWhole => Steps.Count == 0;

    /// <summary><c>$status</c> and <c>$error</c> are told of a node, and are no part of its output.</summary>
    public bool IsAboutNode => Steps.Count > 0 && Steps[0].Name is ['$', ..];

    /// <summary>Which of them; null for a part of the output.</summary>
    internal string? About => IsAboutNode ? Steps[0].Name : null;

    /// <summary>What follows the node's id in the path of an expression.</summary>
    public static ReadPath Below(Expr.Path path)
    {
        if (path.Segments.Count == 1)
            return Whole;
        var steps = new Segment[path.Segments.Count - 1];
        for (var i = 0; i < steps.Length; i++)
            steps[i] = path.Segments[i + 1];
        return new(steps);
    }

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

    private static string Write(Segment[] steps)
    {
        if (steps.Length == 0)
            return "";
        if (steps is [{ Name: { } only }])
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
