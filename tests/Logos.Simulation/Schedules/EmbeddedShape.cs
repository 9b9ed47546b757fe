using Logos.Adapters.Channels;
using Logos.Adapters.Embedded;
using Logos.Adapters.Faults;
using Logos.Adapters.Journal;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Messages;
using Logos.Core.Orchestration;
using Logos.Simulation.Disks;
using Logos.Simulation.Scheduling;
using Logos.Simulation.Stores;

namespace Logos.Simulation.Schedules;

/// <summary>Everything in one process: the real journal on a disk that loses power, the real channels, which die with the process.</summary>
internal sealed class EmbeddedShape : IShape
{
    private readonly Schedule _schedule;
    private readonly Simulator _simulator;
    private readonly SimulatedDisk _disk;
    private readonly HashSet<Guid> _known = [];
    private readonly List<PartitionCommit> _committing = [];
    // Small ones, so that there are many: rows are moved from one to another.
    private readonly int _segmentSize;
    private SimulatedProcess _process;
    private JournalStore? _journal;
    private ChannelBroker? _broker;
    private int _lives;
    private bool _isStarting;

    public EmbeddedShape(Schedule schedule)
    {
        _schedule = schedule;
        _simulator = schedule.Simulator;
        _disk = new(schedule.Options.Seed);
        _segmentSize = _simulator.Chance(2) ? 4 * 1024 : 32 * 1024;
        _process = new(_simulator, "engine.0");
        Crash = new(schedule.Options.Crash);
        House = new(this);
        GatewayStore = new EmbeddedGateway(this, schedule);
    }

    public Tables Tables { get; private set; } = new();

    public IExecutionStore GatewayStore { get; }

    public Exception? Failure => _process.IsDead || _disk.IsOff ? null : _process.Failure;

    public int OpenTasks => _broker is null ? 0 : _broker.Depth(Pool.Io) + _broker.Depth(Pool.Rule);

    public Crash Crash { get; }

    public EmbeddedHouse House { get; }

    public bool IsPowerless => _disk.IsOff;

    public Schedule Schedule => _schedule;

    public SimulatedProcess Process => _process;

    /// <summary>Null while the process is down.</summary>
    public JournalStore? Journal => _process.IsDead ? null : _journal;

    public event Action? Died;

    public void Start()
    {
        _lives++;
        _isStarting = false;
        _process = new(_simulator, $"engine.{_lives}");
        _simulator.Tell(_process.Name, "starts");
        try
        {
            _journal = Open(_disk, _process);
        }
        catch (JournalException e) when (_disk.IsOff || e.Code == AdaptersCodes.JournalDiskFull)
        {
            Die(_disk.IsOff ? "the power goes while it starts" : "it cannot start on a full disk", _disk.IsOff ? _disk.Restart : _disk.KillProcess);
            return;
        }

        if (_lives > 1)
            ReadBack(_journal);
        _broker = new() { PoolOf = Schedule.PoolOf };
        _committing.Clear();
        IExecutionStore store = new ProbedStore(_schedule.Options.FaultyJournal?.Invoke(_journal, _schedule) ?? _journal, this, _process);
        IWorkBroker broker = new ProbedBroker(_broker, this, _process);
        store = _schedule.Options.FaultyStore?.Invoke(store, _schedule) ?? store;
        broker = _schedule.Options.FaultyBroker?.Invoke(broker, _schedule) ?? broker;
        for (var i = 0; i < _schedule.Partitions; i++)
        {
            var loop = new PartitionLoop(i, "engine", store, broker, _schedule, _schedule, _process.Clock, _schedule.Orchestration, _schedule.Blobs.For(_process));
            _process.Start(() => loop.RunAsync(default));
        }

        Crew.Start(_schedule, _process, broker, default);
    }

    public void Know(Guid root) => _known.Add(root);

    public bool IsGone(Guid id) => House.IsGone(id);

    public bool IsCommitting(Guid id) => _committing.Any(commit => commit.Changes.Any(changes => changes.Id == id));

    public void Begin(PartitionCommit commit) => _committing.Add(commit);

    public void End(PartitionCommit commit) => _committing.Remove(commit);

    public void Close()
    {
        if (Journal is { } running)
            HoldSame(running, "in memory");
        (_disk.Capacity, _disk.CopiesOnWrite, _disk.PowerFailsAt) = (long.MaxValue, false, null);
        _process.Kill();
        HoldAfterAStart();
    }

    /// <summary>What a start finds if this is where everything ends.</summary>
    public void HoldAfterAStart()
    {
        if (_disk.IsOff)
            return;
        var copy = _disk.Copy(_simulator.Random.Next());
        if (_simulator.Chance(2))
            copy.Restart();
        var reader = new SimulatedProcess(_simulator, "reader");
        var journal = Open(copy, reader);
        // It reads, and keeps no house.
        reader.Kill();
        HoldSame(journal, "after a start");
    }

    public ValueTask Wake(int partition, Report.Wake wake)
    {
        if (!_process.IsDead && _broker is { } broker)
            _process.Start(() => broker.ReportAsync(partition, [wake], default).AsTask());
        return ValueTask.CompletedTask;
    }

    public void Tend()
    {
        if (_disk.IsOff && !_isStarting)
            Die("the power goes", _disk.Restart);
    }

    public TimeSpan Strike()
    {
        if (_isStarting)
            return default;
        switch (_simulator.Random.Next(6))
        {
            case 0 or 1:
                Die("the process is killed", _disk.KillProcess);
                return default;
            case 2:
                Die("the power goes", _disk.Restart);
                return default;
            case 3 or 4:
                _disk.PowerFailsAt = _disk.Steps + _simulator.Random.Next(1, 12);
                return default;
            default:
                var lasts = _simulator.Between(100, 6_000);
                _simulator.Tell("fault", $"the disk is full for {lasts.TotalSeconds:0.0} s");
                (_disk.Capacity, _disk.CopiesOnWrite) = (_disk.Used, true);
                _simulator.After(lasts, () => (_disk.Capacity, _disk.CopiesOnWrite) = (long.MaxValue, false));
                _schedule.Ledger.Fault(lasts + TimeSpan.FromSeconds(3));
                return lasts;
        }
    }

    public void Die(string how, Action disk)
    {
        _simulator.Tell("fault", how);
        _schedule.Ledger.Fault();
        _process.Kill();
        disk();
        _isStarting = true;
        Died?.Invoke();
        _simulator.After(_simulator.Between(5, 500), Start);
    }

    public void DieByPlan() => Die("the process is killed", _disk.KillProcess);

    /// <summary>As far as it has not died of something else.</summary>
    public void DieAlone(SimulatedProcess process)
    {
        if (process == _process && !process.IsDead)
            DieByPlan();
    }

    private JournalStore Open(SimulatedDisk disk, SimulatedProcess process) =>
        JournalStore.Open(disk, new() { SegmentSize = _segmentSize, Clock = process.Clock, Scheduler = process.Scheduler, StoreId = new(1, 2, 3, new byte[8]) }, House.Options);

    // Of what is just being committed nobody knows yet.
    private void HoldSame(JournalStore journal, string when)
    {
        foreach (var execution in Tables.All.Where(e => !IsCommitting(e.Head.Id)))
        {
            if (journal.FindAsync(execution.Head.Id, default).AsTask().Result is { } actual)
                StoredLaws.HoldSame(execution, actual, when);
            else if (!House.MayGo(execution))
                throw new LawBrokenException($"{CommitText.Short(execution.Head.Id)} is {execution.Row.Status}, and {when} it is not there.");
        }
    }

    /// <summary>What the disk still has, held against what was acknowledged.</summary>
    private void ReadBack(JournalStore journal)
    {
        var (before, after) = (Tables, new Tables());
        foreach (var root in _known)
        {
            foreach (var stored in journal.LoadTreeAsync(root, default).AsTask().Result)
                after.Put(stored);
        }

        if (after.All.FirstOrDefault(e => IsGone(e.Head.Id)) is { } back)
            throw new LawBrokenException($"{CommitText.Short(back.Head.Id)} was deleted, and is back.");
        // It was deleted when the process died, and nobody was told.
        foreach (var old in before.All.Where(e => after.Find(e.Head.Id) is null && !IsGone(e.Head.Id)).ToList())
        {
            if (!IsGone(old.Head.Id))
                House.Let(old.Head.Id);
        }

        foreach (var old in before.All)
            CommitLaws.HoldAcross(old, after.Find(old.Head.Id));
        foreach (var command in _schedule.Commands)
        {
            var verdict = journal.FindVerdictAsync(command, default).AsTask().Result;
            if (verdict is not null)
                after.Put(command, verdict);
            else if (before.Verdict(command) is not null)
                throw new LawBrokenException("A verdict was durable, and is gone.");
        }

        Tables = after;
        _schedule.Laws.Restart();
    }
}
