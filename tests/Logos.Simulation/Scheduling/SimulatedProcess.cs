namespace Logos.Simulation.Scheduling;

/// <summary>
/// A process of its own: what it awaits comes back through here, so that it can be stopped for a while, or for ever,
/// between any two of its steps.
/// </summary>
public sealed class SimulatedProcess : SynchronizationContext
{
    private readonly List<Simulator.Ready> _held = [];
    private readonly List<Task> _running = [];

    public SimulatedProcess(Simulator simulator, string name)
    {
        ArgumentNullException.ThrowIfNull(simulator);
        Simulator = simulator;
        Name = name;
        Number = (int)simulator.NextNumber();
        Clock = new SimulatedClock(this);
        Scheduler = new ProcessScheduler(this);
    }

    public Simulator Simulator { get; }

    public string Name { get; }

    public int Number { get; }

    public TimeProvider Clock { get; }

    public TaskScheduler Scheduler { get; }

    public bool IsDead { get; private set; }

    public bool IsPaused { get; private set; }

    /// <summary>What ended with an exception: a process that dies of itself.</summary>
    public Exception? Failure => _running.Select(t => t.Exception?.InnerException).FirstOrDefault(e => e is not null);

    public void Start(Func<Task> main) => Post(_ => _running.Add(main()), null);

    public void Kill()
    {
        IsDead = true;
        Simulator.TakeAll(this);
        _held.Clear();
    }

    public void Pause()
    {
        IsPaused = true;
        _held.AddRange(Simulator.TakeAll(this));
    }

    public void Resume()
    {
        IsPaused = false;
        if (IsDead)
            return;
        foreach (var ready in _held)
            Simulator.Add(ready);
        _held.Clear();
    }

    /// <summary>Something reaches the process from outside: a timer, an answer.</summary>
    public void Enqueue(Action action) => Add(new(this, action, null, null));

    /// <summary>As <see cref="Task.Delay(TimeSpan, TimeProvider, CancellationToken)"/>, which goes by the thread pool when it is cancelled.</summary>
    public async Task WaitAsync(TimeSpan span, CancellationToken cancellationToken)
    {
        var over = new TaskCompletionSource();
        await using var timer = Clock.CreateTimer(_ => over.TrySetResult(), null, span, Timeout.InfiniteTimeSpan).ConfigureAwait(false);
        await using var stopped = cancellationToken.UnsafeRegister((_, token) => over.TrySetCanceled(token), null).ConfigureAwait(false);
        await over.Task.ConfigureAwait(false);
    }

    public override void Post(SendOrPostCallback d, object? state) => Add(new(this, null, d, state));

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("Nobody waits here.");

    public override SynchronizationContext CreateCopy() => this;

    private void Add(in Simulator.Ready ready)
    {
        if (!Simulator.IsHere() || IsDead)
            return;
        if (IsPaused)
            _held.Add(ready);
        else
            Simulator.Add(ready);
    }

    private sealed class ProcessScheduler(SimulatedProcess process) : TaskScheduler
    {
        protected override void QueueTask(Task task) => process.Enqueue(() => TryExecuteTask(task));

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

        protected override IEnumerable<Task> GetScheduledTasks() => [];
    }
}
