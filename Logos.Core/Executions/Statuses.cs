namespace Logos.Core.Executions;

public enum ExecutionStatus
{
    Pending,
    Running,
    Completed,
    Failed,
    Cancelled,
    TimedOut,
}

public enum ExecutionPhase
{
    Forward,

    /// <summary>It ends badly, and what was done is undone first.</summary>
    Compensating,
}

public enum NodeStatus
{
    Pending,

    /// <summary>It may run, and waits for its time: between two attempts.</summary>
    Ready,
    Running,
    Succeeded,
    Failed,
    Skipped,
    Cancelled,
    TimedOut,
}

public enum CompensationStatus
{
    None,

    /// <summary>Owed: it is undone when its turn comes.</summary>
    Pending,
    Running,
    Done,
    Failed,
}

public static class Statuses
{
    public static bool IsEnd(this NodeStatus status) => status >= NodeStatus.Succeeded;

    public static bool IsEnd(this ExecutionStatus status) => status >= ExecutionStatus.Completed;
}
