using System.Globalization;
using Logos.Core.Executions;
using Logos.Core.Work;

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

    /// <summary>How many executions that belong together, one that a caller started and all below it, are open at once.</summary>
    public int MaxOpen { get; init; } = 10_000;

    /// <summary>How often an owner looks into the store although nobody woke it.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(2);

    public TimeSpan LeaseRenewal { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>An owner that could not renew for so long takes the partition for lost, and asks for it again.</summary>
    public TimeSpan LeaseTime { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>A claimed task of which nothing was heard for so long is handed to another worker.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Told of an execution that is left as it is until the next start, and why: its graph is not there, or cannot be run here, or no record holds its changes.</summary>
    public Action<ExecutionHead, Failure>? Stranded { get; init; }

    public ExecutionOptions Execution { get; init; } = ExecutionOptions.Default;

    /// <exception cref="ArgumentOutOfRangeException">A limit is not one that an owner can work with.</exception>
    public void Check()
    {
        Demand(TurnEvents, nameof(TurnEvents), 1, int.MaxValue);
        Demand(TurnBytes, nameof(TurnBytes), 1, int.MaxValue);
        Demand(TreeBytes, nameof(TreeBytes), 64 * 1024, 48 * 1024 * 1024);
        Demand(TakeAtMost, nameof(TakeAtMost), 1, 1_000_000);
        Demand(BatchSize, nameof(BatchSize), 1, 1_000_000);
        Demand(MaxDepth, nameof(MaxDepth), 1, 1000);
        Demand(MaxOpen, nameof(MaxOpen), 1, 1_000_000);
        Demand(Execution.MaxSignals, nameof(Execution.MaxSignals), 1, 10_000);
        Demand(Execution.MaxSignalBytes, nameof(Execution.MaxSignalBytes), 64 * 1024, 16 * 1024 * 1024);
    }

    private static void Demand(int value, string name, int least, int most)
    {
        if (value < least || value > most)
            throw new ArgumentOutOfRangeException(name, value, string.Create(CultureInfo.InvariantCulture, $"{name} goes from {least:N0} to {most:N0}."));
    }
}
