using Logos.Core.Graphs.Templates;

namespace Logos.Core.Graphs.Planning;

/// <summary>Gathers what expressions read: of which nodes, and which secrets. Used again and again, so that a large plan makes little garbage.</summary>
internal sealed class ReadCollector(IReadOnlyDictionary<string, int> nodes)
{
    private static readonly Comparison<(int Node, ReadPath Path)> ByNodeShortestFirst = (a, b) =>
        a.Node != b.Node ? a.Node.CompareTo(b.Node) : Shorter(a.Path, b.Path);

    private readonly List<(int Node, ReadPath Path)> _paths = [];
    private readonly List<string> _secrets = [];

    public void Add(Template? template)
    {
        switch (template)
        {
            case null or Template.Literal:
                break;
            case Template.Whole whole:
                Add(whole.Formula);
                break;
            case Template.Text text:
                foreach (var part in text.Parts)
                    Add(part.Formula);
                break;
            case Template.List list:
                foreach (var item in list.Items)
                    Add(item);
                break;
            case Template.Map map:
                foreach (var entry in map.Entries)
                    Add(entry.Value);
                break;
            default:
                throw new InvalidOperationException($"unknown case {template.GetType().Name}");
        }
    }

    public void Add(Formula? formula)
    {
        if (formula is null)
            return;
        foreach (var path in formula.Expression.Reads)
        {
            // Names of a node's own, such as those of `let`, are no ids: validation keeps them apart.
            if (nodes.TryGetValue(path.Root, out var node))
                _paths.Add((node, ReadPath.Below(path)));
            else if (path.Root == "secrets" && path.Segments is [_, { Name: { } secret }, ..] && !_secrets.Contains(secret))
                _secrets.Add(secret);
        }
    }

    /// <returns>Ordered by node, and by path within; the collector is empty again.</returns>
    public (IReadOnlyList<NodeRead> Reads, IReadOnlyList<string> Secrets) Take()
    {
        IReadOnlyList<NodeRead> reads = _paths.Count == 0 ? [] : Grouped();
        IReadOnlyList<string> secrets = _secrets.Count == 0 ? [] : [.. _secrets.Order(StringComparer.Ordinal)];
        _paths.Clear();
        _secrets.Clear();
        return (reads, secrets);
    }

    /// <summary>Without what is covered by another one.</summary>
    public static IReadOnlyList<ReadPath> Needed(List<ReadPath> paths)
    {
        paths.Sort(Shorter);
        var needed = new List<ReadPath>(paths.Count);
        foreach (var path in paths)
            Keep(needed, path);
        return Ordered(needed);
    }

    private List<NodeRead> Grouped()
    {
        _paths.Sort(ByNodeShortestFirst);
        var reads = new List<NodeRead>();
        var needed = new List<ReadPath>();
        for (var i = 0; i < _paths.Count; i++)
        {
            Keep(needed, _paths[i].Path);
            if (i + 1 < _paths.Count && _paths[i + 1].Node == _paths[i].Node)
                continue;
            reads.Add(new(_paths[i].Node, Ordered(needed)));
            needed.Clear();
        }

        return reads;
    }

    private static ReadPath[] Ordered(List<ReadPath> needed)
    {
        var paths = needed.ToArray();
        if (paths.Length > 1)
            Array.Sort(paths, (a, b) => string.CompareOrdinal(a.Text, b.Text));
        return paths;
    }

    private static void Keep(List<ReadPath> needed, ReadPath path)
    {
        foreach (var known in needed)
        {
            if (known.Covers(path))
                return;
        }

        needed.Add(path);
    }

    private static int Shorter(ReadPath a, ReadPath b) =>
        a.Steps.Count != b.Steps.Count ? a.Steps.Count.CompareTo(b.Steps.Count) : string.CompareOrdinal(a.Text, b.Text);
}
