using Logos.Core.Blobs;
using Logos.Core.Executions;
using Logos.Core.Work;

namespace Logos.Core.Orchestration;

/// <summary>Keeps tasks as small as every broker takes them: what is too much for one travels by reference.</summary>
internal static class TaskFitting
{
    /// <summary>What the values of a task may have together.</summary>
    public const int MaxBytes = 1024 * 1024;

    public static bool Fits(NodeTask task)
    {
        // As what it is: for each task of every graph, an enumerator on the heap would be one too many.
        if (task.Context is not Dictionary<string, Payload> known)
            return task.Context.Values.All(payload => !payload.IsInline || payload.Length <= Payload.MaxInline) && task.Context.Values.Sum(Inline) <= MaxBytes;
        long total = 0;
        foreach (var (_, payload) in known)
        {
            if (payload.IsInline && payload.Length > Payload.MaxInline)
                return false;
            total += Inline(payload);
        }

        return total <= MaxBytes;
    }

    public static async ValueTask<NodeTask> FitAsync(NodeTask task, LargeValues values, CancellationToken cancellationToken)
    {
        var owner = new LargeValues.Owner(task.Execution, BlobKey.Task, task.Key.Item, task.Key.Attempt);
        var context = new Dictionary<string, Payload>(task.Context, StringComparer.Ordinal);
        var total = context.Values.Sum(Inline);
        foreach (var (name, payload) in task.Context.Where(entry => entry.Value.IsInline).OrderByDescending(entry => entry.Value.Length))
        {
            if (payload.Length <= Payload.MaxInline && total <= MaxBytes)
                break;
            context[name] = await values.MoveAsync(payload, owner, cancellationToken);
            total -= payload.Length;
        }

        return task with { Context = context };
    }

    private static long Inline(Payload payload) => payload.IsInline ? payload.Length : 0;
}
