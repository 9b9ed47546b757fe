using Logos.Core.Graphs.Planning;
using Logos.Core.Messages;
using Logos.Core.Orchestration;

namespace Logos.Simulation.Schedules;

/// <summary>One schedule: the seed decides everything that is not said here.</summary>
public sealed record ScheduleOptions(int Seed)
{
    public bool Traced { get; init; }

    /// <summary>Null: the seed decides.</summary>
    public bool? WithFaults { get; init; }

    /// <summary>The embedded shape, with its real journal and broker, on a disk that loses power. Null: the seed decides.</summary>
    public bool? Embedded { get; init; }

    /// <summary>The graph that is submitted, instead of a random one.</summary>
    public GraphPlan? Graph { get; init; }

    /// <summary>Kills an owner at a point that the test wants, once.</summary>
    public CrashPoint? Crash { get; init; }

    /// <summary>For the proof of the proof: what an owner and a worker see instead of the store and the broker.</summary>
    public Func<IExecutionStore, Schedule, IExecutionStore>? FaultyStore { get; init; }

    public Func<IWorkBroker, Schedule, IWorkBroker>? FaultyBroker { get; init; }

    /// <summary>For the proof of the proof: what is seen instead of the embedded store.</summary>
    public Func<IExecutionStore, Schedule, IExecutionStore>? FaultyJournal { get; init; }

    public bool IgnoresFencing { get; init; }
}

public enum CrashMoment
{
    BeforeCommit,
    BeforePublish,
    BeforeConfirm,
    AfterPublish,
}

/// <summary>The owner dies around the commit that dispatches a node's first attempt.</summary>
public sealed record CrashPoint(string Node, CrashMoment Moment);

public sealed record ScheduleResult(int Seed, ulong Hash, long Steps, int Runs, int ExtraRuns, int Faults, TimeSpan Took, IReadOnlyList<string> Trace, string? Broken)
{
    public bool IsGood => Broken is null;
}
