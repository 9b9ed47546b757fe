namespace Logos.Orchestrator.Testing;

/// <summary>Time that stands still while anything goes on, and jumps to the next timer when nothing does.</summary>
internal sealed class TestClock(DateTimeOffset start) : TimeProvider
{
    private static readonly AsyncLocal<bool> WithinHandler = new();

    private readonly Lock _gate = new();
    private readonly PriorityQueue<Alarm, (DateTimeOffset Due, long Order)> _alarms = new();
    private DateTimeOffset _now = start;
    private long _order;
    private int _handlerTimers;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Some handler has set a timer, and most likely waits for it.</summary>
    public bool HandlerWaits => Volatile.Read(ref _handlerTimers) > 0;

    /// <summary>From here on in the flow of a handler, so that its own timers are told from the engine's.</summary>
    public static void EnterHandler() => WithinHandler.Value = true;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, callback, state, WithinHandler.Value);
        alarm.Change(dueTime, period);
        return alarm;
    }

    /// <summary>To the next timer, and not beyond the limit; rings all that are due then.</summary>
    public void AdvanceToNext(DateTimeOffset? limit = null)
    {
        var due = new List<(Alarm Alarm, long Order)>();
        lock (_gate)
        {
            while (_alarms.TryPeek(out var next, out var at) && next.Order != at.Order)
                _alarms.Dequeue();
            var to = _alarms.TryPeek(out _, out var first) ? first.Due : limit ?? _now;
            if (limit is { } end && end < to)
                to = end;
            _now = to > _now ? to : _now;
            while (_alarms.TryPeek(out var alarm, out var at) && at.Due <= _now)
            {
                _alarms.Dequeue();
                if (alarm.Order == at.Order)
                    due.Add((alarm, at.Order));
            }
        }

        due.ForEach(each => each.Alarm.Ring(each.Order));
    }

    private sealed class Alarm(TestClock clock, TimerCallback callback, object? state, bool isHandlers) : ITimer
    {
        private TimeSpan _period;
        private bool _isSet;

        /// <summary>The place in the queue that holds; an older one was changed since. 0 when it is off.</summary>
        public long Order { get; private set; }

        public void Ring(long order)
        {
            lock (clock._gate)
            {
                // What rang just before may have stopped it, or set it anew.
                if (Order != order)
                    return;
                Set(_period > TimeSpan.Zero ? _period : Timeout.InfiniteTimeSpan);
            }

            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                _period = period;
                Set(dueTime);
            }

            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        private void Set(TimeSpan dueTime)
        {
            var isSet = dueTime >= TimeSpan.Zero;
            if (isHandlers && isSet != _isSet)
                Interlocked.Add(ref clock._handlerTimers, isSet ? 1 : -1);
            _isSet = isSet;
            Order = isSet ? ++clock._order : 0;
            if (isSet)
                clock._alarms.Enqueue(this, (clock._now + dueTime, Order));
        }
    }
}
