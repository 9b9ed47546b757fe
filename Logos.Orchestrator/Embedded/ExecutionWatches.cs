using System.Collections.Concurrent;
using Logos.Core.Executions;
using Logos.Core.Orchestration;

namespace Logos.Orchestrator.Embedded;

/// <summary>Who watches which execution.</summary>
internal sealed class ExecutionWatches : IExecutionFeed
{
    private readonly ConcurrentDictionary<Guid, ExecutionWatch> _watches = new();
    private Exception? _broken;

    public ExecutionWatch Open(ExecutionHead head)
    {
        var watch = new ExecutionWatch(head, Close);
        _watches[head.Id] = watch;
        // The engine may have gone down while the watch was being opened: then nobody else would tell it.
        if (Volatile.Read(ref _broken) is { } reason)
            watch.Break(reason);
        return watch;
    }

    public void Publish(ExecutionHead head, ExecutionChanges changes)
    {
        if (_watches.TryGetValue(head.Root, out var watch))
            watch.Tell(new(head, changes));
    }

    public void Break(Exception reason)
    {
        reason = EngineFailedException.Of(reason);
        Volatile.Write(ref _broken, reason);
        foreach (var watch in _watches.Values)
            watch.Break(reason);
    }

    private void Close(ExecutionWatch watch)
    {
        _watches.TryRemove(watch.Head.Id, out _);
        watch.Break(null);
    }
}
