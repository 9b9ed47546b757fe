namespace Logos.Orchestrator.Testing;

/// <summary>Knows when nothing in the engine can go on by itself: no step of a loop is left, and every handler that runs waits for the clock.</summary>
internal sealed class Stillness
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = New();
    private int _busy;
    private int _waiting;

    public Stillness() => Pump = new(Changed);

    public Pump Pump { get; }

    /// <summary>Handlers that wait for the clock, and say so.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
                return _waiting;
        }
    }

    public void Busy(int more)
    {
        lock (_gate)
            _busy += more;
        Changed();
    }

    public void Wait(int more)
    {
        lock (_gate)
            _waiting += more;
        Changed();
    }

    /// <returns>False when it has not become still in time.</returns>
    public async Task<bool> ReachAsync(TestClock clock, TimeSpan patience, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_busy == _waiting && Pump.IsIdle)
                    return true;
                changed = _changed.Task;
            }

            // Handlers of somebody's own do not say that they wait: they are taken at their timers, after a while in which nothing changed.
            var slept = Task.Delay(Look, TimeProvider.System, cancellationToken);
            if (await Task.WhenAny(changed, slept) == slept)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (Pump.IsIdle && clock.HandlerWaits)
                    return true;
                if (TimeProvider.System.GetElapsedTime(began) > patience)
                    return false;
            }
        }
    }

    private void Changed()
    {
        TaskCompletionSource changed;
        lock (_gate)
            (changed, _changed) = (_changed, New());
        changed.SetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
