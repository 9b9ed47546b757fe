using System.Globalization;
using Logos.Adapters.Embedded.Archive;
using Logos.Adapters.Embedded.Documents;
using Logos.Adapters.Embedded.Graphs;
using Logos.Adapters.Embedded.Records;
using Logos.Adapters.Embedded.Snapshots;
using Logos.Adapters.Journal;
using Logos.Core.Documents;
using Logos.Core.Executions;
using Logos.Core.Graphs.Storage;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Embedded;

/// <summary>
/// The embedded store: every change is in the journal first, and what a method returns from is on the disk. Open
/// executions are in memory; of finished ones only an index is, and their rows are read back from the journal.
/// </summary>
public sealed class JournalStore : IExecutionStore, IAsyncDisposable
{
    /// <summary>So many finished executions in memory do not wait for the next round.</summary>
    private const int RestingAtMost = 512;

    private readonly ExecutionTables _tables;
    private readonly StoreJournal _journal;
    private readonly JournalGraphs _graphs;
    private readonly JournalDocuments _documents;
    private readonly Passage _passage = new();
    private readonly ArchiveReader _archive;
    private readonly CommitWriter _commits;
    private readonly Housekeeping _house;
    private readonly HousekeepingRounds _rounds;
    private readonly TimeProvider _clock;
    private readonly long _began;
    private bool _disposed;

    private JournalStore(JournalLog log, ExecutionTables tables, long replayed, StoreOptions options, JournalOptions journal)
    {
        (_tables, _clock, _began) = (tables, journal.Clock, journal.Clock.GetTimestamp());
        _journal = new(log, replayed);
        _archive = new(tables, log);
        _commits = new(tables, _journal, _archive);
        _house = new(tables, _journal, _passage, options, journal.Clock);
        _graphs = new(tables.Graphs, _journal, _passage, journal.Clock);
        _documents = new(tables, _journal, _passage, journal.Clock);
        _rounds = new(_house, options, journal, () => WhenFailed.IsCompleted);
    }

    // Leases go by the time that passes, and not by a clock that somebody may set.
    private TimeSpan Now => _clock.GetElapsedTime(_began);

    /// <summary>What was found when the folder was opened.</summary>
    public RecoveryReport Recovered => _journal.Log.Recovered;

    /// <summary>The graphs, in the same journal.</summary>
    public IGraphStore Graphs => _graphs;

    /// <summary>The documents, in the same journal.</summary>
    public IDocumentStore Documents => _documents;

    /// <summary>How many executions there are, finished ones as well.</summary>
    public long Count => _tables.Index.Count;

    /// <summary>Whether changes are refused because the disk is full; reads go on.</summary>
    public bool IsFull => _journal.Log.IsFull;

    /// <summary>Ends when the disk has failed for good: the process should exit, and be started again.</summary>
    public Task<JournalException> WhenFailed => _journal.Log.WhenFailed;

    public static JournalStore Open(string folder, JournalOptions? options = null, StoreOptions? keeping = null) =>
        Open(options ?? new(), keeping ?? StoreOptions.Standard, (journal, snapshot, record) => JournalLog.Open(folder, journal, snapshot, record));

    public static JournalStore Open(IDisk disk, JournalOptions? options = null, StoreOptions? keeping = null) =>
        Open(options ?? new(), keeping ?? StoreOptions.Standard, (journal, snapshot, record) => JournalLog.Open(disk, journal, snapshot, record));

    public async ValueTask<DocumentWrite?> SubmitAsync(Submission submission, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(submission);
        if (_tables.Index.TryFind(submission.Head.Id, out _))
            return null;
        if (submission.Writes.Count > 0)
            return await _documents.SubmitAsync(submission, cancellationToken);
        var to = new RecordWriter();
        StoreRecord.Write(to, submission);
        await _passage.EnterAsync();
        try
        {
            await _journal.AppendAsync(to);
            _tables.Apply(submission);
            return null;
        }
        finally
        {
            _passage.Leave();
        }
    }

    public async ValueTask AddAsync(Command command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        var to = new RecordWriter();
        StoreRecord.Write(to, command);
        await _passage.EnterAsync();
        try
        {
            await _journal.AppendAsync(to);
            _tables.Apply(command);
        }
        finally
        {
            _passage.Leave();
        }
    }

    public ValueTask<Verdict?> FindVerdictAsync(Guid command, CancellationToken cancellationToken) => ValueTask.FromResult(_tables.Verdict(command)?.Verdict);

    public async ValueTask<Lease?> AcquireAsync(int partition, string owner, CancellationToken cancellationToken)
    {
        // A commit under way is waited out: after this nobody else's can follow.
        var table = _tables.Partition(partition);
        await table.Turn.WaitAsync(cancellationToken);
        try
        {
            lock (table.Gate)
                return table.Acquire(owner, Now);
        }
        finally
        {
            table.Turn.Release();
        }
    }

    public ValueTask<bool> RenewAsync(Lease lease, long publishedThrough, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        var table = _tables.Partition(lease.Partition);
        lock (table.Gate)
            return ValueTask.FromResult(table.Renew(lease, publishedThrough, Now));
    }

    public ValueTask ReleaseAsync(Lease lease, long publishedThrough, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        var table = _tables.Partition(lease.Partition);
        lock (table.Gate)
            table.Release(lease, publishedThrough);
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<StoredExecution>> LoadOpenAsync(int partition, CancellationToken cancellationToken) => ValueTask.FromResult(_tables.Open(partition));

    public ValueTask<IReadOnlyList<StoredExecution>> LoadTreeAsync(Guid root, CancellationToken cancellationToken) => ValueTask.FromResult(_archive.Tree(root));

    public ValueTask<StoredExecution?> FindAsync(Guid id, CancellationToken cancellationToken) => ValueTask.FromResult(_archive.Find(id));

    public ValueTask<OpenExecutions> CountOpenAsync(string workspace, string? graph, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_tables.Index.CountOpen(workspace, graph));

    public ValueTask<Waiting> PollAsync(int partition, CancellationToken cancellationToken) => ValueTask.FromResult(_tables.Waiting(partition));

    public ValueTask<Waiting> FindWaitingAsync(int partition, Guid id, CancellationToken cancellationToken) => ValueTask.FromResult(_tables.Waiting(partition, id));

    /// <summary>What has not ended, children as well: those first that have not begun, and the newest of each.</summary>
    public IReadOnlyList<ExecutionSummary> Unfinished()
    {
        var unfinished = new List<ExecutionSummary>();
        foreach (var status in new[] { ExecutionStatus.Pending, ExecutionStatus.Running })
        {
            for (var (page, after) = (default(ExecutionSummaryPage), 0L); page is null || page.Next is not null; after = page.Next is { } next ? Cursor(next) : 0)
            {
                page = _tables.Index.List(new() { Status = status }, 1000, after, CancellationToken.None);
                unfinished.AddRange(page.Items);
            }
        }

        return unfinished;
    }

    public ValueTask<ExecutionSummaryPage> ListAsync(ExecutionFilter filter, string? after, int limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(filter);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 1000);
        return ValueTask.FromResult(_tables.Index.List(filter, limit, after is null ? 0 : Cursor(after), cancellationToken));
    }

    public async ValueTask<CommitResult> CommitAsync(PartitionCommit commit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(commit);
        var table = _tables.Partition(commit.Lease.Partition);
        await table.Turn.WaitAsync(cancellationToken);
        try
        {
            await _passage.EnterAsync();
            try
            {
                return await _commits.WriteAsync(table, commit);
            }
            finally
            {
                _passage.Leave();
                if (table.Resting >= RestingAtMost)
                    _rounds.Hurry();
            }
        }
        finally
        {
            table.Turn.Release();
        }
    }

    public ValueTask<long> FindBrokerGenerationAsync(CancellationToken cancellationToken) => ValueTask.FromResult(_tables.BrokerGeneration);

    // Not in the journal: the broker beside it does not outlive the process either.
    public ValueTask<long> RaiseBrokerGenerationAsync(long lost, CancellationToken cancellationToken) => ValueTask.FromResult(_tables.RaiseBrokerGeneration(lost));

    /// <summary>Does now what is due anyway: finished executions leave memory, old ones go, a snapshot is written.</summary>
    public Task KeepHouseAsync() => _house.RunAsync();

    /// <summary>Writes everything that counts anew, and lets go of everything else.</summary>
    public Task CompactAsync() => _house.CompactAsync();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, true))
            return;
        await _rounds.DisposeAsync();
        await _journal.Log.DisposeAsync();
        _house.Dispose();
        _graphs.Dispose();
        foreach (var partition in _tables.Partitions)
            partition.Turn.Dispose();
    }

    private static long Cursor(string after) =>
        long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : throw new FormatException($"`{after}` is no place in a list.");

    private static JournalStore Open(JournalOptions journal, StoreOptions options, Func<JournalOptions, SnapshotVisitor, RecordVisitor, JournalLog> open)
    {
        options.Check();
        var tables = new ExecutionTables();
        var replayed = 0L;
        var log = open(
            journal,
            (snapshot, lsn) => new SnapshotLoad(snapshot, lsn, tables).Read(),
            (in JournalRecord record) =>
            {
                replayed += record.Payload.Length;
                StoreRecord.Apply(record.Payload, record.Position, tables);
            });
        return new(log, tables, replayed, options, journal);
    }
}
