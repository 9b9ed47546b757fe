using Logos.Rules.Faults;
using Logos.Rules.Values;

namespace Logos.Core.Graphs.Reading;

/// <summary>What a file says, YAML or JSON alike, and where it says so.</summary>
public abstract record SourceNode
{
    private SourceNode(SourceDocument document, int start, int end)
    {
        Document = document;
        Start = start;
        End = end;
    }

    public SourceDocument Document { get; }

    /// <summary>The offset of its first character in the text.</summary>
    public int Start { get; }

    public int End { get; }

    /// <summary>How many values it holds, itself included, with aliases written out.</summary>
    internal long Size { get; init; } = 1;

    /// <summary>How many levels it has.</summary>
    internal int Height { get; init; } = 1;

    /// <summary>What it is, as a fault calls it.</summary>
    public string Kind => this switch
    {
        Map => "a map",
        List => "a list",
        Scalar scalar => Describe(scalar.Value.Kind),
        _ => throw new InvalidOperationException($"unknown case {GetType().Name}"),
    };

    public SourcePath Path => Document.PathOf(this);

    public bool IsNull => this is Scalar { Value.IsNull: true };

    public sealed record Scalar(SourceDocument From, int First, int Last, string Text, Value Value, ScalarStyle Style) : SourceNode(From, First, Last)
    {
        /// <summary>The file that its text was taken from, when it was inlined.</summary>
        public string? File { get; init; }
    }

    public sealed record List(SourceDocument From, int First, int Last, IReadOnlyList<SourceNode> Items) : SourceNode(From, First, Last);

    public sealed record Map(SourceDocument From, int First, int Last, IReadOnlyList<MapEntry> Entries) : SourceNode(From, First, Last)
    {
        public SourceNode? this[string key]
        {
            get
            {
                foreach (var entry in Entries)
                {
                    if (entry.Key.Text == key)
                        return entry.Value;
                }

                return null;
            }
        }
    }

    public Fault Fault(string code, string message, string? hint = null, Severity severity = Severity.Error)
    {
        // A collection may span pages: the caret marks where it begins.
        var length = this is Scalar { Style: not (ScalarStyle.Literal or ScalarStyle.Folded) } ? Math.Max(1, FirstLineLength()) : 1;
        return Document.Fault(code, Start, length, Path, message, hint, severity);
    }

    public static string Describe(ValueKind kind) => kind switch
    {
        ValueKind.Null => "empty",
        ValueKind.Boolean => "true or false",
        ValueKind.Number => "a number",
        ValueKind.String => "text",
        ValueKind.List => "a list",
        ValueKind.Map => "a map",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private int FirstLineLength()
    {
        var line = Document.Text.AsSpan(Start, Math.Min(End, Document.Text.Length) - Start);
        var end = line.IndexOfAny('\r', '\n');
        return end < 0 ? line.Length : end;
    }
}

public sealed record MapEntry(SourceNode.Scalar Key, SourceNode Value);

public enum ScalarStyle
{
    Plain,
    SingleQuoted,
    DoubleQuoted,
    Literal,
    Folded,
}
