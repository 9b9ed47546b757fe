namespace Logos.Simulation.Scheduling;

/// <summary>Runs what is queued on the caller's thread, one piece at a time, in an order that the seed decides.</summary>
public sealed class SteppedScheduler(int seed) : TaskScheduler
{
    private readonly Random _random = new(seed);
    private readonly List<Task> _queue = [];

    /// <returns>False when nothing was queued.</returns>
    public bool RunOne()
    {
        Task task;
        lock (_queue)
        {
            if (_queue.Count == 0)
                return false;
            var index = _random.Next(_queue.Count);
            task = _queue[index];
            _queue.RemoveAt(index);
        }

        TryExecuteTask(task);
        return true;
    }

    public void RunAll()
    {
        while (RunOne())
        {
        }
    }

    protected override void QueueTask(Task task)
    {
        lock (_queue)
            _queue.Add(task);
    }

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_queue)
            return [.. _queue];
    }
}
