using Logos.Rules.Expressions;
using Logos.Rules.Syntax;

namespace Logos.Rules.Grl;

internal delegate void Act(Session session);

/// <summary>A rule, compiled. Its rank is its place in the order of salience and of writing.</summary>
internal sealed class RuleProgram(RuleDefinition definition, int rank, int group, int activationGroup, Test when, Act[] then, IReadOnlyList<Expr.Path> reads, bool hasPattern)
{
    public RuleDefinition Definition { get; } = definition;

    public int Rank { get; } = rank;

    public int Group { get; } = group;

    /// <summary>Its place among the rules of its group, in the order of their rank.</summary>
    public int Place { get; init; }

    /// <summary>-1 when it has none.</summary>
    public int ActivationGroup { get; } = activationGroup;

    public Test When { get; } = when;

    public Act[] Then { get; } = then;

    /// <summary>The paths of its condition, for explanations.</summary>
    public IReadOnlyList<Expr.Path> Reads { get; } = reads;

    /// <summary>What a look at its condition costs.</summary>
    public Effort Look { get; init; }

    /// <summary>What its actions cost.</summary>
    public Effort Firing { get; init; }

    /// <summary>Its condition goes through the elements of something: which of their fields it reads, no path tells.</summary>
    public bool HasPattern { get; } = hasPattern;
}
