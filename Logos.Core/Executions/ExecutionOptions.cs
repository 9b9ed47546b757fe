using Logos.Core.Graphs.Definition;

namespace Logos.Core.Executions;

/// <summary>What holds for nodes that say nothing else.</summary>
public sealed record ExecutionOptions
{
    public static readonly ExecutionOptions Default = new();

    public RetryPolicy Retry { get; init; } = new();

    /// <summary>Linear runs of deterministic nodes travel as one task, and many small tasks as one message.</summary>
    public bool Fusing { get; init; } = true;

    public int ForeachConcurrency { get; init; } = 50;

    public int MaxSignals { get; init; } = 1000;

    /// <summary>So many silences of one attempt prove that its task takes workers down.</summary>
    public int MaxSilences { get; init; } = 3;
}
