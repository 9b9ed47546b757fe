using Logos.Core.Executions;

namespace Logos.Core.Orchestration;

/// <summary>How an owner works.</summary>
public sealed record OrchestrationOptions
{
    public static readonly OrchestrationOptions Default = new();

    /// <summary>How many messages one turn takes at most.</summary>
    public int BatchSize { get; init; } = 512;

    /// <summary>How many events one turn decides at most, and of how many bytes; what follows from them is decided in the next one, after a commit.</summary>
    public int TurnEvents { get; init; } = 20_000;

    public int TurnBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>How many bytes may change at once in an execution and all that it started; with more it fails.</summary>
    public int TreeBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>How many of the submissions and of the commands that wait one turn takes.</summary>
    public int TakeAtMost { get; init; } = 256;

    /// <summary>How many levels of executions stand below the one that a caller started.</summary>
    public int MaxDepth { get; init; } = 32;

    /// <summary>How often an owner looks into the store although nobody woke it.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(2);

    public TimeSpan LeaseRenewal { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>An owner that could not renew for so long takes the partition for lost, and asks for it again.</summary>
    public TimeSpan LeaseTime { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>A claimed task of which nothing was heard for so long is handed to another worker.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Told of an execution whose graph is not there, or cannot be run here: it is left alone until the next start.</summary>
    public Action<ExecutionHead>? Stranded { get; init; }

    public ExecutionOptions Execution { get; init; } = ExecutionOptions.Default;
}
