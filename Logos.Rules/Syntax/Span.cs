namespace Logos.Rules.Syntax;

/// <summary>A stretch of the source text; line and column count from 1, in UTF-16 units, as editors do.</summary>
public readonly record struct Span(int Start, int Length, int Line, int Column)
{
    public int End => Start + Length;

    public Span To(Span last) => this with { Length = Math.Max(Length, last.End - Start) };
}
