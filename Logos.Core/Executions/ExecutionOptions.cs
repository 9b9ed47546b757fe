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

    /// <summary>How many signals an execution keeps that no node has taken, and how many bytes of them.</summary>
    public int MaxSignals { get; init; } = 1000;

    public int MaxSignalBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>So many silences of one attempt prove that its task takes workers down.</summary>
    public int MaxSilences { get; init; } = 3;
}
