using System.Collections.Concurrent;
using Logos.Rules.Faults;

namespace Logos.Core.Graphs.Reading;

/// <summary>The text of a definition, with what it takes to say where in it something stands.</summary>
public sealed class SourceDocument(string text, GraphFormat format)
{
    private readonly ConcurrentDictionary<object, bool> _inOrder = new(ReferenceEqualityComparer.Instance);
    private int[]? _lineStarts;

    public string Text { get; } = text;

    public GraphFormat Format { get; } = format;

    /// <summary>Null until the text has been read, and when it could not be.</summary>
    public SourceNode? Root { get; internal set; }

    /// <summary>Line and column, counted from 1, in UTF-16 units as editors do.</summary>
    public (int Line, int Column) Position(int offset)
    {
        var starts = _lineStarts ??= LineStarts(Text);
        var line = Array.BinarySearch(starts, offset);
        if (line < 0)
            line = ~line - 1;
        return (line + 1, offset - starts[line] + 1);
    }

    public int Offset(int line, int column) => (_lineStarts ??= LineStarts(Text))[line - 1] + column - 1;

    /// <summary>The path of the innermost element that begins at or before the offset: <c>nodes.order.with</c>.</summary>
    public SourcePath PathAt(int offset) => PathAt(offset, null);

    public SourcePath PathOf(SourceNode node) => PathAt(node.Start, node);

    // A block begins where its first entry begins: which of them is meant, only the node itself can tell.
    private SourcePath PathAt(int offset, SourceNode? sought)
    {
        var path = SourcePath.Root;
        var node = Root;
        while (node is not null && !(sought is not null && node.Start == sought.Start && node.End == sought.End && node.GetType() == sought.GetType()))
        {
            switch (node)
            {
                case SourceNode.Map map when Last(map.Entries, entry => entry.Key.Start, offset) is { } entry:
                    path = path.Member(entry.Key.Text);
                    // The value of an alias stands elsewhere: what is asked for is then the alias itself.
                    node = entry.Value.Start >= entry.Key.Start && entry.Value.Start <= offset ? entry.Value : null;
                    break;
                case SourceNode.List list when LastIndex(list.Items, item => item.Start, offset) is var at and >= 0:
                    path = path.Element(at);
                    node = list.Items[at];
                    break;
                default:
                    node = null;
                    break;
            }
        }

        return path;
    }

    public Fault Fault(string code, int offset, int length, string message, string? hint = null, Severity severity = Severity.Error) =>
        Fault(code, offset, length, PathAt(offset), message, hint, severity);

    internal Fault Fault(string code, int offset, int length, SourcePath at, string message, string? hint, Severity severity)
    {
        var (line, column) = Position(Math.Clamp(offset, 0, Text.Length));
        var path = at.ToString();
        return new(code, message)
        {
            Line = line,
            Column = column,
            Length = Math.Max(1, length),
            Path = path.Length == 0 ? null : path,
            Hint = hint,
            Severity = severity,
        };
    }

    private MapEntry? Last(IReadOnlyList<MapEntry> entries, Func<MapEntry, int> start, int offset) =>
        LastIndex(entries, start, offset) is var at and >= 0 ? entries[at] : null;

    private int LastIndex<T>(IReadOnlyList<T> items, Func<T, int> start, int offset) =>
        IsInOrder(items, start) ? Search(items, start, offset) : Scan(items, start, offset);

    private static int Search<T>(IReadOnlyList<T> items, Func<T, int> start, int offset)
    {
        var (low, high) = (0, items.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (start(items[middle]) <= offset)
                low = middle + 1;
            else
                high = middle;
        }

        return low - 1;
    }

    private static int Scan<T>(IReadOnlyList<T> items, Func<T, int> start, int offset)
    {
        var best = -1;
        for (var i = 0; i < items.Count; i++)
        {
            if (start(items[i]) is var at && at <= offset && (best < 0 || at >= start(items[best])))
                best = i;
        }

        return best;
    }

    // Aliases stand out of order, and would lead a search astray. Found out once for each list: faults come by the thousand.
    private bool IsInOrder<T>(IReadOnlyList<T> items, Func<T, int> start)
    {
        if (_inOrder.TryGetValue(items, out var known))
            return known;
        var inOrder = true;
        for (var i = 1; i < items.Count && inOrder; i++)
            inOrder = start(items[i - 1]) <= start(items[i]);
        return _inOrder[items] = inOrder;
    }

    private static int[] LineStarts(string text)
    {
        var starts = new List<int> { 0 };
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')))
                starts.Add(i + 1);
        }

        return [.. starts];
    }
}
