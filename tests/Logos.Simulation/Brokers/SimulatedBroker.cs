using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Messages;
using Logos.Core.Orchestration;
using Logos.Core.Work;
using Logos.Simulation.Scheduling;

namespace Logos.Simulation.Brokers;

/// <summary>
/// A broker's server. What it has confirmed it keeps until it is acknowledged, unless it loses all its data; it
/// delays and reorders, and hands out again what a lost connection had taken.
/// </summary>
public sealed class SimulatedBroker(Simulator simulator, Func<string, Pool> poolOf)
{
    private readonly Dictionary<(Pool Pool, bool Quarantine), Line<TaskMessage>> _tasks = [];
    private readonly Dictionary<int, Line<Report>> _inboxes = [];
    private readonly List<Connection> _connections = [];

    /// <summary>Delays of seconds, reports that arrive twice, words to stop that never arrive.</summary>
    public bool IsRough { get; set; }

    /// <summary>The generation of which the marker queue bears the number; none after a loss of data.</summary>
    public long? Marker { get; set; } = 1;

    /// <summary>Rises with each loss of data: what was on its way then does not arrive any more.</summary>
    public int Life { get; private set; }

    public Action<TaskMessage>? Published { get; set; }

    /// <summary>One copy of a task is gone for good.</summary>
    public Action<TaskMessage>? Settled { get; set; }

    public IReadOnlyList<Failure> Buried => _buried;

    /// <summary>Tasks that wait, or that somebody has and has not acknowledged.</summary>
    public int OpenTasks => _tasks.Values.Sum(l => l.Waiting.Count + l.Readers.Sum(r => r.Taken.Count));

    internal Simulator Simulator => simulator;

    private readonly List<Failure> _buried = [];

    public IWorkBroker Connect(SimulatedProcess process, IExecutionStore store)
    {
        var connection = new Connection(this, process, store);
        _connections.Add(connection);
        connection.Open();
        return connection;
    }

    /// <summary>A process is gone; its connection is missed now, or when its heartbeats are.</summary>
    public void Gone(SimulatedProcess process)
    {
        foreach (var connection in _connections.Where(c => c.Process == process).ToList())
        {
            simulator.After(simulator.Between(0, 6_000), () =>
            {
                connection.Cut(andReconnect: false);
                _connections.Remove(connection);
            });
        }
    }

    /// <summary>A process does not answer heartbeats, or its wire is cut: its connection is taken for dead.</summary>
    public void Miss(SimulatedProcess process)
    {
        foreach (var connection in _connections.Where(c => c.Process == process))
            connection.Cut(andReconnect: true);
    }

    public void Restart()
    {
        // All at once: what one connection had taken is not handed to the next before that is cut too.
        foreach (var connection in _connections)
            connection.Disconnect();
        foreach (var connection in _connections)
            connection.Cut(andReconnect: true);
    }

    public void LoseData()
    {
        Life++;
        Marker = null;
        Restart();
        foreach (var line in _tasks.Values)
            line.Waiting.Clear();
        foreach (var line in _inboxes.Values)
            line.Waiting.Clear();
    }

    /// <summary>One of the tasks that wait is there twice.</summary>
    public bool TryRepeatTask()
    {
        var lines = _tasks.Values.Where(l => l.Waiting.Count > 0).ToList();
        if (lines.Count == 0)
            return false;
        var line = lines[simulator.Random.Next(lines.Count)];
        line.Add(line.Waiting[simulator.Random.Next(line.Waiting.Count)].Body);
        return true;
    }

    internal void Bury(Failure failure) => _buried.Add(failure);

    internal Line<TaskMessage> Queue(Pool pool, bool quarantine)
    {
        if (!_tasks.TryGetValue((pool, quarantine), out var line))
        {
            _tasks.Add((pool, quarantine), line = new(simulator));
            line.Settled = task => Settled?.Invoke(task);
        }

        return line;
    }

    internal Line<Report> Inbox(int partition)
    {
        if (!_inboxes.TryGetValue(partition, out var line))
            _inboxes.Add(partition, line = new(simulator));
        return line;
    }

    internal void Arrive(TaskMessage task)
    {
        Published?.Invoke(task);
        Later(Queue(poolOf(task.First.Steps[0].Type), task.Quarantine), task);
    }

    internal void Arrive(int partition, Report report)
    {
        Later(Inbox(partition), report);
        if (IsRough && simulator.Chance(12))
            Later(Inbox(partition), report);
    }

    internal IEnumerable<Connection> Connections => _connections;

    private void Later<T>(Line<T> line, T message)
    {
        var life = Life;
        var delay = IsRough && simulator.Chance(20) ? simulator.Between(0, 3_000) : simulator.Between(0, 10);
        if (simulator.Chance(3))
            line.Add(message);
        else
            simulator.After(delay, () =>
            {
                if (life == Life)
                    line.Add(message);
            });
    }
}
