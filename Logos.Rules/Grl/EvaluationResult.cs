using Logos.Rules.Values;

namespace Logos.Rules.Grl;

/// <summary>The facts after all rules, and how many firings it took.</summary>
public sealed record EvaluationResult(Value Facts, int Fired)
{
    /// <summary>What each rule did and why; only when it was asked for.</summary>
    public Trace? Trace { get; init; }

    /// <summary>What the rules logged; only when it was asked for.</summary>
    public IReadOnlyList<string> Log { get; init; } = [];
}
