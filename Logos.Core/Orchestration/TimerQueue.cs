using Logos.Core.Executions;

namespace Logos.Core.Orchestration;

/// <summary>What is due next in a partition. A timer that is set again or cleared leaves its old entry behind, which is skipped.</summary>
internal sealed class TimerQueue
{
    private readonly PriorityQueue<(Guid Execution, TimerKey Timer), DateTimeOffset> _queue = new();
    private readonly Dictionary<(Guid, TimerKey), DateTimeOffset> _due = [];

    public DateTimeOffset? Next
    {
        get
        {
            DropStale();
            return _queue.TryPeek(out _, out var due) ? due : null;
        }
    }

    public void Set(Guid execution, TimerKey timer, DateTimeOffset due)
    {
        _due[(execution, timer)] = due;
        _queue.Enqueue((execution, timer), due);
    }

    public void Clear(Guid execution, TimerKey timer) => _due.Remove((execution, timer));

    public bool TryTake(DateTimeOffset now, out Guid execution, out TimerKey timer)
    {
        DropStale();
        if (!_queue.TryPeek(out var entry, out var due) || due > now)
        {
            (execution, timer) = (default, default);
            return false;
        }

        _queue.Dequeue();
        _due.Remove(entry);
        (execution, timer) = entry;
        return true;
    }

    private void DropStale()
    {
        while (_queue.TryPeek(out var entry, out var due) && (!_due.TryGetValue(entry, out var current) || current != due))
            _queue.Dequeue();
    }
}
