using System.Globalization;
using System.Text.RegularExpressions;
using Logos.Core.Graphs.Reading;
using Logos.Rules.Expressions;
using Logos.Rules.Faults;
using Logos.Rules.Syntax;

namespace Logos.Core.Graphs.Templates;

/// <summary>An expression, and where in the definition it stands.</summary>
public sealed partial record Formula(Expression Expression)
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
    internal static Fault Fault(SourceNode.Scalar source, int offset, Fault inner)
    {
        var start = Lines.Offset(source.Text, offset, inner.Line ?? 1, inner.Column ?? 1) - offset;
        if (source.File is null)
            inner = inner with { Message = Moved(inner.Message, source, offset)!, Hint = Moved(inner.Hint, source, offset) };
        return Fault(source, offset, inner, start);
    }

    // Other places that the words point at (the bracket that is open, the first of two rules) move along.
    private static string? Moved(string? words, SourceNode.Scalar source, int offset) => words is null ? null : Place().Replace(words, place =>
    {
        var line = int.Parse(place.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        var column = place.Groups[2] is { Success: true } given ? int.Parse(given.ValueSpan, CultureInfo.InvariantCulture) : 1;
        var at = source.Document.Position(ScalarPositions.Locate(source, Lines.Offset(source.Text, offset, line, column)));
        return place.Groups[2].Success ? $"at line {at.Line}, column {at.Column}" : $"at line {at.Line}";
    });

    [GeneratedRegex(@"\bat line (\d{1,7})(?:, column (\d{1,7}))?")]
    private static partial Regex Place();

    public bool Equals(Formula? other) => other is not null && Text == other.Text;

    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => Text;
}
