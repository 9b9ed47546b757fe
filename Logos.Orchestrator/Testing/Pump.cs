namespace Logos.Orchestrator.Testing;

/// <summary>Runs the engine's loops one step at a time, and knows when none is left.</summary>
internal sealed class Pump(Action stopped) : TaskScheduler
{
    private readonly Lock _gate = new();
    private readonly Queue<Task> _steps = new();
    private bool _runs;

    public bool IsIdle
    {
        get
        {
            lock (_gate)
                return !_runs;
        }
    }

    public override int MaximumConcurrencyLevel => 1;

    protected override void QueueTask(Task task)
    {
        lock (_gate)
        {
            _steps.Enqueue(task);
            if (_runs)
                return;
            _runs = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static pump => pump.Run(), this, preferLocal: false);
    }

    // Inlined it would run beside the step that another thread is in.
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    protected override IEnumerable<Task> GetScheduledTasks()
    {
        lock (_gate)
            return [.. _steps];
    }

    private void Run()
    {
        while (true)
        {
            Task? step;
            lock (_gate)
            {
                if (!_steps.TryDequeue(out step))
                {
                    _runs = false;
                    break;
                }
            }

            TryExecuteTask(step);
        }

        stopped();
    }
}
