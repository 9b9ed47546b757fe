using Logos.Core.Executions;
using Logos.Core.Orchestration;

namespace Logos.Simulation.Stores;

/// <summary>The rows of a database server, with the semantics of the design: leases by the server's clock, epochs, one sequence of commits per partition.</summary>
public sealed class Tables
{
    private readonly Dictionary<Guid, Entry> _executions = [];
    private readonly Dictionary<int, PartitionRow> _partitions = [];
    private readonly List<Submission> _submissions = [];
    private readonly List<Command> _commands = [];
    private readonly Dictionary<Guid, Verdict> _verdicts = [];
    private long _brokerGeneration;

    /// <summary>For the proof of the proof: commits of an owner that has lost its partition go through.</summary>
    public bool IgnoresFencing { get; set; }

    public IEnumerable<StoredExecution> All => _executions.Values.Select(e => e.ToStored());

    public long BrokerGeneration => _brokerGeneration;

    public void Submit(Submission submission)
    {
        if (submission.Writes.Count > 0)
            throw new NotSupportedException("The simulated database keeps no documents.");
        if (!_executions.ContainsKey(submission.Head.Id) && _submissions.TrueForAll(s => s.Head.Id != submission.Head.Id))
            _submissions.Add(submission);
    }

    public void Add(Command command)
    {
        if (!_verdicts.ContainsKey(command.Id) && _commands.TrueForAll(c => c.Id != command.Id))
            _commands.Add(command);
    }

    public Lease? Acquire(int partition, string owner, DateTimeOffset now, TimeSpan time)
    {
        var row = Partition(partition);
        if (row.Owner is not null && row.Owner != owner && row.ExpiresAt > now)
            return null;
        row.Owner = owner;
        row.Epoch++;
        row.ExpiresAt = now + time;
        return new(partition, owner, row.Epoch, row.CommitSequence, row.PublishedThrough) { BrokerGeneration = row.BrokerGeneration };
    }

    public bool Renew(Lease lease, long publishedThrough, DateTimeOffset now, TimeSpan time)
    {
        var row = Partition(lease.Partition);
        if (row.Epoch != lease.Epoch || row.Owner is null)
            return false;
        row.ExpiresAt = now + time;
        row.PublishedThrough = Math.Max(row.PublishedThrough, publishedThrough);
        return true;
    }

    public void Release(Lease lease, long publishedThrough)
    {
        var row = Partition(lease.Partition);
        if (row.Epoch != lease.Epoch)
            return;
        row.Owner = null;
        row.PublishedThrough = Math.Max(row.PublishedThrough, publishedThrough);
    }

    public bool MayCommit(PartitionCommit commit)
    {
        var row = Partition(commit.Lease.Partition);
        return IgnoresFencing || (row.Epoch == commit.Lease.Epoch && row.CommitSequence == commit.Sequence - 1 && commit.Begun.All(head => head.Parent is not null || _submissions.Exists(s => s.Head.Id == head.Id)));
    }

    public void Apply(PartitionCommit commit)
    {
        var row = Partition(commit.Lease.Partition);
        row.CommitSequence = Math.Max(row.CommitSequence, commit.Sequence);
        row.PublishedThrough = Math.Max(row.PublishedThrough, commit.PublishedThrough);
        row.BrokerGeneration = Math.Max(row.BrokerGeneration, commit.BrokerGeneration);
        foreach (var head in commit.Begun)
        {
            _executions[head.Id] = new(head);
            _submissions.RemoveAll(s => s.Head.Id == head.Id);
        }

        foreach (var changes in commit.Changes)
            _executions[changes.Id].Apply(changes);
        foreach (var verdict in commit.Verdicts)
        {
            _verdicts[verdict.Command] = verdict.Verdict;
            _commands.RemoveAll(c => c.Id == verdict.Command);
        }
    }

    /// <summary>A row as another store has it.</summary>
    public void Put(StoredExecution stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        var entry = _executions[stored.Head.Id] = new(stored.Head);
        entry.Apply(stored.ToChanges());
    }

    public void Remove(Guid execution) => _executions.Remove(execution);

    public void Put(Guid command, Verdict verdict) => _verdicts[command] = verdict;

    public long RaiseBrokerGeneration(long lost) => _brokerGeneration = Math.Max(_brokerGeneration, lost + 1);

    public Verdict? Verdict(Guid command) => _verdicts.GetValueOrDefault(command);

    public StoredExecution? Find(Guid id) => _executions.GetValueOrDefault(id)?.ToStored();

    public NodeRow? Node(Guid execution, string node) => _executions.GetValueOrDefault(execution)?.Node(node);

    public ItemRow? Item(Guid execution, string node, int item) => _executions.GetValueOrDefault(execution)?.Item(node, item);

    public ExecutionRow? Row(Guid execution) => _executions.GetValueOrDefault(execution)?.Row;

    public ExecutionHead? Head(Guid execution) => _executions.GetValueOrDefault(execution)?.Head;

    public IReadOnlyList<StoredExecution> Tree(Guid root) => [.. _executions.Values.Where(e => e.Head.Root == root).Select(e => e.ToStored())];

    public IReadOnlyList<StoredExecution> Open(int partition) => [.. _executions.Values.Where(e => e.Head.Partition == partition && e.IsOpen).Select(e => e.ToStored())];

    public Waiting Waiting(int partition, Guid id) => new([.. Waiting(partition).Submissions.Where(s => s.Head.Id == id)], [.. Waiting(partition).Commands.Where(c => c.Id == id)]);

    public Waiting Waiting(int partition) => new([.. _submissions.Where(s => s.Head.Partition == partition)], [.. _commands.Where(c => c.Partition == partition)]);

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

        public DateTimeOffset ExpiresAt { get; set; }

        public long CommitSequence { get; set; }

        public long PublishedThrough { get; set; }

        public long BrokerGeneration { get; set; }
    }

    private sealed class Entry(ExecutionHead head)
    {
        private readonly Dictionary<string, NodeRow> _nodes = new(StringComparer.Ordinal);
        private readonly Dictionary<(string Node, int Item), ItemRow> _items = [];
        private readonly List<AttemptRow> _attempts = [];

        public ExecutionHead Head => head;

        public ExecutionRow? Row { get; private set; }

        public bool IsOpen => Row is not null && (!Row.Status.IsEnd() || _nodes.Values.Any(n => n.Compensation is CompensationStatus.Pending or CompensationStatus.Running));

        public NodeRow? Node(string id) => _nodes.GetValueOrDefault(id);

        public ItemRow? Item(string node, int item) => _items.GetValueOrDefault((node, item));

        public void Apply(ExecutionChanges changes)
        {
            Row = changes.Execution;
            foreach (var node in changes.Nodes)
                _nodes[node.Node] = node;
            foreach (var item in changes.Items)
                _items[(item.Node, item.Item)] = item;
            _attempts.AddRange(changes.Attempts);
            if (_attempts.Count > AttemptRow.MostKept)
                _attempts.RemoveRange(0, _attempts.Count - AttemptRow.MostKept);
        }

        public StoredExecution ToStored() => new(head, Row!, [.. _nodes.Values], [.. _items.Values]) { Attempts = [.. _attempts] };
    }
}
