using System.Collections.Concurrent;

namespace Logos.Core.Orchestration;

/// <summary>
/// Word of executions that have just failed, as soon as that is durable, for one listener in this process. Best effort:
/// what failed elsewhere, or while nobody listened, is found in the store.
/// </summary>
public sealed class FailureNews
{
    private const int Kept = 10_000;

    private readonly ConcurrentQueue<Guid> _failed = new();
    private volatile TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Tell(Guid execution)
    {
        // Nobody may listen: then the oldest gives way.
        while (_failed.Count >= Kept)
            _failed.TryDequeue(out _);
        _failed.Enqueue(execution);
        Interlocked.Exchange(ref _told, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
    }

    /// <summary>From before the last look: what is told after that completes it.</summary>
    public Task Listen() => _told.Task;

    public bool TryTake(out Guid execution) => _failed.TryDequeue(out execution);
}
