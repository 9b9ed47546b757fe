using System.Text;
using Logos.Core.Graphs.Reading;

namespace Logos.Core.Graphs.Formatting;

/// <summary>Writes a YAML tree out again: blocks where blocks were, scalars as they were written, comments at what they stood at.</summary>
internal sealed class YamlLayout
{
    private const int LineLength = 100;

    private readonly SourceNode _root;
    private readonly string _source;
    private readonly CommentPlaces _comments;
    private readonly StringBuilder _text = new();

    public YamlLayout(SourceNode root)
    {
        _root = root;
        _source = root.Document.Text;
        _comments = new(root);
    }

    public string Write()
    {
        foreach (var comment in _comments.Head)
            _text.Append(comment.Text).Append('\n');
        if (_comments.Head.Count > 0)
            _text.Append('\n');
        Block(_root, 0, FieldOrder.Graph, behindDash: false);
        foreach (var comment in _comments.Rest)
            _text.Append(comment.Text).Append('\n');
        return _text.ToString();
    }

    private void Block(SourceNode node, int indent, FieldOrder? order, bool behindDash)
    {
        var first = true;
        switch (node)
        {
            case SourceNode.Map map:
                foreach (var entry in order?.Sort(map.Entries) ?? map.Entries)
                {
                    // The first entry behind a dash is one with its item, which has written what stands around it.
                    var isItem = behindDash && entry.Key.Start == node.Start;
                    if (!isItem)
                        Before(entry.Key.Start, indent, first, behindDash && first);
                    if (!behindDash || !first)
                        _text.Append(' ', indent);
                    _text.Append(Raw(entry.Key)).Append(':');
                    Value(entry.Value, entry.Key.Start, indent, order?.Below(entry.Key.Text));
                    if (!isItem)
                        After(entry.Key.Start, indent);
                    first = false;
                }

                break;
            case SourceNode.List list:
                foreach (var item in list.Items)
                {
                    Before(item.Start, indent, first, behindDash && first);
                    if (!behindDash || !first)
                        _text.Append(' ', indent);
                    _text.Append('-');
                    Item(item, indent, order?.Item);
                    After(item.Start, indent);
                    first = false;
                }

                break;
            default:
                _text.Append(Raw(node)).Append('\n');
                break;
        }
    }

    private void Item(SourceNode item, int indent, FieldOrder? order)
    {
        if (!IsBlock(item, indent))
        {
            Value(item, item.Start, indent, order);
            return;
        }

        // `- key: value`: the first entry stands behind the dash, and comments on it above.
        _text.Append(' ');
        Block(item, indent + 2, order, behindDash: true);
    }

    private void Value(SourceNode value, int owner, int indent, FieldOrder? order)
    {
        if (value is SourceNode.Scalar { Style: ScalarStyle.Literal or ScalarStyle.Folded } block)
        {
            BlockScalar(block, owner, indent);
        }
        else if (IsBlock(value, indent))
        {
            Inline(owner);
            _text.Append('\n');
            Block(value, indent + 2, order, behindDash: false);
        }
        else
        {
            if (value.End > value.Start)
                _text.Append(' ').Append(OnLines(value, indent, order));
            Inline(owner);
            _text.Append('\n');
        }
    }

    private bool IsBlock(SourceNode value, int indent)
    {
        if (value is SourceNode.Scalar || IsEmpty(value))
            return false;
        if (!IsFlow(value))
            return true;
        // Braces with comments inside stay as they are; others become a block when they do not fit a line.
        return !_comments.Inside(value) && indent + Flow(value, null).Length > LineLength;
    }

    private string OnLines(SourceNode value, int indent, FieldOrder? order)
    {
        if (value is not SourceNode.Scalar && !_comments.Inside(value))
            return Flow(value, order);
        var lines = Raw(value).Split('\n');
        for (var i = 1; i < lines.Length; i++)
            lines[i] = lines[i].Trim() is { Length: > 0 } line ? new string(' ', indent + (line[0] is ']' or '}' ? 0 : 2)) + line : "";
        return string.Join('\n', lines);
    }

    private string Flow(SourceNode value, FieldOrder? order) => value switch
    {
        SourceNode.Map { Entries.Count: 0 } => "{}",
        SourceNode.Map map => $"{{ {string.Join(", ", (order?.Sort(map.Entries) ?? map.Entries).Select(entry => $"{Raw(entry.Key)}: {Flow(entry.Value, order?.Below(entry.Key.Text))}".TrimEnd()))} }}",
        SourceNode.List list => $"[{string.Join(", ", list.Items.Select(item => Flow(item, order?.Item)))}]",
        _ => string.Join(' ', Raw(value).Split('\n').Select(line => line.Trim())),
    };

    private void BlockScalar(SourceNode.Scalar scalar, int owner, int indent)
    {
        var lines = Raw(scalar).Split('\n');
        var header = lines[0].Split('#')[0].Trim();
        _text.Append(' ').Append(header);
        Inline(owner);
        _text.Append('\n');
        // With a digit in its header the block says itself how far its text is indented.
        var digit = header.FirstOrDefault(char.IsAsciiDigit);
        var own = digit == default ? 2 : digit - '0';
        var body = lines.Skip(1).ToList();
        var old = digit == default
            ? body.Where(line => line.Trim().Length > 0).Select(line => line.Length - line.TrimStart(' ').Length).DefaultIfEmpty().First()
            : _comments.IndentOf(owner) + own;
        var keep = header.Contains('+', StringComparison.Ordinal);
        while (!keep && body.Count > 0 && body[^1].Trim().Length == 0)
            body.RemoveAt(body.Count - 1);
        if (keep && body.Count > 0 && body[^1].Length == 0)
            body.RemoveAt(body.Count - 1);
        foreach (var line in body)
        {
            if (line.Length > old)
                _text.Append(' ', indent + own).Append(line, old, line.Length - old);
            _text.Append('\n');
        }
    }

    private void Before(int start, int indent, bool first, bool behindDash)
    {
        var comments = _comments.Above(start);
        if (behindDash)
        {
            // The dash is written already: what stood above its entry goes below it.
            foreach (var comment in comments)
                _text.Append(comment.Text).Append('\n').Append(' ', indent);
            return;
        }

        if (!first && _comments.HasBlankLine(start) && !(_text.Length > 1 && _text[^1] == '\n' && _text[^2] == '\n'))
            _text.Append('\n');
        foreach (var comment in comments)
            _text.Append(' ', indent).Append(comment.Text).Append('\n');
    }

    private void After(int start, int indent)
    {
        foreach (var comment in _comments.Below(start))
            _text.Append(' ', indent).Append(comment.Text).Append('\n');
    }

    private void Inline(int owner)
    {
        foreach (var comment in _comments.Beside(owner))
            _text.Append("  ").Append(comment.Text);
    }

    private bool IsFlow(SourceNode node) => _source[node.Start] is '{' or '[';

    private static bool IsEmpty(SourceNode node) => node is SourceNode.Map { Entries.Count: 0 } or SourceNode.List { Items.Count: 0 };

    private string Raw(SourceNode node) => _source[node.Start..Math.Min(node.End, _source.Length)].TrimEnd(' ');
}
