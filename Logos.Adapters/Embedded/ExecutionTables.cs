using System.Collections.Concurrent;
using Logos.Adapters.Embedded.Archive;
using Logos.Adapters.Embedded.Documents;
using Logos.Adapters.Embedded.Graphs;
using Logos.Adapters.Embedded.Index;
using Logos.Adapters.Embedded.Records;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Embedded;

/// <summary>
/// What the journal's records, applied in their order, amount to: the index of all executions, and the rows of those
/// that have not come to rest. Each partition has a gate of its own; the index has another, taken last.
/// </summary>
internal sealed class ExecutionTables
{
    private readonly ConcurrentDictionary<int, PartitionTable> _partitions = new();

    private readonly Lock _brokerGate = new();
    private long _brokerGeneration;

    public ExecutionIndex Index { get; } = new();

    public GraphTable Graphs { get; } = new();

    public DocumentTable Documents { get; } = new();

    public IEnumerable<PartitionTable> Partitions => _partitions.Values;

    public int Resting
    {
        get
        {
            var resting = 0;
            foreach (var partition in _partitions.Values)
            {
                lock (partition.Gate)
                    resting += partition.Resting;
            }

            return resting;
        }
    }

    public PartitionTable Partition(int number) => _partitions.GetOrAdd(number, static n => new(n));

    public void Apply(Submission submission)
    {
        var partition = Partition(submission.Head.Partition);
        lock (partition.Gate)
        {
            if (Index.TryFind(submission.Head.Id, out _))
                return;
            Index.Add(submission.Head);
            partition.Add(submission);
        }
    }

    public void Apply(Command command)
    {
        var partition = Partition(command.Partition);
        lock (partition.Gate)
            partition.Add(command);
    }

    public void Apply(StoredCommit stored)
    {
        var commit = stored.Commit;
        var partition = Partition(commit.Lease.Partition);
        lock (partition.Gate)
        {
            partition.Committed(commit.Sequence, commit.PublishedThrough, commit.BrokerGeneration);
            foreach (var head in commit.Begun)
                partition.Keep(new(head, Index.Add(head)));
            foreach (var woken in stored.Woken)
            {
                var rows = partition.Find(woken.Head.Id) ?? Wake(partition, woken);
                rows.IsArchived = false;
                Index.Wake(woken.Head.Id);
            }

            foreach (var changes in commit.Changes)
            {
                if (partition.Find(changes.Id) is not { } rows)
                    continue;
                if (rows.Apply(changes))
                    Index.Set(rows.Number, rows.Status, rows.EndedAt);
                partition.Rest(rows);
            }

            foreach (var verdict in commit.Verdicts)
                partition.Answer(verdict);
        }
    }

    /// <summary>Their rows are in the journal, where the entry is: they leave memory.</summary>
    public void Apply(ArchiveEntry entry)
    {
        if (!Index.TryFind(entry.Id, out var known))
            return;
        var partition = Partition(known.Partition);
        lock (partition.Gate)
        {
            partition.Drop(entry.Id);
            Index.Rest(entry.Id, entry.Position, entry.From);
        }
    }

    public void Remove(Guid root)
    {
        if (Index.Tree(root) is [var top, ..] tree)
        {
            var partition = Partition(top.Partition);
            lock (partition.Gate)
            {
                foreach (var entry in tree)
                    partition.Drop(entry.Id);
                Index.Remove(root);
            }
        }
    }

    /// <summary>Brings rows into memory. Whoever calls holds the partition's gate.</summary>
    public ExecutionRows Wake(PartitionTable partition, StoredExecution stored)
    {
        var rows = new ExecutionRows(stored.Head, Index.Add(stored.Head));
        rows.Apply(stored.ToChanges());
        partition.Keep(rows);
        return rows;
    }

    public long BrokerGeneration
    {
        get
        {
            lock (_brokerGate)
                return _brokerGeneration;
        }
    }

    public long RaiseBrokerGeneration(long lost)
    {
        lock (_brokerGate)
            return _brokerGeneration = Math.Max(_brokerGeneration, lost + 1);
    }

    public CommandVerdict? Verdict(Guid command)
    {
        foreach (var partition in _partitions.Values)
        {
            lock (partition.Gate)
            {
                if (partition.Verdict(command) is { } verdict)
                    return verdict;
            }
        }

        return null;
    }

    public IReadOnlyList<StoredExecution> Open(int partition)
    {
        var table = Partition(partition);
        lock (table.Gate)
            return [.. table.Rows.Where(e => e.IsOpen).Select(e => e.ToStored())];
    }

    public Waiting Waiting(int partition, Guid id)
    {
        var table = Partition(partition);
        lock (table.Gate)
            return table.Waiting(id);
    }

    public Waiting Waiting(int partition)
    {
        var table = Partition(partition);
        lock (table.Gate)
            return table.Waiting();
    }
}
