using Logos.Core.Graphs.Reading;

namespace Logos.Core.Graphs.Formatting;

/// <summary>Which comment belongs to which entry: the one above an entry, beside it, or at the end of its block.</summary>
internal sealed class CommentPlaces
{
    private readonly SourceDocument _document;
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<int, Entry> _byStart = [];
    private readonly List<(int Start, int End)> _kept = [];

    public CommentPlaces(SourceNode root)
    {
        _document = root.Document;
        Comments = YamlExtras.Comments(_document);
        Collect(root, null);
        foreach (var comment in Comments)
            Place(comment);
    }

    /// <summary>Comments on the file: a blank line parts them from its first entry.</summary>
    public List<YamlComment> Head { get; } = [];

    /// <summary>Comments behind everything else.</summary>
    public List<YamlComment> Rest { get; } = [];

    private IReadOnlyList<YamlComment> Comments { get; }

    public IReadOnlyList<YamlComment> Above(int start) => _byStart[start].Above;

    public IReadOnlyList<YamlComment> Beside(int start) => _byStart[start].Beside;

    public IReadOnlyList<YamlComment> Below(int start) => _byStart[start].Below;

    public bool HasBlankLine(int start) => _byStart[start].HasBlankLine;

    public int IndentOf(int start) => _byStart[start].Indent;

    public bool Inside(SourceNode node) => Comments.Any(comment => comment.Start > node.Start && comment.Start < node.End);

    private void Collect(SourceNode node, Entry? parent)
    {
        switch (node)
        {
            case SourceNode.Map map:
                foreach (var entry in map.Entries)
                    Add(entry.Key.Start, entry.Value, parent, isItem: false);
                break;
            case SourceNode.List list:
                foreach (var item in list.Items)
                    Add(item.Start, item, parent, isItem: true);
                break;
        }
    }

    private void Add(int start, SourceNode value, Entry? parent, bool isItem)
    {
        var text = _document.Text;
        var line = start == 0 ? 0 : text.LastIndexOf('\n', start - 1) + 1;
        var inFlow = parent is not null && (parent.InFlow || parent.IsFlow);
        // An item stands as far out as its dash.
        var indent = isItem && !inFlow ? Math.Max(0, text.LastIndexOf('-', Math.Max(0, start - 1), Math.Max(1, start - line)) - line) : start - line;
        var isFlow = value is not SourceNode.Scalar && text[value.Start] is '{' or '[';
        var entry = new Entry(start, line, indent, parent) { HasBlankLine = BlankBefore(line), InFlow = inFlow, IsFlow = isFlow };
        // An item that is a map begins where its first entry begins: they are one to their comments.
        if (_byStart.TryAdd(start, entry))
            _entries.Add(entry);
        if (isFlow)
        {
            if (Inside(value))
                _kept.Add((value.Start, value.End));
            else
                Collect(value, _byStart[start]);
        }
        else
        {
            Collect(value, _byStart[start]);
        }
    }

    private void Place(YamlComment comment)
    {
        if (_kept.Any(kept => comment.Start > kept.Start && comment.Start < kept.End))
            return;
        var next = _entries.FindIndex(entry => entry.Start > comment.Start);
        var before = next < 0 ? _entries.Count - 1 : next - 1;
        if (!comment.IsAlone && before >= 0)
        {
            // Beside the outermost entry of its line: `with: { a: 1 }  # about with`.
            var beside = _entries[before];
            while (beside.Parent is { } parent && (parent.Line == beside.Line || beside.InFlow))
                beside = parent;
            beside.Beside.Add(comment);
        }
        else if (next == 0 && _document.Text.AsSpan(comment.Start, _entries[0].Line - comment.Start).Contains("\n\n", StringComparison.Ordinal))
        {
            Head.Add(comment);
        }
        else if (next >= 0 && comment.Indent <= _entries[next].Indent)
        {
            _entries[next].Above.Add(comment);
        }
        else if (next < 0 && comment.Indent == 0)
        {
            Rest.Add(comment);
        }
        else
        {
            // Indented like what is above it, and followed by something further out: the end of that block.
            var above = before >= 0 ? _entries[before] : null;
            while (above?.Parent is { } parent && above.Indent > comment.Indent)
                above = parent;
            (above?.Below ?? Rest).Add(comment);
        }
    }

    // Comments and the blank line above them belong together.
    private bool BlankBefore(int line)
    {
        var text = _document.Text;
        while (line > 0)
        {
            var start = line == 1 ? 0 : text.LastIndexOf('\n', line - 2) + 1;
            var above = text.AsSpan(start, line - 1 - start).Trim();
            if (above.IsEmpty)
                return true;
            if (above[0] != '#')
                return false;
            line = start;
        }

        return false;
    }

    private sealed record Entry(int Start, int Line, int Indent, Entry? Parent)
    {
        public bool HasBlankLine { get; init; }

        /// <summary>It stands inside braces or brackets.</summary>
        public bool InFlow { get; init; }

        /// <summary>Its value is written in braces or brackets.</summary>
        public bool IsFlow { get; init; }

        public List<YamlComment> Above { get; } = [];

        public List<YamlComment> Beside { get; } = [];

        public List<YamlComment> Below { get; } = [];
    }
}
