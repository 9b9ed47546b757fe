using Logos.Rules.Syntax;

namespace Logos.Rules.Grl;

/// <summary>A rule as it is written.</summary>
public sealed record RuleDefinition(string Name, Span Span, Expr When, IReadOnlyList<Statement> Then)
{
    public const string MainGroup = "MAIN";

    public string? Description { get; init; }

    public int Salience { get; init; }

    public bool NoLoop { get; init; }

    public bool LockOnActive { get; init; }

    public string AgendaGroup { get; init; } = MainGroup;

    public bool AutoFocus { get; init; }

    public string? ActivationGroup { get; init; }

    public DateTimeOffset? DateEffective { get; init; }

    public DateTimeOffset? DateExpires { get; init; }

    public bool Enabled { get; init; } = true;

    /// <summary>It was read without a fault: only then does it say what it does.</summary>
    internal bool IsSound { get; init; } = true;

    /// <summary>Its condition could be read, whatever it calls: only then can more be told of it.</summary>
    internal bool HasCondition { get; init; } = true;
}
