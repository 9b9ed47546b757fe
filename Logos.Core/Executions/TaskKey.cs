namespace Logos.Core.Executions;

public enum TaskPurpose
{
    Run,
    Compensate,
}

/// <summary>
/// Names one attempt of one node, or of one item of it. The attempt's number changes when an outcome is
/// recorded and not when the task is dispatched again: so a second result of it is known as one.
/// </summary>
/// <param name="Node">The node's number in the plan.</param>
/// <param name="Item">The item's number, or -1 for a node without <c>foreach</c>.</param>
public readonly record struct TaskKey(int Node, int Item, int Attempt, TaskPurpose Purpose = TaskPurpose.Run)
{
    public const int NoItem = -1;
}

public enum TimerKind
{
    /// <summary>The next attempt of a node or an item.</summary>
    Retry,

    /// <summary>What a wait, an approval or a loop's pause is waiting for.</summary>
    Wait,

    /// <summary>The end of a node that no worker times.</summary>
    NodeTimeout,

    /// <summary>The end of the execution.</summary>
    Deadline,
}

/// <summary>A time at which the state wants to be told. <c>Node</c> is -1 for the execution's own.</summary>
public readonly record struct TimerKey(TimerKind Kind, int Node = -1, int Item = TaskKey.NoItem);
