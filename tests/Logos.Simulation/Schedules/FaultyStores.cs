using Logos.Core.Documents;
using Logos.Core.Executions;
using Logos.Core.Orchestration;

namespace Logos.Simulation.Schedules;

/// <summary>Stores as a careless engine would use them: for the proof that the simulator sees it.</summary>
public abstract class FaultyStore(IExecutionStore store) : IExecutionStore
{
    public ValueTask<DocumentWrite?> SubmitAsync(Submission submission, CancellationToken cancellationToken) => store.SubmitAsync(submission, cancellationToken);

    public virtual ValueTask AddAsync(Command command, CancellationToken cancellationToken) => store.AddAsync(command, cancellationToken);

    public ValueTask<Verdict?> FindVerdictAsync(Guid command, CancellationToken cancellationToken) => store.FindVerdictAsync(command, cancellationToken);

    public virtual ValueTask<Lease?> AcquireAsync(int partition, string owner, CancellationToken cancellationToken) => store.AcquireAsync(partition, owner, cancellationToken);

    public virtual ValueTask<bool> RenewAsync(Lease lease, long publishedThrough, CancellationToken cancellationToken) => store.RenewAsync(lease, publishedThrough, cancellationToken);

    public virtual ValueTask ReleaseAsync(Lease lease, long publishedThrough, CancellationToken cancellationToken) => store.ReleaseAsync(lease, publishedThrough, cancellationToken);

    public ValueTask<IReadOnlyList<StoredExecution>> LoadOpenAsync(int partition, CancellationToken cancellationToken) => store.LoadOpenAsync(partition, cancellationToken);

    public ValueTask<IReadOnlyList<StoredExecution>> LoadTreeAsync(Guid root, CancellationToken cancellationToken) => store.LoadTreeAsync(root, cancellationToken);

    public ValueTask<StoredExecution?> FindAsync(Guid id, CancellationToken cancellationToken) => store.FindAsync(id, cancellationToken);

    public ValueTask<ExecutionSummaryPage> ListAsync(ExecutionFilter filter, string? after, int limit, CancellationToken cancellationToken) => store.ListAsync(filter, after, limit, cancellationToken);

    public ValueTask<OpenExecutions> CountOpenAsync(string workspace, string? graph, CancellationToken cancellationToken) => store.CountOpenAsync(workspace, graph, cancellationToken);

    public virtual ValueTask<Waiting> PollAsync(int partition, CancellationToken cancellationToken) => store.PollAsync(partition, cancellationToken);

    public ValueTask<Waiting> FindWaitingAsync(int partition, Guid id, CancellationToken cancellationToken) => store.FindWaitingAsync(partition, id, cancellationToken);

    public virtual ValueTask<CommitResult> CommitAsync(PartitionCommit commit, CancellationToken cancellationToken) => store.CommitAsync(commit, cancellationToken);

    public ValueTask<long> FindBrokerGenerationAsync(CancellationToken cancellationToken) => store.FindBrokerGenerationAsync(cancellationToken);

    public ValueTask<long> RaiseBrokerGenerationAsync(long lost, CancellationToken cancellationToken) => store.RaiseBrokerGenerationAsync(lost, cancellationToken);
}

/// <summary>An owner that publishes and acknowledges before its commit is durable.</summary>
public sealed class EarlyCommit(IExecutionStore store) : FaultyStore(store)
{
    private Task<CommitResult> _last = Task.FromResult(CommitResult.Done);

    public override ValueTask<CommitResult> CommitAsync(PartitionCommit commit, CancellationToken cancellationToken)
    {
        _last = AfterAsync(_last, commit, cancellationToken);
        return new(CommitResult.Done);
    }

    private async Task<CommitResult> AfterAsync(Task<CommitResult> before, PartitionCommit commit, CancellationToken cancellationToken)
    {
        await before;
        return await base.CommitAsync(commit, cancellationToken);
    }
}

/// <summary>A new owner that takes everything recorded for published.</summary>
public sealed class NothingToPublish(IExecutionStore store) : FaultyStore(store)
{
    public override async ValueTask<Lease?> AcquireAsync(int partition, string owner, CancellationToken cancellationToken) =>
        await base.AcquireAsync(partition, owner, cancellationToken) is { } lease ? lease with { PublishedThrough = long.MaxValue, BrokerGeneration = long.MaxValue } : null;
}

/// <summary>An owner that publishes again what it has published before.</summary>
public sealed class EverythingToPublish(IExecutionStore store) : FaultyStore(store)
{
    public override async ValueTask<Lease?> AcquireAsync(int partition, string owner, CancellationToken cancellationToken) =>
        await base.AcquireAsync(partition, owner, cancellationToken) is { } lease ? lease with { PublishedThrough = 0 } : null;
}

/// <summary>An owner that says that something is published as soon as it is committed.</summary>
public sealed class CommittedIsPublished(IExecutionStore store) : FaultyStore(store)
{
    private readonly Dictionary<Lease, long> _committed = [];

    public override async ValueTask<CommitResult> CommitAsync(PartitionCommit commit, CancellationToken cancellationToken)
    {
        var result = await base.CommitAsync(commit, cancellationToken);
        if (result == CommitResult.Done)
            _committed[commit.Lease] = commit.Sequence;
        return result;
    }

    public override ValueTask<bool> RenewAsync(Lease lease, long publishedThrough, CancellationToken cancellationToken) =>
        base.RenewAsync(lease, Math.Max(publishedThrough, _committed.GetValueOrDefault(lease)), cancellationToken);

    public override ValueTask ReleaseAsync(Lease lease, long publishedThrough, CancellationToken cancellationToken) =>
        base.ReleaseAsync(lease, Math.Max(publishedThrough, _committed.GetValueOrDefault(lease)), cancellationToken);
}

/// <summary>A store that records what an owner sent under a lease of before.</summary>
public sealed class AnyLease(IExecutionStore store) : FaultyStore(store)
{
    private readonly Dictionary<int, Lease> _leases = [];

    public override async ValueTask<Lease?> AcquireAsync(int partition, string owner, CancellationToken cancellationToken) =>
        await base.AcquireAsync(partition, owner, cancellationToken) is { } lease ? _leases[partition] = lease : null;

    public override ValueTask<CommitResult> CommitAsync(PartitionCommit commit, CancellationToken cancellationToken) =>
        base.CommitAsync(commit with { Lease = _leases[commit.Lease.Partition] }, cancellationToken);
}

/// <summary>A store that does not bring back all the rows of what is changed after its end.</summary>
public sealed class LateRowsLost(IExecutionStore store, Schedule schedule) : FaultyStore(store)
{
    public override ValueTask<CommitResult> CommitAsync(PartitionCommit commit, CancellationToken cancellationToken) =>
        base.CommitAsync(commit with { Changes = [.. commit.Changes.Select(c => schedule.Tables.Row(c.Id) is { } row && row.Status.IsEnd() ? c with { Nodes = [] } : c)] }, cancellationToken);
}
