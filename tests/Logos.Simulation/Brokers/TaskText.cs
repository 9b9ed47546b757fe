using Logos.Core.Executions;
using Logos.Core.Messages;
using Logos.Core.Work;
using Logos.Simulation.Stores;

namespace Logos.Simulation.Brokers;

/// <summary>Tasks and reports in a line of the trace.</summary>
internal static class TaskText
{
    public static string Of(TaskMessage message) => message.IsBundle
        ? $"({string.Join(", ", Enumerable.Range(0, message.Count).Select(i => Of(message[i])))})"
        : Of(message.First);

    private static string Of(NodeTask task) =>
        $"{CommitText.Short(task.Execution)} {string.Join('+', task.Steps.Select(s => s.Id))}{Of(task.Key)}{(task.Quarantine ? " quarantine" : "")}";

    public static string Of(Report report) => report switch
    {
        Report.Wake => "wake",
        Report.Ended x => $"{CommitText.Short(x.Execution)} n{x.Task.Node}{Of(x.Task)} ended {string.Join(',', x.Steps.Select(s => s.Outcome is Outcome.Failed f ? f.Failure.Kind.ToString() : "well"))}",
        _ => $"{CommitText.Short(report.Execution)} n{report.Task.Node}{Of(report.Task)} {report.GetType().Name}",
    };

    private static string Of(TaskKey key) => $"{(key.Item == TaskKey.NoItem ? "" : $"[{key.Item}]")}/{key.Attempt}{(key.Purpose == TaskPurpose.Compensate ? " undo" : "")}";
}
