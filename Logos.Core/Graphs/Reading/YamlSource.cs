using Logos.Core.Faults;
using Logos.Rules.Values;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using Style = YamlDotNet.Core.ScalarStyle;

namespace Logos.Core.Graphs.Reading;

/// <summary>YAML into the tree: one document, text keys, no merge keys, aliases within the budget.</summary>
internal sealed class YamlSource
{
    private readonly SourceDocument _document;
    private readonly FaultList _faults;
    private readonly SourceBuilder _builder;
    private readonly Dictionary<string, SourceNode> _anchors = new(StringComparer.Ordinal);
    private readonly Stack<string?> _opened = new();
    private int _at;

    private YamlSource(SourceDocument document, FaultList faults)
    {
        _document = document;
        _faults = faults;
        _builder = new(document, faults);
    }

    public static SourceNode? Read(SourceDocument document, FaultList faults)
    {
        var source = new YamlSource(document, faults);
        try
        {
            source.Read();
        }
        catch (YamlException fault)
        {
            faults.Add(YamlWords.Fault(document, fault));
            return null;
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException or IndexOutOfRangeException or FormatException or OverflowException)
        {
            // YamlDotNet's scanner throws these, without a position, on some texts that are no YAML.
            faults.Add(YamlWords.Fault(document, source._at));
            return null;
        }

        return source._builder.Refused ? null : source._builder.Root;
    }

    private void Read()
    {
        var parser = new Parser(new Scanner(new StringReader(_document.Text), skipComments: true));
        var documents = 0;
        while (!_builder.Refused && parser.MoveNext())
        {
            var current = parser.Current!;
            _at = Offset(current.End);
            if (current is DocumentStart && ++documents > 1)
                _builder.Refuse(CoreCodes.SeveralDocuments, Offset(current.Start), "a second YAML document begins here", "one file holds one definition");
            else
                Put(current);
        }
    }

    private void Put(ParsingEvent current)
    {
        var start = Offset(current.Start);
        switch (current)
        {
            case MappingStart map:
                CheckTag(map, "tag:yaml.org,2002:map", start);
                _opened.Push(Anchor(map));
                _builder.Open(map: true, start);
                break;
            case SequenceStart list:
                CheckTag(list, "tag:yaml.org,2002:seq", start);
                _opened.Push(Anchor(list));
                _builder.Open(map: false, start);
                break;
            case MappingEnd or SequenceEnd:
                Remember(_opened.Pop(), _builder.Close(End(current)));
                break;
            case Scalar scalar:
                var node = Read(scalar, start);
                Remember(Anchor(scalar), node);
                _builder.Scalar(node);
                break;
            case AnchorAlias alias:
                if (_anchors.TryGetValue(alias.Value.Value, out var target))
                    _builder.Alias(target, start);
                else
                    _builder.Refuse(CoreCodes.BadAlias, start, $"nothing before this is anchored as `&{alias.Value.Value}`", "an alias stands behind its anchor, and not inside it");
                break;
        }
    }

    private SourceNode.Scalar Read(Scalar scalar, int start)
    {
        var end = Offset(scalar.End);
        var style = scalar.Style switch
        {
            Style.SingleQuoted => ScalarStyle.SingleQuoted,
            Style.DoubleQuoted => ScalarStyle.DoubleQuoted,
            Style.Literal => ScalarStyle.Literal,
            Style.Folded => ScalarStyle.Folded,
            _ => ScalarStyle.Plain,
        };
        SourceNode.Scalar Text(Value value) => new(_document, start, end, scalar.Value, value, style);
        var isKey = _builder.ExpectsKey;
        if (isKey && style == ScalarStyle.Plain && scalar.Value is "<<")
            _builder.Refuse(CoreCodes.MergeKey, start, "merge keys (`<<`) are not part of YAML 1.2", "what nodes share goes into `defaults`, or is written out");
        if (isKey && style == ScalarStyle.Plain && scalar.Value.Length == 0)
            _faults.Add(_document.Fault(CoreCodes.BadKey, start, 1, "a key is missing in front of this colon"));
        // A key is text, however it looks: `1:` and `on:` are names.
        if (isKey || style != ScalarStyle.Plain && !IsTagged(scalar))
            return Text(scalar.Value);
        if (IsTagged(scalar))
            return Text(Tagged(scalar, start));
        return Text(Plain(scalar.Value, start, end));
    }

    private Value Plain(string text, int start, int end)
    {
        if (ScalarValue.Plain(text) is { } value)
            return value;
        if (ScalarValue.HasLeadingZero(text))
            _faults.Add(_document.Fault(CoreCodes.BadNumber, start, end - start, $"`{text}` begins with a zero and may be meant as text", $"write \"{text}\" for text, or leave the zero out for a number"));
        else
            _faults.Add(_document.Fault(CoreCodes.BadNumber, start, end - start, $"`{text[..Math.Min(text.Length, 40)]}` is no number that can be kept", "write it in quotes if it is text"));
        return Value.Null;
    }

    private Value Tagged(Scalar scalar, int start)
    {
        var plain = scalar.Tag.Value switch
        {
            "tag:yaml.org,2002:str" or "!" => Value.From(scalar.Value),
            "tag:yaml.org,2002:int" or "tag:yaml.org,2002:float" when ScalarValue.Plain(scalar.Value) is { IsNumber: true } number => number,
            "tag:yaml.org,2002:bool" when ScalarValue.Plain(scalar.Value) is { Kind: ValueKind.Boolean } truth => truth,
            "tag:yaml.org,2002:null" when scalar.Value.Length == 0 || ScalarValue.Plain(scalar.Value) is { IsNull: true } => Value.Null,
            _ => (Value?)null,
        };
        if (plain is { } value)
            return value;
        _builder.Refuse(CoreCodes.UnknownTag, start, $"the tag `{Short(scalar.Tag.Value)}` does not fit here", "delete it: text is quoted, everything else is written plainly");
        return Value.Null;
    }

    private void CheckTag(NodeEvent node, string fitting, int start)
    {
        if (!node.Tag.IsEmpty && node.Tag.Value != fitting && node.Tag.Value != "!")
            _builder.Refuse(CoreCodes.UnknownTag, start, $"the tag `{Short(node.Tag.Value)}` does not fit here", "delete it: a definition holds maps, lists, text, numbers, true and false");
    }

    private static string Short(string text) => text.Length <= 40 ? text : text[..39] + "…";

    // At the end of the text a mark may lie behind it.
    private int Offset(Mark mark) => (int)Math.Clamp(mark.Index, 0, _document.Text.Length);

    // The mark of a closing bracket or brace stands in front of it.
    private int End(ParsingEvent current)
    {
        var end = Offset(current.End);
        return end < _document.Text.Length && end == Offset(current.Start) && _document.Text[end] is ']' or '}' ? end + 1 : end;
    }

    private void Remember(string? anchor, SourceNode? node)
    {
        if (anchor is not null && node is not null)
            _anchors[anchor] = node;
    }

    private static bool IsTagged(Scalar scalar) => !scalar.Tag.IsEmpty;

    private static string? Anchor(NodeEvent node) => node.Anchor.IsEmpty ? null : node.Anchor.Value;
}
