using Logos.Rules.Faults;
using Logos.Rules.Syntax;

namespace Logos.Rules.Expressions.Typing;

/// <summary>A part of an expression that cannot do what stands there, whatever it is evaluated over.</summary>
/// <param name="At">The part.</param>
public sealed record Finding(Expr At, string Code, string Message, string? Hint = null, Severity Severity = Severity.Error)
{
    public Fault ToFault() => new(Code, Message)
    {
        Line = At.Span.Line,
        Column = At.Span.Column,
        Length = Math.Max(1, At.Span.Length),
        Hint = Hint,
        Severity = Severity,
    };
}
