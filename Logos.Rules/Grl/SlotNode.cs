using Logos.Rules.Syntax;

namespace Logos.Rules.Grl;

/// <summary>
/// A path that the rules name. All paths of a rule set form one tree; each node has a slot for its value,
/// so that reading a fact is reading an array.
/// </summary>
internal sealed class SlotNode(SlotNode? parent, Segment segment, int index)
{
    private const int IndexedFrom = 16;

    private readonly List<SlotNode> _children = [];
    private readonly List<int> _readers = [];
    private Dictionary<Segment, SlotNode>? _index;

    public SlotNode? Parent { get; } = parent;

    public Segment Segment { get; } = segment;

    public int Index { get; } = index;

    /// <summary>The fact that it is part of.</summary>
    public SlotNode Root => Parent?.Root ?? this;

    /// <summary>How many names and places lead to it.</summary>
    public int Depth { get; } = parent is null ? 1 : parent.Depth + 1;

    public IReadOnlyList<SlotNode> Children => _children;

    /// <summary>The rules whose condition reads exactly this path.</summary>
    public IReadOnlyList<int> Readers => _readers;

    /// <summary>The rules that go through all facts with its name but for the number.</summary>
    public List<int>? PatternReaders { get; set; }

    public string Path => Printer.Print(new Expr.Path(default, Segments()));

    public SlotNode? Child(Segment segment)
    {
        if (_children.Count >= IndexedFrom)
            return Indexed().GetValueOrDefault(segment);
        foreach (var child in _children)
        {
            if (child.Segment == segment)
                return child;
        }

        return null;
    }

    public SlotNode Add(Segment segment, int index)
    {
        var child = new SlotNode(this, segment, index);
        _children.Add(child);
        _index?.Add(segment, child);
        return child;
    }

    public void AddReader(int rule)
    {
        if (_readers.Count == 0 || _readers[^1] != rule)
            _readers.Add(rule);
    }

    private Dictionary<Segment, SlotNode> Indexed() => _index ??= _children.ToDictionary(c => c.Segment);

    private List<Segment> Segments()
    {
        var segments = Parent?.Segments() ?? [];
        segments.Add(Segment);
        return segments;
    }
}
