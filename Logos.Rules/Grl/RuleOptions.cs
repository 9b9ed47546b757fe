namespace Logos.Rules.Grl;

/// <summary>What bounds an evaluation of a rule set, and what it reports besides the facts.</summary>
public sealed record RuleOptions
{
    public static readonly RuleOptions Default = new();

    /// <summary>What <c>now()</c> tells and the dates of rules are held against.</summary>
    public DateTimeOffset? Now { get; init; }

    public int MaxFirings { get; init; } = 10_000;

    /// <summary>How often the agenda is asked for the next rule.</summary>
    public int MaxCycles { get; init; } = 100_000;

    /// <summary>Elements and characters that one condition or one rule's actions may go through.</summary>
    public int MaxSteps { get; init; } = 1_000_000;

    /// <summary>
    /// What an evaluation may take in all: each look at a condition and each step of it, counted more where the
    /// condition is long, and what is copied and told on behind a write. The default is five to ten seconds' work.
    /// </summary>
    public long MaxTotalSteps { get; init; } = 400_000_000;

    /// <summary>Looked at between two conditions: an evaluation that is not wanted any more ends.</summary>
    public CancellationToken Stop { get; init; }

    /// <summary>Characters and elements that one evaluation may make.</summary>
    public int MaxOutput { get; init; } = 16 * 1024 * 1024;

    /// <summary>The agenda group that has the focus first; it returns to MAIN.</summary>
    public string? Focus { get; init; }

    /// <summary>Fills <see cref="EvaluationResult.Trace"/>.</summary>
    public bool Explain { get; init; }

    /// <summary>Fills <see cref="EvaluationResult.Log"/> with what the rules log.</summary>
    public bool Log { get; init; }
}
