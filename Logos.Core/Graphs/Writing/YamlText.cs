using System.Text;
using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Templates;
using Logos.Rules.Values;

namespace Logos.Core.Graphs.Writing;

/// <summary>Data as YAML that people like to read: small maps on one line, long text as blocks, quotes where they are needed.</summary>
internal static class YamlText
{
    private const int LineLength = 100;

    private static readonly System.Buffers.SearchValues<char> FlowCharacters = System.Buffers.SearchValues.Create(",[]{}");

    public static string Write(Value value)
    {
        var text = new StringBuilder();
        Map(text, value.AsMap(), 0);
        return text.ToString();
    }

    /// <summary>Text as a scalar on one line, quoted where it has to be.</summary>
    public static string Scalar(string text, bool inFlow) =>
        IsPlain(text, inFlow) ? text : ValueJson.Write(text).Replace("\u007f", "\\u007f", StringComparison.Ordinal);

    private static void Map(StringBuilder text, ValueMap map, int indent)
    {
        foreach (var (name, value) in map)
        {
            text.Append(' ', indent).Append(Scalar(name, inFlow: false)).Append(':');
            Member(text, value, indent, name.Length);
        }
    }

    private static void Member(StringBuilder text, Value value, int indent, int used)
    {
        if (IsBlock(value))
        {
            Block(text, value.AsString(), indent + 2);
        }
        else if (Flow(value) is { } flow && (!IsCollection(value) || IsSmall(value) && indent + used + flow.Length + 2 <= LineLength))
        {
            text.Append(' ').Append(flow).Append('\n');
        }
        else if (value.IsMap)
        {
            text.Append('\n');
            Map(text, value.AsMap(), indent + 2);
        }
        else
        {
            text.Append('\n');
            List(text, value.AsList(), indent + 2);
        }
    }

    private static void List(StringBuilder text, ValueList list, int indent)
    {
        foreach (var item in list)
        {
            text.Append(' ', indent).Append('-');
            if (IsBlock(item))
                Block(text, item.AsString(), indent + 2);
            else if (Flow(item) is { } flow && (!IsCollection(item) || IsSmall(item) && indent + flow.Length + 2 <= LineLength))
                text.Append(' ').Append(flow).Append('\n');
            else
                Nested(text, item, indent + 2);
        }
    }

    // The first line of a collection inside a list stands behind the dash.
    private static void Nested(StringBuilder text, Value item, int indent)
    {
        var inner = new StringBuilder();
        if (item.IsMap)
            Map(inner, item.AsMap(), indent);
        else
            List(inner, item.AsList(), indent);
        text.Append(' ').Append(inner.ToString().AsSpan(indent));
    }

    private static string? Flow(Value value) => value.Kind switch
    {
        ValueKind.String => Scalar(value.AsString(), inFlow: false),
        ValueKind.List => $"[{string.Join(", ", value.AsList().Select(Inside))}]",
        ValueKind.Map when value.AsMap().Count == 0 => "{}",
        ValueKind.Map => $"{{ {string.Join(", ", value.AsMap().Select(member => $"{Scalar(member.Key, inFlow: true)}: {Inside(member.Value)}"))} }}",
        _ => value.ToJson(),
    };

    private static string Inside(Value value) => value.IsString ? Scalar(value.AsString(), inFlow: true) : Flow(value)!;

    private static bool IsCollection(Value value) => value.IsMap || value.IsList;

    // A map inside a list, or the other way round, still reads well on one line; more levels do not.
    private static bool IsSmall(Value value) => Depth(value) <= 2 && !Holds(value, IsBlock);

    private static int Depth(Value value) => value.Kind switch
    {
        ValueKind.List => 1 + value.AsList().Select(Depth).DefaultIfEmpty().Max(),
        ValueKind.Map => 1 + value.AsMap().Select(member => Depth(member.Value)).DefaultIfEmpty().Max(),
        _ => 0,
    };

    private static bool Holds(Value value, Func<Value, bool> what) => what(value) || value.Kind switch
    {
        ValueKind.List => value.AsList().Any(item => Holds(item, what)),
        ValueKind.Map => value.AsMap().Any(member => Holds(member.Value, what)),
        _ => false,
    };

    // A block keeps its text exactly: no trailing blanks, no tabs in front, nothing that has to be escaped.
    private static bool IsBlock(Value value)
    {
        if (!value.IsString || !value.AsString().Contains('\n', StringComparison.Ordinal))
            return false;
        var text = value.AsString();
        return !char.IsWhiteSpace(text[0]) && !text.Any(c => char.IsControl(c) && c != '\n' || c is '\u2028' or '\u2029' or '\uFEFF' || char.IsSurrogate(c)) && !text.EndsWith("\n\n", StringComparison.Ordinal) && text.Split('\n').All(line => line.Length == 0 || !char.IsWhiteSpace(line[^1]));
    }

    private static void Block(StringBuilder text, string value, int indent)
    {
        text.Append(value.EndsWith('\n') ? " |\n" : " |-\n");
        foreach (var line in value.TrimEnd('\n').Split('\n'))
        {
            if (line.Length > 0)
                text.Append(' ', indent).Append(line);
            text.Append('\n');
        }
    }

    private static bool IsPlain(string text, bool inFlow)
    {
        if (text.Length == 0 || ScalarValue.Plain(text) is not { IsString: true } || char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1]))
            return false;
        if (inFlow && (TemplateText.HasTemplate(text) || text.AsSpan().ContainsAny(FlowCharacters)))
            return false;
        // Words that YAML 1.1 took for booleans stay text in whatever reads the file.
        if (text.ToUpperInvariant() is "YES" or "NO" or "ON" or "OFF" or "Y" or "N" or "<<")
            return false;
        return IsPlainStart(text) && !text.Contains(": ", StringComparison.Ordinal) && !text.Contains(" #", StringComparison.Ordinal) && text[^1] != ':'
            && !text.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029' or '\u0085' or '\uFEFF' or '"' && inFlow);
    }

    private static bool IsPlainStart(string text) =>
        !"-?:,[]{}#&*!|>'\"%@`".Contains(text[0], StringComparison.Ordinal) && !text.StartsWith("---", StringComparison.Ordinal) && !text.StartsWith("...", StringComparison.Ordinal);
}
