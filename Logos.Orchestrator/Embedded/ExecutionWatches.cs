using System.Collections.Concurrent;
using System.Collections.Immutable;
using Logos.Core.Executions;
using Logos.Core.Orchestration;

namespace Logos.Orchestrator.Embedded;

/// <summary>Who watches which execution.</summary>
/// <param name="also">Whoever else is told; null for nobody.</param>
internal sealed class ExecutionWatches(IExecutionFeed? also = null) : IExecutionFeed
{
    private readonly ConcurrentDictionary<Guid, ImmutableArray<ExecutionWatch>> _watches = new();
    private readonly TaskCompletionSource<Exception?> _whenBroken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _broken;

    /// <summary>Null when the engine was asked to stop.</summary>
    public Task<Exception?> WhenBroken => _whenBroken.Task;

    public ExecutionWatch Open(ExecutionHead head) => Open(new ExecutionWatch(head.Id, head, Close));

    /// <summary>Of an execution that has begun some time ago.</summary>
    public ExecutionWatch Open(Guid root) => Open(new ExecutionWatch(root, null, Close));

    public void Publish(ExecutionHead head, ExecutionChanges changes)
    {
        also?.Publish(head, changes);
        if (!_watches.TryGetValue(head.Root, out var watches))
            return;
        foreach (var watch in watches)
            watch.Tell(new(head, changes));
    }

    // A task does not tell the root of its execution, and progress is rare.
    public void Publish(Guid execution, NodeProgress progress)
    {
        also?.Publish(execution, progress);
        foreach (var watches in _watches.Values)
        {
            foreach (var watch in watches)
                watch.Tell(execution, progress);
        }
    }

    public void Break(Exception reason)
    {
        reason = EngineFailedException.Of(reason);
        Volatile.Write(ref _broken, reason);
        _whenBroken.TrySetResult(reason is EngineStoppedException ? null : reason);
        foreach (var watch in _watches.Values.SelectMany(each => each))
            watch.Break(reason);
    }

    private ExecutionWatch Open(ExecutionWatch watch)
    {
        _watches.AddOrUpdate(watch.Root, [watch], (_, others) => others.Add(watch));
        // The engine may have gone down while the watch was being opened: then nobody else would tell it.
        if (Volatile.Read(ref _broken) is { } reason)
            watch.Break(reason);
        return watch;
    }

    private void Close(ExecutionWatch watch)
    {
        while (_watches.TryGetValue(watch.Root, out var all))
        {
            var others = all.Remove(watch);
            if (others.IsEmpty ? _watches.TryRemove(new(watch.Root, all)) : _watches.TryUpdate(watch.Root, others, all))
                break;
        }

        watch.Break(null);
    }
}
