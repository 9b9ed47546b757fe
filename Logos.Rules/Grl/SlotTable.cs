using Logos.Rules.Syntax;

namespace Logos.Rules.Grl;

/// <summary>The tree of all paths that a rule set names, and who reads them.</summary>
internal sealed class SlotTable
{
    private readonly Dictionary<string, SlotNode> _roots = new(StringComparer.Ordinal);
    private readonly List<SlotNode> _nodes = [];
    private readonly Dictionary<string, List<int>> _patterns = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<SlotNode>> _numbered = new(StringComparer.Ordinal);

    public IReadOnlyList<SlotNode> Nodes => _nodes;

    public List<SlotNode> Roots { get; } = [];

    public bool HasPatterns => _patterns.Count > 0;

    public SlotNode? Root(string name) => _roots.GetValueOrDefault(name);

    public SlotNode Intern(Expr.Path path)
    {
        if (!_roots.TryGetValue(path.Root, out var node))
        {
            node = new(null, path.Segments[0], _nodes.Count);
            _nodes.Add(node);
            _roots.Add(path.Root, node);
            Roots.Add(node);
        }

        for (var i = 1; i < path.Segments.Count; i++)
        {
            var child = node.Child(path.Segments[i]);
            if (child is null)
            {
                child = node.Add(path.Segments[i], _nodes.Count);
                _nodes.Add(child);
            }

            node = child;
        }

        return node;
    }

    /// <summary>A rule goes through all facts of this name: the list, or those with a number behind it.</summary>
    public void AddPatternReader(string name, int rule)
    {
        if (!_patterns.TryGetValue(name, out var readers))
            _patterns.Add(name, readers = []);
        if (readers.Count == 0 || readers[^1] != rule)
            readers.Add(rule);
    }

    /// <summary>The facts with a number behind this name that rules name.</summary>
    public IReadOnlyList<SlotNode> Numbered(string stem) => _numbered.GetValueOrDefault(stem, []);

    public IReadOnlyList<int> PatternReaders(string factName)
    {
        if (_patterns.Count == 0 || Stem(factName) is not { } stem)
            return [];
        return _patterns.TryGetValue(stem, out var readers) ? readers : [];
    }

    /// <summary>Whoever goes through `Lane` also reads every `Lane1` that a rule names.</summary>
    public void ConnectPatterns()
    {
        foreach (var root in Roots)
        {
            if (Stem(root.Segment.Name!) is not { } stem)
                continue;
            root.PatternReaders = _patterns.GetValueOrDefault(stem);
            // Actions go through elements too, of names that no condition does.
            if (!_numbered.TryGetValue(stem, out var numbered))
                _numbered.Add(stem, numbered = []);
            numbered.Add(root);
        }
    }

    /// <returns>The name without the number at its end; null when it has none.</returns>
    public static string? Stem(string name)
    {
        var end = name.Length;
        while (end > 0 && char.IsAsciiDigit(name[end - 1]))
            end--;
        return end == name.Length || end == 0 ? null : name[..end];
    }
}
