using Logos.Core.Messages;
using Logos.Core.Orchestration;
using Logos.Simulation.Brokers;
using Logos.Simulation.Scheduling;
using Logos.Simulation.Stores;

namespace Logos.Simulation.Schedules;

/// <summary>A store and a broker as servers, owners that compete for partitions, workers of their own.</summary>
internal sealed class DistributedShape : IShape
{
    private readonly Schedule _schedule;
    private readonly Simulator _simulator;
    private readonly SimulatedStore _store;
    private readonly SimulatedBroker _broker;
    private readonly Crash _crash;
    private readonly IWorkBroker _gatewayBroker;
    private readonly List<Role> _owners = [];
    private readonly List<Role> _workers = [];

    public DistributedShape(Schedule schedule)
    {
        _schedule = schedule;
        _simulator = schedule.Simulator;
        _crash = new(schedule.Options.Crash);
        _store = new(_simulator)
        {
            Applying = commit => schedule.Laws.Check(commit),
            WasCut = () => schedule.Ledger.Fault(TimeSpan.FromSeconds(5)),
            Loses = (process, commit) => Dies(CrashMoment.BeforeCommit, process, commit),
            Applied = (process, commit) => Dies(CrashMoment.BeforePublish, process, commit),
        };
        _store.Tables.IgnoresFencing = schedule.Options.IgnoresFencing;
        _store.Tables.RaiseBrokerGeneration(0);
        _broker = new(_simulator, Schedule.PoolOf)
        {
            IsRough = schedule.WithFaults,
            Settled = schedule.Ledger.Seen,
            Published = task =>
            {
                schedule.Ledger.Seen(task);
                if (_crash.Strikes(CrashMoment.BeforeConfirm, task))
                    KillOwners();
                else if (_crash.Strikes(CrashMoment.AfterPublish, task))
                    _simulator.After(TimeSpan.FromMilliseconds(20), KillOwners);
            },
        };
        GatewayStore = _store.For(schedule.Gateway);
        _gatewayBroker = _broker.Connect(schedule.Gateway, GatewayStore);
    }

    public Tables Tables => _store.Tables;

    public IExecutionStore GatewayStore { get; }

    public Exception? Failure => _owners.Concat(_workers).Select(r => r.Process is { IsDead: false } process ? process.Failure : null).FirstOrDefault(e => e is not null);

    public int OpenTasks => _broker.OpenTasks;

    public void Start()
    {
        for (var i = _simulator.Random.Next(1, 4); i > 0; i--)
            _owners.Add(new($"owner{i}", StartOwner));
        for (var i = _simulator.Random.Next(1, 3); i > 0; i--)
            _workers.Add(new($"worker{i}", StartWorker));
        foreach (var role in _owners.Concat(_workers))
            Start(role);
    }

    public async ValueTask Wake(int partition, Report.Wake wake)
    {
        try
        {
            await _gatewayBroker.ReportAsync(partition, [wake], default);
        }
        catch (BrokerUnavailableException)
        {
            // Owners look by themselves too.
        }
    }

    public bool IsGone(Guid id) => false;

    public void Close()
    {
        // The rows are the tables themselves.
    }

    public void Tend()
    {
        // Servers look after themselves.
    }

    public TimeSpan Strike()
    {
        switch (_simulator.Random.Next(14))
        {
            case 0 or 1:
                return Kill(Pick(_owners));
            case 2 or 3:
                return Kill(Pick(_workers));
            case 4 or 5:
                return Pause(Pick(_owners));
            case 6:
                return Pause(Pick(_workers));
            case 7:
                _store.CutCommits(_simulator.Random.Next(1, 3));
                return default;
            case 8:
                var down = _simulator.Between(50, 9_000);
                _simulator.Tell("fault", $"the store is away for {down.TotalSeconds:0.0} s");
                _store.IsDown = true;
                _simulator.After(down, () => _store.IsDown = false);
                return Counted(down + TimeSpan.FromSeconds(3));
            case 9:
                if (_simulator.Chance(3) && _broker.TryRepeatTask())
                {
                    _simulator.Tell("fault", "the broker repeats a task");
                    return Counted(default);
                }

                _simulator.Tell("fault", "the broker restarts");
                _broker.Restart();
                // Its owner may not have heard that the task is safe, and its worker not that it is done with.
                return Counted(TimeSpan.FromSeconds(4), parties: 2);
            case 10:
                _simulator.Tell("fault", "the broker loses all its data");
                _broker.LoseData();
                return Counted(TimeSpan.FromSeconds(20), parties: 2);
            case 11 or 12:
                return CutOff(Pick(_simulator.Chance(3) ? _workers : _owners));
            default:
                return Stop(_simulator.Chance(2) ? Pick(_owners) : Pick(_workers));
        }
    }

    private bool Dies(CrashMoment moment, SimulatedProcess process, PartitionCommit commit)
    {
        if (!_crash.Strikes(moment, commit))
            return false;
        Kill(_owners.Single(o => o.Process == process));
        return true;
    }

    private void KillOwners()
    {
        foreach (var owner in _owners.Where(o => o.Process is not null))
            Kill(owner);
    }

    private Role? Pick(List<Role> roles)
    {
        var running = roles.Where(r => r.Process is { IsPaused: false }).ToList();
        return running.Count == 0 ? null : running[_simulator.Random.Next(running.Count)];
    }

    private TimeSpan Counted(TimeSpan lasts, int parties = 1)
    {
        _schedule.Ledger.Fault(lasts, parties);
        return lasts;
    }

    private TimeSpan Kill(Role? role)
    {
        if (role?.Process is not { } process)
            return default;
        _simulator.Tell("fault", $"{process.Name} is killed");
        process.Kill();
        _broker.Gone(process);
        role.Process = null;
        _simulator.After(_simulator.Between(10, 8_000), () => Start(role));
        return Counted(default);
    }

    private TimeSpan Pause(Role? role)
    {
        if (role?.Process is not { } process)
            return default;
        var lasts = _simulator.Chance(2) ? _simulator.Between(1, 2_000) : _simulator.Between(2_000, 20_000);
        _simulator.Tell("fault", $"{process.Name} pauses for {lasts.TotalSeconds:0.0} s");
        process.Pause();
        _simulator.After(TimeSpan.FromSeconds(6), () =>
        {
            if (process.IsPaused)
                _broker.Miss(process);
        });
        _simulator.After(lasts, () =>
        {
            _simulator.Tell("fault", $"{process.Name} goes on");
            process.Resume();
        });
        return Counted(lasts + TimeSpan.FromSeconds(1));
    }

    // Alone, or with the store: then the owner loses the one while it waits for the other.
    private TimeSpan CutOff(Role? role)
    {
        if (role?.Process is not { } process)
            return default;
        _simulator.Tell("fault", $"the wire from {process.Name} to the broker is cut");
        _broker.Miss(process);
        if (!_simulator.Chance(3))
            return Counted(TimeSpan.FromSeconds(4), parties: 2);
        _store.CutCommits(1);
        return Counted(TimeSpan.FromSeconds(5), parties: 2);
    }

    private TimeSpan Stop(Role? role)
    {
        if (role?.Process is not { } process)
            return default;
        _simulator.Tell("fault", $"{process.Name} is asked to go");
        process.Enqueue(role.Stop.Cancel);
        role.Process = null;
        Start(role);
        // A worker has its grace, and gives back what it did not finish.
        var grace = TimeSpan.FromSeconds(30);
        _simulator.After(grace, () =>
        {
            process.Kill();
            _broker.Gone(process);
        });
        return Counted(grace + TimeSpan.FromSeconds(1));
    }

    private void Start(Role role)
    {
        role.Lives++;
        role.Stop = new();
        var process = role.Process = new(_simulator, $"{role.Name}.{role.Lives}");
        _simulator.Tell(process.Name, "starts");
        role.Main(process, role.Stop.Token);
    }

    private void StartOwner(SimulatedProcess process, CancellationToken stop)
    {
        var (store, broker) = Connect(process);
        for (var i = 0; i < _schedule.Partitions; i++)
        {
            var loop = new PartitionLoop(i, process.Name, store, broker, _schedule, _schedule, process.Clock, _schedule.Orchestration, _schedule.Blobs.For(process));
            process.Start(() => loop.RunAsync(stop));
        }
    }

    private void StartWorker(SimulatedProcess process, CancellationToken stop)
    {
        var (_, broker) = Connect(process);
        Crew.Start(_schedule, process, broker, stop);
    }

    private (IExecutionStore Store, IWorkBroker Broker) Connect(SimulatedProcess process)
    {
        var store = _store.For(process);
        var broker = _broker.Connect(process, store);
        return (_schedule.Options.FaultyStore?.Invoke(store, _schedule) ?? store, _schedule.Options.FaultyBroker?.Invoke(broker, _schedule) ?? broker);
    }

    private sealed class Role(string name, Action<SimulatedProcess, CancellationToken> main)
    {
        public string Name => name;

        public Action<SimulatedProcess, CancellationToken> Main => main;

        public SimulatedProcess? Process { get; set; }

        public CancellationTokenSource Stop { get; set; } = new();

        public int Lives { get; set; }
    }
}
