using Logos.Adapters.Embedded.Records;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Embedded;

/// <summary>What one partition has in memory: its lease, what waits for its owner, and its open executions. Every access holds the gate.</summary>
internal sealed class PartitionTable(int number)
{
    /// <summary>Verdicts are asked for within seconds of the command.</summary>
    public const int VerdictsKept = 4096;

    /// <summary>An owner renews its lease long before; one that is paused for longer can be followed by another.</summary>
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(6);

    private const int LargestWriter = 1024 * 1024;

    private readonly OrderedMap<Submission> _submissions = new();
    private readonly OrderedMap<Command> _commands = new();
    private readonly OrderedMap<CommandVerdict> _verdicts = new();
    private readonly Dictionary<Guid, ExecutionRows> _rows = [];
    private readonly Queue<ExecutionRows> _resting = [];
    private RecordWriter _writer = new();
    private string? _owner;
    private long _epoch;
    private TimeSpan _leaseUntil;
    private long _publishedThrough;
    private long _brokerGeneration;

    public int Number { get; } = number;

    public Lock Gate { get; } = new();

    /// <summary>Held from the look at the lease to the end of the commit: one commit at a time, and none beside a change of owners.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    public long CommitSequence { get; private set; }

    public IEnumerable<ExecutionRows> Rows => _rows.Values;

    /// <summary>How many finished executions wait to leave memory.</summary>
    public int Resting => _resting.Count;

    public IReadOnlyList<CommandVerdict> Verdicts => _verdicts.InOrder();

    /// <summary>For whoever has the turn.</summary>
    public RecordWriter Writer
    {
        get
        {
            if (_writer.Written.Length > LargestWriter)
                _writer = new();
            _writer.Clear();
            return _writer;
        }
    }

    /// <returns>Null while another owner's lease holds.</returns>
    public Lease? Acquire(string owner, TimeSpan now)
    {
        if (_owner is not null && _owner != owner && now < _leaseUntil)
            return null;
        (_owner, _leaseUntil) = (owner, now + LeaseTime);
        return new(Number, owner, ++_epoch, CommitSequence, _publishedThrough) { BrokerGeneration = _brokerGeneration };
    }

    public bool Renew(Lease lease, long publishedThrough, TimeSpan now)
    {
        if (!Holds(lease))
            return false;
        _leaseUntil = now + LeaseTime;
        Published(publishedThrough);
        return true;
    }

    public bool Holds(Lease lease) => _epoch == lease.Epoch && _owner == lease.Owner;

    public bool MayCommit(PartitionCommit commit) => Holds(commit.Lease) && CommitSequence == commit.Sequence - 1;

    public void Release(Lease lease, long publishedThrough)
    {
        if (!Holds(lease))
            return;
        _owner = null;
        Published(publishedThrough);
    }

    public void Published(long through) => _publishedThrough = Math.Max(_publishedThrough, through);

    public void Committed(long sequence, long publishedThrough, long brokerGeneration)
    {
        CommitSequence = sequence;
        _brokerGeneration = Math.Max(_brokerGeneration, brokerGeneration);
        Published(publishedThrough);
    }

    public void Add(Submission submission) => _submissions.Add(submission.Head.Id, submission);

    public void Add(Command command)
    {
        if (_verdicts.Find(command.Id) is null)
            _commands.Add(command.Id, command);
    }

    public bool IsWaiting(Guid execution) => _submissions.Find(execution) is not null;

    public ExecutionRows? Find(Guid execution) => _rows.GetValueOrDefault(execution);

    /// <summary>It begins, or comes back from the archive.</summary>
    public void Keep(ExecutionRows rows)
    {
        _rows[rows.Head.Id] = rows;
        _submissions.Remove(rows.Head.Id);
    }

    public void Drop(Guid execution) => _rows.Remove(execution);

    /// <summary>Puts it in line to leave memory, once it has ended.</summary>
    public void Rest(ExecutionRows rows)
    {
        if (rows.IsOpen || rows.IsResting)
            return;
        rows.IsResting = true;
        _resting.Enqueue(rows);
    }

    /// <returns>The next that may leave memory.</returns>
    public ExecutionRows? NextResting()
    {
        while (_resting.TryDequeue(out var rows))
        {
            rows.IsResting = false;
            if (!rows.IsOpen && !rows.IsHeld && _rows.GetValueOrDefault(rows.Head.Id) == rows)
                return rows;
        }

        return null;
    }

    public void Answer(CommandVerdict verdict)
    {
        _commands.Remove(verdict.Command);
        _verdicts.Remove(verdict.Command);
        _verdicts.Add(verdict.Command, verdict);
        if (_verdicts.Count > VerdictsKept)
            _verdicts.RemoveFirst();
    }

    public CommandVerdict? Verdict(Guid command) => _verdicts.Find(command);

    public Waiting Waiting(Guid id) =>
        new(_submissions.Find(id) is { } submission ? [submission] : [], _commands.Find(id) is { } command ? [command] : []);

    public Waiting Waiting() => _submissions.Count == 0 && _commands.Count == 0
        ? Core.Orchestration.Waiting.Nothing
        : new(_submissions.InOrder(), _commands.InOrder());
}
