using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Planning;
using Logos.Core.Messages;
using Logos.Core.Work;

namespace Logos.Core.Orchestration;

/// <summary>Puts small tasks of one pool into one message each, once there are more of them than workers could begin with.</summary>
internal static class Bundling
{
    /// <summary>So many messages at least come of many tasks, so that no worker waits while another works off a bundle.</summary>
    public const int Spread = 16;

    public const int MaxTasks = 50;

    public const long MaxBytes = 1024 * 1024;

    // What the names and the definitions of a task take, roughly.
    private const long Frame = 1024;

    /// <summary>Whether it may run again with others whose worker was lost, and need not be claimed before it begins.</summary>
    public static bool Allows(PlanNode node, Decision.Dispatch dispatch) =>
        dispatch is { Quarantine: false, Task.Purpose: TaskPurpose.Run }
        && node.Definition.Compensate is null
        && (node.Type.Deterministic || (node.Definition.Idempotent ?? node.Type.Idempotent));

    /// <param name="tasks">The tasks of one turn in their order; with a pool, if it may go into a bundle.</param>
    public static List<TaskMessage> Pack(IReadOnlyList<(NodeTask Task, Pool? Pool)> tasks)
    {
        var messages = new List<TaskMessage>();
        if (tasks.Count <= Spread)
        {
            foreach (var (task, _) in tasks)
                messages.Add(task);
            return messages;
        }

        foreach (var pool in tasks.GroupBy(t => t.Pool))
        {
            if (pool.Key is null)
                messages.AddRange(pool.Select(t => new TaskMessage(t.Task)));
            else
                Pack(messages, [.. pool.Select(t => t.Task)]);
        }

        return messages;
    }

    private static void Pack(List<TaskMessage> messages, List<NodeTask> tasks)
    {
        var most = Math.Clamp(tasks.Count / Spread, 1, MaxTasks);
        for (var i = 0; i < tasks.Count;)
        {
            var first = tasks[i++];
            var (others, bytes) = (new List<NodeTask>(most - 1), SizeOf(first));
            while (others.Count < most - 1 && i < tasks.Count && (bytes += SizeOf(tasks[i])) <= MaxBytes)
                others.Add(tasks[i++]);
            messages.Add(new TaskMessage(first) { Others = others });
        }
    }

    private static long SizeOf(NodeTask task)
    {
        var bytes = Frame;
        foreach (var value in task.Context.Values)
            bytes += value.Json.Length;
        return bytes;
    }
}
