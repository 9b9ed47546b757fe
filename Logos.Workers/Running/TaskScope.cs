using System.Text.Json;
using Logos.Core.Blobs;
using Logos.Core.Executions;
using Logos.Core.Work;
using Logos.Rules.Values;
using Logos.Workers.Faults;

namespace Logos.Workers.Running;

/// <summary>The names that the expressions of a task may read.</summary>
internal static class TaskScope
{
    public static async ValueTask<ValueMap> OfAsync(NodeTask task, LargeValues values, CancellationToken cancellationToken)
    {
        var scope = new ValueMap.Builder(task.Context.Count + 1);
        foreach (var (name, payload) in task.Context)
        {
            if (payload.IsInline)
                scope.Set(name, payload.Read());
            else if (IsRead(task, name))
                scope.Set(name, await FetchAsync(name, payload, values, cancellationToken).ConfigureAwait(false));
        }

        return scope.Build();
    }

    /// <summary>What one step sees: the outputs of the steps before it, and how those ended where it asks for that.</summary>
    public static ValueMap For(ValueMap scope, StepProgram program, ReadOnlySpan<StepOutcome> done, IReadOnlyList<TaskStep> steps)
    {
        for (var i = 0; i < done.Length && program.ReadsAbout.Count > 0; i++)
        {
            foreach (var (node, member) in program.ReadsAbout)
            {
                if (node == steps[i].Id)
                    scope = scope.With(AboutNode.NameOf(node, member), AboutNode.OfSuccess(member));
            }
        }

        // The task carries the attempt of its first node. Those that follow it have not been tried before.
        if (done.Length > 0 && program.ReadsRun && scope["run"] is { IsMap: true } run)
            scope = scope.With("run", run.AsMap().With("attempt", 1));
        return scope;
    }

    // What is small travels with every task, read or not; what is large is fetched only when somebody asks for it.
    private static bool IsRead(NodeTask task, string name)
    {
        // What is told of a node is named after it: `each.$errors`.
        var root = name.IndexOf('.', StringComparison.Ordinal) is > 0 and var end ? name[..end] : name;
        return task.Steps.Any(step => step.With.Formulas.Any(formula => formula.Expression.Reads.Any(path => path.Root == root)));
    }

    private static async ValueTask<Value> FetchAsync(string name, Payload payload, LargeValues values, CancellationToken cancellationToken)
    {
        try
        {
            return await values.ReadAsync(payload, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
        {
            throw FailureException.Transient(WorkersCodes.ValueUnavailable, $"`{name}` cannot be fetched: {broken.Message}");
        }
        catch (JsonException damaged)
        {
            throw FailureException.Permanent(WorkersCodes.ValueUnavailable, $"`{name}` was fetched and is damaged: {damaged.Message}");
        }
    }
}
