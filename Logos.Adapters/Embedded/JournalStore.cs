using System.Collections.Concurrent;
using Logos.Adapters.Faults;
using Logos.Adapters.Journal;
using Logos.Core.Executions;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Embedded;

/// <summary>
/// The embedded store: rows in memory, every change in the journal first. What a method returns from is on the disk.
/// </summary>
public sealed class JournalStore : IExecutionStore, IAsyncDisposable
{
    private readonly ExecutionTables _tables;
    private readonly JournalLog _journal;
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<int, SemaphoreSlim> _turns = new();

    private readonly TimeProvider _clock;
    private readonly long _began;

    private JournalStore(JournalLog journal, ExecutionTables tables, JournalOptions? options)
    {
        _journal = journal;
        _tables = tables;
        _clock = options?.Clock ?? TimeProvider.System;
        _began = _clock.GetTimestamp();
    }

    // Leases go by the time that passes, and not by a clock that somebody may set.
    private TimeSpan Now => _clock.GetElapsedTime(_began);

    /// <summary>What was found when the folder was opened.</summary>
    public RecoveryReport Recovered => _journal.Recovered;

    /// <summary>Ends when the disk has failed for good: the process should exit, and be started again.</summary>
    public Task<JournalException> WhenFailed => _journal.WhenFailed;

    public static JournalStore Open(string folder, JournalOptions? options = null)
    {
        var tables = new ExecutionTables();
        return new(JournalLog.Open(folder, options, onRecord: (in JournalRecord record) => StoreRecord.Apply(record.Payload, tables)), tables, options);
    }

    public static JournalStore Open(IDisk disk, JournalOptions? options = null)
    {
        var tables = new ExecutionTables();
        return new(JournalLog.Open(disk, options, onRecord: (in JournalRecord record) => StoreRecord.Apply(record.Payload, tables)), tables, options);
    }

    public async ValueTask SubmitAsync(Submission submission, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(submission);
        var to = new RecordWriter();
        StoreRecord.Write(to, submission);
        await AppendAsync(to);
        lock (_gate)
            _tables.Apply(submission);
    }

    public async ValueTask AddAsync(Command command, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        var to = new RecordWriter();
        StoreRecord.Write(to, command);
        await AppendAsync(to);
        lock (_gate)
            _tables.Apply(command);
    }

    public async ValueTask<Lease?> AcquireAsync(int partition, string owner, CancellationToken cancellationToken)
    {
        // A commit under way is waited out: after this nobody else's can follow.
        using (await EnterAsync(partition, cancellationToken))
        {
            lock (_gate)
                return _tables.Acquire(partition, owner, Now);
        }
    }

    public ValueTask<bool> RenewAsync(Lease lease, long publishedThrough, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        lock (_gate)
            return ValueTask.FromResult(_tables.Renew(lease, publishedThrough, Now));
    }

    public ValueTask ReleaseAsync(Lease lease, long publishedThrough, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lease);
        lock (_gate)
            _tables.Release(lease, publishedThrough);
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<StoredExecution>> LoadOpenAsync(int partition, CancellationToken cancellationToken)
    {
        lock (_gate)
            return ValueTask.FromResult(_tables.Open(partition));
    }

    public ValueTask<IReadOnlyList<StoredExecution>> LoadTreeAsync(Guid root, CancellationToken cancellationToken)
    {
        lock (_gate)
            return ValueTask.FromResult(_tables.Tree(root));
    }

    public ValueTask<StoredExecution?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        lock (_gate)
            return ValueTask.FromResult(_tables.Find(id));
    }

    public ValueTask<Waiting> PollAsync(int partition, CancellationToken cancellationToken)
    {
        lock (_gate)
            return ValueTask.FromResult(_tables.Waiting(partition));
    }

    public async ValueTask<CommitResult> CommitAsync(PartitionCommit commit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(commit);
        using (await EnterAsync(commit.Lease.Partition, cancellationToken))
        {
            lock (_gate)
            {
                if (!_tables.MayCommit(commit))
                    return CommitResult.Fenced;
            }

            var to = new RecordWriter();
            StoreRecord.Write(to, commit);
            await AppendAsync(to);
            lock (_gate)
                _tables.Apply(commit);
            return CommitResult.Done;
        }
    }

    // Not in the journal: the broker beside it does not outlive the process either.
    public ValueTask<long> RaiseBrokerGenerationAsync(long lost, CancellationToken cancellationToken)
    {
        lock (_gate)
            return ValueTask.FromResult(_tables.RaiseBrokerGeneration(lost));
    }

    public ValueTask<Verdict?> FindVerdictAsync(Guid command, CancellationToken cancellationToken)
    {
        lock (_gate)
            return ValueTask.FromResult(_tables.Verdict(command)?.Verdict);
    }

    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        foreach (var turn in _turns.Values)
            turn.Dispose();
    }

    private async ValueTask AppendAsync(RecordWriter record)
    {
        try
        {
            await _journal.AppendAsync(record.Written);
        }
        catch (JournalException e) when (e.Code == AdaptersCodes.JournalDiskFull)
        {
            throw new StoreUnavailableException(e.Message, e);
        }
    }

    private async ValueTask<Turn> EnterAsync(int partition, CancellationToken cancellationToken)
    {
        var turn = _turns.GetOrAdd(partition, _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(cancellationToken);
        return new(turn);
    }

    private readonly struct Turn(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore.Release();
    }
}
