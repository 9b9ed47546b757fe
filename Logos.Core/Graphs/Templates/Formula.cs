using Logos.Core.Graphs.Reading;
using Logos.Rules.Expressions;
using Logos.Rules.Faults;
using Logos.Rules.Syntax;

namespace Logos.Core.Graphs.Templates;

/// <summary>An expression, and where in the definition it stands.</summary>
public sealed record Formula(Expression Expression)
{
    /// <summary>The text that it stands in; null in a definition that was built by code.</summary>
    public SourceNode.Scalar? Source { get; init; }

    /// <summary>Where in that text it begins.</summary>
    public int Offset { get; init; }

    /// <summary>Written without braces, where the field takes nothing but an expression.</summary>
    public bool IsBare { get; init; }

    public string Text => Expression.Text.Trim();

    public Fault Fault(string code, Span at, string message, string? hint = null, Severity severity = Severity.Error) =>
        Source is null
            ? new(code, message) { Hint = hint, Severity = severity }
            : Fault(Source, Offset, new(code, message) { Hint = hint, Severity = severity, Length = at.Length }, at.Start);

    /// <summary>A fault inside a text, moved to where that text stands in the file.</summary>
    internal static Fault Fault(SourceNode.Scalar source, int offset, Fault inner, int start)
    {
        if (source.File is { } file)
        {
            var (line, column) = Lines.Position(source.Text, offset + start);
            return source.Fault(inner.Code, $"{file}, line {line}, column {column}: {inner.Message}", inner.Hint, inner.Severity);
        }

        var at = ScalarPositions.Locate(source, offset + start);
        return source.Document.Fault(inner.Code, at, inner.Length, inner.Message, inner.Hint, inner.Severity);
    }

    /// <summary>The same for a fault that counts lines and columns of its own text.</summary>
    internal static Fault Fault(SourceNode.Scalar source, int offset, Fault inner) =>
        Fault(source, offset, inner, Lines.Offset(source.Text, offset, inner.Line ?? 1, inner.Column ?? 1) - offset);

    public bool Equals(Formula? other) => other is not null && Text == other.Text;

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Text;
}
