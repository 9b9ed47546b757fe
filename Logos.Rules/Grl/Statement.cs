using Logos.Rules.Syntax;

namespace Logos.Rules.Grl;

/// <summary>An action of a rule's <c>then</c>.</summary>
public abstract record Statement
{
    private Statement(Span span) => Span = span;

    public Span Span { get; }

    /// <summary><c>a.b = x;</c>, and <c>+=</c> and its kin with their operator.</summary>
    public sealed record Assign(Span Where, Expr.Path Target, BinaryOperator? Operator, Expr Value) : Statement(Where);

    public sealed record Retract(Span Where, Expr.Path Target) : Statement(Where);

    public sealed record Log(Span Where, IReadOnlyList<Expr> Parts) : Statement(Where);

    public sealed record ActivateAgendaGroup(Span Where, string Group) : Statement(Where);

    public sealed record Complete(Span Where) : Statement(Where);
}
