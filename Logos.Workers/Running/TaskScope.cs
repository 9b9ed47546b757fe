using System.Text.Json;
using Logos.Core.Executions;
using Logos.Core.Work;
using Logos.Rules.Values;
using Logos.Workers.Faults;

namespace Logos.Workers.Running;

/// <summary>Fetches a value that is kept by reference, by the key of its blob.</summary>
public delegate ValueTask<ReadOnlyMemory<byte>> BlobReader(string key, CancellationToken cancellationToken);

/// <summary>The names that the expressions of a task may read.</summary>
internal static class TaskScope
{
    public static async ValueTask<ValueMap> OfAsync(NodeTask task, BlobReader? blobs, CancellationToken cancellationToken)
    {
        var scope = new ValueMap.Builder(task.Context.Count + 1);
        foreach (var (name, payload) in task.Context)
            scope.Set(name, payload.IsInline ? payload.Read() : await FetchAsync(name, payload, blobs, cancellationToken).ConfigureAwait(false));
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

    private static async ValueTask<Value> FetchAsync(string name, Payload payload, BlobReader? blobs, CancellationToken cancellationToken)
    {
        if (blobs is null)
            throw FailureException.Permanent(WorkersCodes.ValueUnavailable, $"`{name}` is kept by reference, and this worker has nowhere to fetch it from");
        try
        {
            return ValueJson.Parse((await blobs(payload.Blob!, cancellationToken).ConfigureAwait(false)).Span);
        }
        catch (IOException broken)
        {
            throw FailureException.Transient(WorkersCodes.ValueUnavailable, $"`{name}` cannot be fetched: {broken.Message}");
        }
        catch (JsonException damaged)
        {
            throw FailureException.Permanent(WorkersCodes.ValueUnavailable, $"`{name}` was fetched and is damaged: {damaged.Message}");
        }
    }
}
