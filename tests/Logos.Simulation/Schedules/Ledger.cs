using Logos.Core.Executions;
using Logos.Core.Messages;
using Logos.Core.Work;
using Logos.Simulation.Scheduling;
using Logos.Simulation.Stores;

namespace Logos.Simulation.Schedules;

/// <summary>Names a run of a handler as its node's outcome names it.</summary>
public readonly record struct RunKey(Guid Execution, string Node, int Item, int Attempt, bool Undo)
{
    public override string ToString() => $"{CommitText.Short(Execution)} {Node}{(Item < 0 ? "" : $"[{Item}]")}/{Attempt}{(Undo ? " undo" : "")}";
}

/// <summary>
/// Counts every effect. A run beyond the first has to be explained by a fault: one that struck while the attempt was
/// under way, from its dispatch until its outcome was recorded and no copy of its task was left.
/// </summary>
public sealed class Ledger(Simulator simulator)
{
    private readonly Dictionary<RunKey, Life> _lives = [];
    private readonly Dictionary<(Guid, TaskKey), DateTimeOffset> _dispatched = [];
    private readonly Dictionary<SimulatedProcess, int> _running = [];
    private readonly List<(DateTimeOffset From, DateTimeOffset To, int Parties)> _faults = [];

    public int Running => _running.Where(r => !r.Key.IsDead).Sum(r => r.Value);

    public int Faults => _faults.Count;

    public int Runs => _lives.Values.Sum(l => l.Runs);

    public int ExtraRuns => _lives.Values.Sum(l => Math.Max(0, l.Runs - 1));

    public IEnumerable<RunKey> Keys => _lives.Keys;

    /// <param name="parties">How many it cuts off from what they had not heard of yet: each of them may do a thing again.</param>
    public void Fault(TimeSpan lasts = default, int parties = 1) => _faults.Add((simulator.Now, simulator.Now + lasts, parties));

    public void Dispatched(Guid execution, TaskKey task) => _dispatched.TryAdd((execution, task), simulator.Now);

    /// <summary>Copies of a task have come or gone.</summary>
    public void Seen(TaskMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        for (var i = 0; i < message.Count; i++)
            Seen(message[i]);
    }

    private void Seen(NodeTask task)
    {
        var from = _dispatched.GetValueOrDefault((task.Execution, task.Key), simulator.Now);
        for (var i = 0; i < task.Steps.Count; i++)
            LifeOf(KeyOf(task, i), from).To = simulator.Now;
    }

    public void Recorded(RunKey key)
    {
        if (_lives.TryGetValue(key, out var life))
            life.To = simulator.Now;
    }

    public void Began(RunKey key, SimulatedProcess process)
    {
        ArgumentNullException.ThrowIfNull(process);
        var life = LifeOf(key, simulator.Now);
        life.Runs++;
        life.To = simulator.Now;
        _running[process] = _running.GetValueOrDefault(process) + 1;
        simulator.Tell(process.Name, $"runs {key}{(life.Runs > 1 ? $", run {life.Runs}" : "")}");
    }

    public void Ended(RunKey key, SimulatedProcess process, bool well)
    {
        _running[process]--;
        if (well)
            _lives[key].Good++;
        _lives[key].To = simulator.Now;
    }

    public bool Ran(RunKey key) => _lives.TryGetValue(key, out var life) && life.Runs > 0;

    public bool RanWell(RunKey key) => _lives.TryGetValue(key, out var life) && life.Good > 0;

    public void Check()
    {
        foreach (var (key, life) in _lives)
        {
            // A fault may repeat every copy of the task that there is by then.
            var explained = _faults.Where(f => f.From <= life.To && f.To >= life.From).Aggregate(1L, (copies, f) => Math.Min(1_000_000, copies * (1 + f.Parties)));
            if (life.Runs > explained)
                throw new LawBrokenException($"{key} ran {life.Runs} times between {life.From:HH:mm:ss.fff} and {life.To:HH:mm:ss.fff}, and faults explain {explained} runs.");
        }
    }

    private static RunKey KeyOf(NodeTask task, int step) =>
        new(task.Execution, task.Steps[step].Id, task.Key.Item, step == 0 ? task.Key.Attempt : task.Steps[step].Attempt, task.Key.Purpose == TaskPurpose.Compensate);

    private Life LifeOf(RunKey key, DateTimeOffset from)
    {
        if (!_lives.TryGetValue(key, out var life))
            _lives.Add(key, life = new() { From = from });
        return life;
    }

    private sealed class Life
    {
        public required DateTimeOffset From { get; init; }

        public DateTimeOffset To { get; set; }

        public int Runs { get; set; }

        public int Good { get; set; }
    }
}
