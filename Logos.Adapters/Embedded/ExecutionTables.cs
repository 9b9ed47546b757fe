using Logos.Core.Executions;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Embedded;

/// <summary>The rows of the embedded store in memory: what the journal's records, applied in their order, amount to. Not thread-safe.</summary>
internal sealed class ExecutionTables
{
    /// <summary>An owner renews its lease long before; one that is paused for longer can be followed by another.</summary>
    public static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(6);

    private readonly Dictionary<Guid, Entry> _executions = [];
    private readonly Dictionary<int, PartitionRow> _partitions = [];
    private readonly SortedDictionary<long, Submission> _submissions = [];
    private readonly SortedDictionary<long, Command> _commands = [];
    private readonly Dictionary<Guid, CommandVerdict> _verdicts = [];
    private readonly Dictionary<Guid, long> _submissionNumbers = [];
    private readonly Dictionary<Guid, long> _commandNumbers = [];
    private long _arrivals;
    private long _brokerGeneration;

    // What is told twice stands once, in the journal's records as in a repeated call.
    public void Apply(Submission submission)
    {
        if (Knows(submission.Head.Id))
            return;
        _submissions.Add(++_arrivals, submission);
        _submissionNumbers.Add(submission.Head.Id, _arrivals);
    }

    public void Apply(Command command)
    {
        if (_commandNumbers.ContainsKey(command.Id) || _verdicts.ContainsKey(command.Id))
            return;
        _commands.Add(++_arrivals, command);
        _commandNumbers.Add(command.Id, _arrivals);
    }

    /// <returns>Null while another owner's lease holds.</returns>
    public Lease? Acquire(int partition, string owner, TimeSpan now)
    {
        var row = Partition(partition);
        if (row.Owner is not null && row.Owner != owner && now < row.LeaseUntil)
            return null;
        row.Epoch++;
        row.Owner = owner;
        row.LeaseUntil = now + LeaseTime;
        return new(partition, owner, row.Epoch, row.CommitSequence, row.PublishedThrough) { BrokerGeneration = row.BrokerGeneration };
    }

    public bool Renew(Lease lease, long publishedThrough, TimeSpan now)
    {
        if (!Holds(lease))
            return false;
        Partition(lease.Partition).LeaseUntil = now + LeaseTime;
        Published(lease.Partition, publishedThrough);
        return true;
    }

    public bool Holds(Lease lease) => Partition(lease.Partition) is var row && row.Epoch == lease.Epoch && row.Owner == lease.Owner;

    public bool MayCommit(PartitionCommit commit) => Holds(commit.Lease) && Partition(commit.Lease.Partition).CommitSequence == commit.Sequence - 1;

    public void Release(Lease lease, long publishedThrough)
    {
        if (!Holds(lease))
            return;
        Partition(lease.Partition).Owner = null;
        Published(lease.Partition, publishedThrough);
    }

    public void Published(int partition, long through)
    {
        var row = Partition(partition);
        row.PublishedThrough = Math.Max(row.PublishedThrough, through);
    }

    public long RaiseBrokerGeneration(long lost) => _brokerGeneration = Math.Max(_brokerGeneration, lost + 1);

    public void Apply(PartitionCommit commit)
    {
        var row = Partition(commit.Lease.Partition);
        row.CommitSequence = commit.Sequence;
        row.BrokerGeneration = Math.Max(row.BrokerGeneration, commit.BrokerGeneration);
        Published(commit.Lease.Partition, commit.PublishedThrough);
        foreach (var head in commit.Begun)
        {
            _executions[head.Id] = new(head);
            if (_submissionNumbers.Remove(head.Id, out var number))
                _submissions.Remove(number);
        }

        foreach (var changes in commit.Changes)
            _executions[changes.Id].Apply(changes);
        foreach (var verdict in commit.Verdicts)
        {
            _verdicts[verdict.Command] = verdict;
            if (_commandNumbers.Remove(verdict.Command, out var number))
                _commands.Remove(number);
        }
    }

    public bool Knows(Guid execution) => _executions.ContainsKey(execution) || _submissionNumbers.ContainsKey(execution);

    public CommandVerdict? Verdict(Guid command) => _verdicts.GetValueOrDefault(command);

    public StoredExecution? Find(Guid id) => _executions.TryGetValue(id, out var entry) ? entry.ToStored() : null;

    public IReadOnlyList<StoredExecution> Tree(Guid root) =>
        [.. _executions.Values.Where(e => e.Head.Root == root).Select(e => e.ToStored())];

    // A child that ended stays as long as its parent is open: what it yielded may still be asked for.
    public IReadOnlyList<StoredExecution> Open(int partition) =>
        [.. _executions.Values.Where(e => e.Head.Partition == partition && e.IsOpen).Select(e => e.ToStored())];

    public Waiting Waiting(int partition) => new(
        [.. _submissions.Values.Where(s => s.Head.Partition == partition)],
        [.. _commands.Values.Where(c => c.Partition == partition)]);

    private PartitionRow Partition(int number)
    {
        if (!_partitions.TryGetValue(number, out var row))
            _partitions.Add(number, row = new());
        return row;
    }

    private sealed class PartitionRow
    {
        public string? Owner { get; set; }

        public long Epoch { get; set; }

        public TimeSpan LeaseUntil { get; set; }

        public long CommitSequence { get; set; }

        public long PublishedThrough { get; set; }

        public long BrokerGeneration { get; set; }
    }

    private sealed class Entry(ExecutionHead head)
    {
        private readonly Dictionary<string, NodeRow> _nodes = new(StringComparer.Ordinal);
        private readonly Dictionary<(string Node, int Item), ItemRow> _items = [];
        private ExecutionRow? _row;

        public ExecutionHead Head { get; } = head;

        public bool IsOpen => _row is not null && (!_row.Status.IsEnd() || _nodes.Values.Any(n => n.Compensation is CompensationStatus.Pending or CompensationStatus.Running));

        public void Apply(ExecutionChanges changes)
        {
            _row = changes.Execution;
            foreach (var node in changes.Nodes)
                _nodes[node.Node] = node;
            foreach (var item in changes.Items)
                _items[(item.Node, item.Item)] = item;
        }

        public StoredExecution ToStored() => new(Head, _row!, [.. _nodes.Values], [.. _items.Values]);
    }
}
