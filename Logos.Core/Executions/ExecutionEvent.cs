using Logos.Core.Work;
using Logos.Rules.Values;

namespace Logos.Core.Executions;

/// <summary>What can happen to an execution. Times and ids come with it: the state makes none.</summary>
public abstract record ExecutionEvent(DateTimeOffset At)
{
    /// <param name="Inputs">The parts of the inputs that control expressions read.</param>
    public sealed record Submitted(DateTimeOffset At, Result<Value> Inputs, DateTimeOffset? Deadline, IReadOnlyList<Seed> Seeds) : ExecutionEvent(At);

    /// <summary>A worker ended the steps of a task, or a beginning of them: the rest is dispatched anew.</summary>
    public sealed record TaskEnded(DateTimeOffset At, TaskKey Task, IReadOnlyList<StepOutcome> Steps) : ExecutionEvent(At);

    public sealed record TaskClaimed(DateTimeOffset At, TaskKey Task, string Worker) : ExecutionEvent(At);

    /// <summary>Nothing was heard of a claimed task for too long.</summary>
    public sealed record TaskSilent(DateTimeOffset At, TaskKey Task) : ExecutionEvent(At);

    /// <summary>A worker that goes down gives a claimed task back.</summary>
    public sealed record TaskReleased(DateTimeOffset At, TaskKey Task) : ExecutionEvent(At);

    public sealed record TimerDue(DateTimeOffset At, TimerKey Timer) : ExecutionEvent(At);

    /// <summary>What a node of the orchestrator's own takes, evaluated; answers <see cref="Decision.Prepare"/>.</summary>
    public sealed record Prepared(DateTimeOffset At, int Node, int Item, int Round, Result<Value> With) : ExecutionEvent(At);

    /// <summary>How many items a foreach has; answers <see cref="Decision.ResolveItems"/>.</summary>
    public sealed record ItemsResolved(DateTimeOffset At, int Node, Result<int> Count) : ExecutionEvent(At);

    /// <summary>The list of all items' outputs; answers <see cref="Decision.ComposeItems"/>.</summary>
    public sealed record ItemsComposed(DateTimeOffset At, int Node, Outcome Outcome) : ExecutionEvent(At);

    /// <summary>The value of <c>on_error: { fallback: … }</c>; answers <see cref="Decision.EvaluateFallback"/>.</summary>
    public sealed record FallbackEvaluated(DateTimeOffset At, int Node, Outcome Outcome) : ExecutionEvent(At);

    /// <summary>The execution's results; answers <see cref="Decision.ComputeOutputs"/>.</summary>
    public sealed record OutputsComputed(DateTimeOffset At, Result<Payload> Results) : ExecutionEvent(At);

    public sealed record ChildEnded(DateTimeOffset At, int Node, int Item, int Attempt, int Round, Outcome Outcome) : ExecutionEvent(At);

    /// <summary>Whether a loop has come to its end; answers <see cref="Decision.CheckLoop"/>.</summary>
    public sealed record LoopChecked(DateTimeOffset At, int Node, int Round, Result<bool> Done) : ExecutionEvent(At);

    public sealed record CancelRequested(DateTimeOffset At, Guid Command, string Reason) : ExecutionEvent(At)
    {
        /// <summary>Nobody asked: it cannot go on, for a reason that lies in none of its nodes, and fails.</summary>
        public Failure? Broken { get; init; }
    }

    public sealed record SignalArrived(DateTimeOffset At, Guid Command, string Name, Payload Payload) : ExecutionEvent(At)
    {
        /// <summary>Null when it comes from within the process that runs the engine.</summary>
        public Caller? Caller { get; init; }
    }

    /// <summary>Tries again what failed, and keeps what succeeded.</summary>
    public sealed record RetryRequested(DateTimeOffset At, Guid Command) : ExecutionEvent(At);
}

/// <summary>A node that is taken over from another execution as it ended there.</summary>
public sealed record Seed(int Node, Payload Output, Value Control);

/// <summary>A value, or why there is none.</summary>
public readonly record struct Result<T>(T? Value, Failure? Failure)
{
    public bool IsGood => Failure is null;

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Failure failure) => new(default, failure);
}
