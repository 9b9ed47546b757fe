namespace Logos.Simulation.Scheduling;

/// <summary>The simulator's time as one process sees it: its timers ring only while it lives.</summary>
internal sealed class SimulatedClock(SimulatedProcess process) : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => process.Simulator.Now;

    public override long GetTimestamp() => process.Simulator.Now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Bell(process, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Bell(SimulatedProcess process, TimerCallback callback, object? state) : ITimer
    {
        private Simulator.Alarm? _alarm;
        private TimeSpan _period;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Dispose();
            _period = period;
            if (dueTime < TimeSpan.Zero)
                return true;
            Simulator.Alarm? mine = null;
            mine = _alarm = process.Simulator.Schedule(process, dueTime, () =>
            {
                // It was changed while it waited for its turn.
                if (_alarm != mine)
                    return;
                _alarm = null;
                if (_period > TimeSpan.Zero)
                    Change(_period, _period);
                callback(state);
            });
            return true;
        }

        public void Dispose()
        {
            if (_alarm is { } alarm)
                alarm.IsOff = true;
            _alarm = null;
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
