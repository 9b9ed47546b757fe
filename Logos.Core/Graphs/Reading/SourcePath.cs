using System.Text;

namespace Logos.Core.Graphs.Reading;

/// <summary>Where in a definition: <c>nodes.order.with.headers["X-Id"]</c>, <c>edges[0].from</c>.</summary>
public sealed record SourcePath
{
    public static readonly SourcePath Root = new(null, null, -1);

    private readonly SourcePath? _parent;
    private readonly string? _name;
    private readonly int _index;

    private SourcePath(SourcePath? parent, string? name, int index)
    {
        _parent = parent;
        _name = name;
        _index = index;
    }

    /// <summary>The innermost name; null when there is none.</summary>
    public string? Last => _name ?? _parent?.Last;

    public SourcePath Member(string name) => new(this, name, -1);

    public SourcePath Element(int index) => new(this, null, index);

    public override string ToString()
    {
        var steps = new Stack<SourcePath>();
        for (var step = this; step._parent is not null; step = step._parent)
            steps.Push(step);
        var text = new StringBuilder();
        foreach (var step in steps)
        {
            if (step._name is not { } name)
                text.Append('[').Append(step._index).Append(']');
            else if (name.Length > 0 && name.All(c => char.IsLetterOrDigit(c) || c is '_' or '-' or '$'))
                text.Append(text.Length == 0 ? "" : ".").Append(name);
            else
                text.Append("[\"").Append(name.Replace("\"", "\\\"", StringComparison.Ordinal)).Append("\"]");
        }

        return text.ToString();
    }
}
