using Logos.Core.Work;
using Logos.Rules.Values;

namespace Logos.Core.Executions;

/// <summary>How an attempt ended.</summary>
public abstract record Outcome
{
    private Outcome()
    {
    }

    /// <param name="Output">What the node yields.</param>
    /// <param name="Control">The parts of it that control expressions read, shaped as the output is.</param>
    public sealed record Succeeded(Payload Output, Value Control) : Outcome
    {
        /// <summary>Nothing ran: the same had been yielded before, and is young enough.</summary>
        public bool IsCached { get; init; }
    }

    public sealed record Failed(Failure Failure) : Outcome;
}

/// <summary>How one step of a task ended; a task of one node has one.</summary>
public readonly record struct StepOutcome(int Node, Outcome Outcome, DateTimeOffset StartedAt, DateTimeOffset EndedAt, string Worker)
{
    /// <summary>What it was given, secrets masked and abbreviated where it is large; null when it did not come so far, or takes nothing.</summary>
    public Payload? Input { get; init; }
}
