using Logos.Core.Work;
using Logos.Rules.Values;

namespace Logos.Core.Executions;

/// <summary>What the state wants done. It is done only after the change that decided it is durable.</summary>
public abstract record Decision
{
    private Decision()
    {
    }

    /// <summary>Hands an attempt to a worker; <c>Steps</c> nodes of one segment, from the task's node on.</summary>
    public sealed record Dispatch(TaskKey Task, int Steps, bool Quarantine) : Decision;

    /// <summary>Tells workers that nobody waits for the task any more. Best effort.</summary>
    public sealed record StopTask(TaskKey Task) : Decision;

    /// <summary>Keeps a task that takes its workers down, for people to look at.</summary>
    public sealed record Bury(TaskKey Task, Failure Failure) : Decision;

    public sealed record SetTimer(TimerKey Timer, DateTimeOffset Due) : Decision;

    public sealed record ClearTimer(TimerKey Timer) : Decision;

    public sealed record Prepare(int Node, int Item, int Round) : Decision;

    public sealed record ResolveItems(int Node) : Decision;

    public sealed record ComposeItems(int Node) : Decision;

    public sealed record EvaluateFallback(int Node) : Decision;

    public sealed record ComputeOutputs : Decision
    {
        public static readonly ComputeOutputs Instance = new();
    }

    public sealed record StartChild(int Node, int Item, int Attempt, int Round, Value With) : Decision;

    public sealed record CancelChild(int Node, int Item, int Round, string Reason) : Decision;

    public sealed record CheckLoop(int Node, int Round) : Decision;

    public sealed record Answer(Guid Command, Verdict Verdict) : Decision;

    public sealed record Ended(ExecutionStatus Status) : Decision;
}

/// <summary>What a command came to, in the terms of HTTP: 200, 404, 409, 422.</summary>
public sealed record Verdict(int Status, string? Code, string? Message)
{
    public static readonly Verdict Done = new(200, null, null);
}
