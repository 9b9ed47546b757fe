using Logos.Core.Documents;
using Logos.Core.Executions;
using Logos.Core.Orchestration;

namespace Logos.Simulation.Schedules;

/// <summary>Stores as a careless engine would use them: for the proof that the simulator sees it.</summary>
public abstract class FaultyStore(IExecutionStore store) : IExecutionStore
{
    public ValueTask<DocumentWrite?> SubmitAsync(Submission submission, CancellationToken cancellationToken) => store.SubmitAsync(submission, cancellationToken);

    public ValueTask AddAsync(Command command, CancellationToken cancellationToken) => store.AddAsync(command, cancellationToken);

    public ValueTask<Verdict?> FindVerdictAsync(Guid command, CancellationToken cancellationToken) => store.FindVerdictAsync(command, cancellationToken);

    public virtual ValueTask<Lease?> AcquireAsync(int partition, string owner, CancellationToken cancellationToken) => store.AcquireAsync(partition, owner, cancellationToken);

    public ValueTask<bool> RenewAsync(Lease lease, long publishedThrough, CancellationToken cancellationToken) => store.RenewAsync(lease, publishedThrough, cancellationToken);

    public ValueTask ReleaseAsync(Lease lease, long publishedThrough, CancellationToken cancellationToken) => store.ReleaseAsync(lease, publishedThrough, cancellationToken);

    public ValueTask<IReadOnlyList<StoredExecution>> LoadOpenAsync(int partition, CancellationToken cancellationToken) => store.LoadOpenAsync(partition, cancellationToken);

    public ValueTask<IReadOnlyList<StoredExecution>> LoadTreeAsync(Guid root, CancellationToken cancellationToken) => store.LoadTreeAsync(root, cancellationToken);

    public ValueTask<StoredExecution?> FindAsync(Guid id, CancellationToken cancellationToken) => store.FindAsync(id, cancellationToken);

    public ValueTask<ExecutionSummaryPage> ListAsync(ExecutionFilter filter, string? after, int limit, CancellationToken cancellationToken) => store.ListAsync(filter, after, limit, cancellationToken);

    public ValueTask<Waiting> PollAsync(int partition, CancellationToken cancellationToken) => store.PollAsync(partition, cancellationToken);

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
