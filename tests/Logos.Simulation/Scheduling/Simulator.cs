using Logos.Simulation.Schedules;

namespace Logos.Simulation.Scheduling;

/// <summary>
/// One thread, one clock, and everything that is ready to run: which of it runs next, the seed decides. Time passes
/// when nothing is ready, and now and then a little of it although something is.
/// </summary>
public sealed class Simulator(int seed, bool traced)
{
    private readonly List<Ready> _ready = [];
    private readonly PriorityQueue<Alarm, (long Due, long Number)> _alarms = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private volatile string? _escaped;
    private string? _broken;
    private long _number;

    public Random Random { get; } = new(seed);

    public DateTimeOffset Now { get; private set; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public Trace Trace { get; } = new(traced);

    public long Steps { get; private set; }

    /// <summary>How much that is worth telling has happened.</summary>
    public long Moments { get; private set; }

    public bool Chance(int outOf) => Random.Next(outOf) == 0;

    public TimeSpan Between(int fromMilliseconds, int toMilliseconds) => TimeSpan.FromMilliseconds(Random.Next(fromMilliseconds, toMilliseconds));

    public void Tell(string who, string what)
    {
        Moments++;
        if (Trace.IsOn)
            Trace.Add($"{Now:HH:mm:ss.fff} {who,-10} {what}");
    }

    /// <summary>What happens outside of all processes: on the wire, in a server, to the world.</summary>
    public void After(TimeSpan delay, Action action) => Schedule(null, delay, action);

    /// <summary>Runs one thing; lets time pass where nothing is ready.</summary>
    /// <returns>False when nothing will ever happen again.</returns>
    public bool Step()
    {
        if (_escaped is { } where)
            throw new LawBrokenException($"Something ran on the thread pool, where the seed has no say:\n{where}");
        if (_broken is { } law)
            throw new LawBrokenException(law);
        Steps++;
        if (_ready.Count == 0)
        {
            if (!TryNext(out var due))
                return false;
            Pass(due > Now ? due : Now);
        }
        else if (Chance(12))
        {
            Pass(Now + Between(0, 15));
        }

        if (_ready.Count == 0)
            return true;
        var index = Random.Next(_ready.Count);
        var next = _ready[index];
        _ready[index] = _ready[^1];
        _ready.RemoveAt(_ready.Count - 1);
        Trace.Mix(index, _ready.Count, next.Process?.Number ?? 0, Now.Ticks);
        Run(next);
        return true;
    }

    /// <summary>A law is broken where the code that runs would catch what is thrown.</summary>
    internal void Break(string law) => _broken ??= law;

    internal long NextNumber() => ++_number;

    internal Alarm Schedule(SimulatedProcess? process, TimeSpan delay, Action action)
    {
        IsHere();
        var alarm = new Alarm(process, action) { Due = Now + (delay > TimeSpan.Zero ? delay : TimeSpan.Zero) };
        _alarms.Enqueue(alarm, (alarm.Due.Ticks, NextNumber()));
        return alarm;
    }

    internal void Add(in Ready ready)
    {
        if (IsHere())
            _ready.Add(ready);
    }

    internal List<Ready> TakeAll(SimulatedProcess process)
    {
        var taken = _ready.Where(r => r.Process == process).ToList();
        _ready.RemoveAll(r => r.Process == process);
        return taken;
    }

    // What arrives on another thread has escaped to the thread pool: its order would be anybody's.
    internal bool IsHere()
    {
        if (Environment.CurrentManagedThreadId == _thread)
            return true;
        _escaped ??= Environment.StackTrace;
        return false;
    }

    private void Pass(DateTimeOffset until)
    {
        while (TryNext(out var due) && due <= until)
        {
            var alarm = _alarms.Dequeue();
            Now = alarm.Due > Now ? alarm.Due : Now;
            if (alarm.Process is null)
                _ready.Add(new(null, alarm.Action, null, null));
            else
                alarm.Process.Enqueue(alarm.Action);
        }

        Now = until > Now ? until : Now;
    }

    private bool TryNext(out DateTimeOffset due)
    {
        while (_alarms.TryPeek(out var alarm, out _))
        {
            due = alarm.Due;
            if (!alarm.IsOff)
                return true;
            _alarms.Dequeue();
        }

        due = default;
        return false;
    }

    private static void Run(in Ready next)
    {
        var outer = SynchronizationContext.Current;
        // An event of the world has no context: what awaits without one then goes on at once, here, and not on the thread pool.
        SynchronizationContext.SetSynchronizationContext(next.Posted is null ? null : next.Process);
        try
        {
            if (next.Posted is { } posted)
                posted(next.State);
            else
                next.Action!();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    internal readonly record struct Ready(SimulatedProcess? Process, Action? Action, SendOrPostCallback? Posted, object? State);

    internal sealed class Alarm(SimulatedProcess? process, Action action)
    {
        public SimulatedProcess? Process => process;

        public Action Action => action;

        public required DateTimeOffset Due { get; init; }

        public bool IsOff { get; set; }
    }
}
