using Logos.Core.Faults;

namespace Logos.Core.Graphs.Reading;

/// <summary>
/// Puts a tree together from the events of either format, without recursion, and refuses what is too deep,
/// too much, or written twice. Once it has refused, every call is in vain.
/// </summary>
internal sealed class SourceBuilder(SourceDocument document, FaultList faults)
{
    private readonly Stack<Frame> _open = new();
    private long _values;

    public SourceDocument Document { get; } = document;

    public SourceNode? Root { get; private set; }

    public bool Refused { get; private set; }

    public bool InMap => _open.TryPeek(out var frame) && frame.IsMap;

    public bool ExpectsKey => _open.TryPeek(out var frame) && frame is { IsMap: true, Key: null };

    public void Open(bool map, int start)
    {
        if (ExpectsKey)
        {
            Refuse(CoreCodes.BadKey, start, "a key is text, and here stands a list or a map", "a template in braces is quoted in YAML: \"${{ … }}\"");
            return;
        }

        if (_open.Count >= SourceLimits.MaxDepth)
        {
            TooDeep(start);
            return;
        }

        _open.Push(new(map, start));
        Count(1, start);
    }

    public SourceNode? Close(int end)
    {
        var frame = _open.Pop();
        SourceNode node = frame.IsMap
            ? new SourceNode.Map(Document, frame.Start, end, frame.Entries) { Size = frame.Size, Height = frame.Height + 1 }
            : new SourceNode.List(Document, frame.Start, end, frame.Items) { Size = frame.Size, Height = frame.Height + 1 };
        Put(node);
        return node;
    }

    public void Scalar(SourceNode.Scalar scalar)
    {
        Count(1, scalar.Start);
        if (ExpectsKey)
            Key(scalar);
        else
            Put(scalar);
    }

    // `at` is where the alias stands; the node itself stands where its anchor is.
    public void Alias(SourceNode node, int at)
    {
        Count(node.Size, at);
        if (_open.Count + node.Height > SourceLimits.MaxDepth)
            TooDeep(at);
        else if (!ExpectsKey)
            Put(node);
        else if (node is SourceNode.Scalar scalar)
            Key(scalar);
        else
            Refuse(CoreCodes.BadKey, at, "a key is text, and this alias stands for a list or a map");
    }

    public void Refuse(string code, int at, string message, string? hint = null)
    {
        if (!Refused)
            faults.Add(Document.Fault(code, at, 1, SourcePath.Root, message, hint, Rules.Faults.Severity.Error));
        Refused = true;
    }

    private void Key(SourceNode.Scalar key)
    {
        var frame = _open.Peek();
        frame.Key = key;
        frame.IsRepeated = frame.Names.TryGetValue(key.Text, out var first);
        // A file that repeats itself a million times is not read to its end.
        if (frame.IsRepeated && faults.IsFull)
        {
            Refused = true;
        }
        else if (frame.IsRepeated)
        {
            var (line, column) = Document.Position(first!.Start);
            faults.Add(key.Fault(CoreCodes.DuplicateKey, $"`{key.Text}` stands twice in this map", $"the first one is at line {line}, column {column}; keep the one that is meant") with { Path = PathOf(key) });
        }
        else
        {
            frame.Names.Add(key.Text, key);
        }
    }

    // The root is not there yet, so that the document cannot tell: the open maps can.
    private string PathOf(SourceNode.Scalar key)
    {
        var path = SourcePath.Root;
        foreach (var frame in _open.Reverse())
            path = frame.IsMap ? path.Member(frame.Key?.Text ?? key.Text) : path.Element(frame.Items.Count);
        return path.ToString();
    }

    private void Put(SourceNode node)
    {
        if (!_open.TryPeek(out var frame))
        {
            Root = node;
            Document.Root = node;
            return;
        }

        frame.Size += node.Size;
        frame.Height = Math.Max(frame.Height, node.Height);
        if (!frame.IsMap)
            frame.Items.Add(node);
        else if (!frame.IsRepeated)
            frame.Entries.Add(new(frame.Key!, node));
        frame.Key = null;
    }

    private void Count(long values, int at)
    {
        _values += values;
        if (_values > SourceLimits.MaxValues)
            Refuse(CoreCodes.TooManyValues, at, $"the file unfolds into more than {SourceLimits.MaxValues:N0} values", "aliases that stand for aliases multiply; write the data out, or move it into inputs");
    }

    private void TooDeep(int at) =>
        Refuse(CoreCodes.TooDeep, at, $"the file is nested more than {SourceLimits.MaxDepth} levels deep", "no definition needs that; was another file meant?");

    private sealed class Frame(bool isMap, int start)
    {
        public bool IsMap { get; } = isMap;

        public int Start { get; } = start;

        public List<MapEntry> Entries { get; } = [];

        public List<SourceNode> Items { get; } = [];

        public Dictionary<string, SourceNode.Scalar> Names { get; } = new(StringComparer.Ordinal);

        public SourceNode.Scalar? Key { get; set; }

        public bool IsRepeated { get; set; }

        public long Size { get; set; } = 1;

        public int Height { get; set; }
    }
}
