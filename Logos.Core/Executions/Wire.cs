namespace Logos.Core.Executions;

/// <summary>Statuses as they are written in tables, messages and answers.</summary>
public static class Wire
{
    public static string Name(NodeStatus status) => status switch
    {
        NodeStatus.Pending => "pending",
        NodeStatus.Ready => "ready",
        NodeStatus.Running => "running",
        NodeStatus.Succeeded => "succeeded",
        NodeStatus.Failed => "failed",
        NodeStatus.Skipped => "skipped",
        NodeStatus.Cancelled => "cancelled",
        _ => "timed_out",
    };

    public static string Name(ExecutionStatus status) => status switch
    {
        ExecutionStatus.Pending => "pending",
        ExecutionStatus.Running => "running",
        ExecutionStatus.Completed => "completed",
        ExecutionStatus.Failed => "failed",
        ExecutionStatus.Cancelled => "cancelled",
        _ => "timed_out",
    };
}
