using Logos.Rules.Values;

namespace Logos.Rules.Grl;

/// <summary>
/// The explanation of an evaluation. It is bounded: large values stand with their beginning, and what did not fit
/// any more is counted.
/// </summary>
public sealed record Trace(IReadOnlyList<RuleTrace> Rules, IReadOnlyList<FiringTrace> Firings)
{
    /// <summary>How many firings are not told: they stand between the first and the last, where the numbers leap.</summary>
    public int MoreFirings { get; init; }
}

/// <summary>How often a rule fired, and why not (again). Reads are the values its condition sees at the end.</summary>
public sealed record RuleTrace(string Rule, int Fired, string? WhyNot, IReadOnlyList<FactTrace> Reads)
{
    /// <summary>How many paths its condition reads beside those that are told.</summary>
    public int MoreReads { get; init; }
}

/// <summary>One firing: what its condition had read, and what it wrote.</summary>
public sealed record FiringTrace(int Number, string Rule, IReadOnlyList<FactTrace> Reads, IReadOnlyList<FactTrace> Writes)
{
    public int MoreReads { get; init; }

    public int MoreWrites { get; internal set; }
}

/// <summary>A path and its value; of a write also the value before. <c>Removed</c>: the fact was retracted.</summary>
public sealed record FactTrace(string Path, Value Value, Value? Before = null, bool Removed = false);
