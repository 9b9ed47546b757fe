using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Rules.Values;

namespace Logos.Core.Messages;

/// <summary>What a worker tells the owner of an execution.</summary>
public abstract record Report(Guid Execution, TaskKey Task)
{
    /// <summary>The request that asked for the execution, for those who look at messages: an owner knows it, and need not be told.</summary>
    public string? RequestId { get; init; }

    public sealed record Ended(Guid Execution, TaskKey Task, IReadOnlyList<StepOutcome> Steps) : Report(Execution, Task)
    {
        /// <summary>What its owner continues, as W3C writes it; null where nobody traces.</summary>
        public string? TraceParent { get; init; }
    }

    /// <summary>From now on the worker answers for the task, and the broker no longer does.</summary>
    public sealed record Claimed(Guid Execution, TaskKey Task, string Worker) : Report(Execution, Task);

    public sealed record Beat(Guid Execution, TaskKey Task, Value Details) : Report(Execution, Task);

    /// <summary>A worker that goes down gives the task back.</summary>
    public sealed record Released(Guid Execution, TaskKey Task) : Report(Execution, Task);

    /// <summary>Something stands in the store for this partition. It bears no task, and may be lost: owners look by themselves too.</summary>
    /// <param name="Submission">What stands there, for an owner that need not look then; null where it has to.</param>
    public sealed record Wake(Submission? Submission = null) : Report(Guid.Empty, default(TaskKey));
}

/// <summary>A message that is somebody's until it is acknowledged.</summary>
/// <param name="Tag">The broker's own name for it.</param>
/// <param name="Redeliveries">How often it was handed out before.</param>
public sealed record Delivery<T>(T Message, long Tag, int Redeliveries);
