using Logos.Core.Documents;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Simulation.Scheduling;
using Logos.Simulation.Stores;

namespace Logos.Simulation.Schedules;

/// <summary>The journal's store, with somebody who looks on.</summary>
internal sealed class ProbedStore(IExecutionStore store, EmbeddedShape shape, SimulatedProcess process) : IExecutionStore
{
    private readonly Simulator _simulator = process.Simulator;
    private readonly Dictionary<int, Lease> _leases = [];

    public ValueTask<DocumentWrite?> SubmitAsync(Submission submission, CancellationToken cancellationToken) => store.SubmitAsync(submission, cancellationToken);

    public ValueTask AddAsync(Command command, CancellationToken cancellationToken) => store.AddAsync(command, cancellationToken);

    public ValueTask<Verdict?> FindVerdictAsync(Guid command, CancellationToken cancellationToken) => store.FindVerdictAsync(command, cancellationToken);

    public async ValueTask<Lease?> AcquireAsync(int partition, string owner, CancellationToken cancellationToken)
    {
        // Without a token, waiting for a turn needs no thread pool.
        var lease = await store.AcquireAsync(partition, owner, default);
        if (lease is null)
            return null;
        // What was sent under the lease before may come only now.
        if (_leases.TryGetValue(partition, out var before) && await store.CommitAsync(new(before, lease.CommitSequence + 1, 0), default) != CommitResult.Fenced)
            _simulator.Break($"A commit of {owner}, epoch {before.Epoch}, is recorded although epoch {lease.Epoch} has begun.");
        _leases[partition] = lease;
        return lease;
    }

    public ValueTask<bool> RenewAsync(Lease lease, long publishedThrough, CancellationToken cancellationToken) => store.RenewAsync(lease, publishedThrough, cancellationToken);

    public ValueTask ReleaseAsync(Lease lease, long publishedThrough, CancellationToken cancellationToken) => store.ReleaseAsync(lease, publishedThrough, cancellationToken);

    public ValueTask<IReadOnlyList<StoredExecution>> LoadOpenAsync(int partition, CancellationToken cancellationToken) => store.LoadOpenAsync(partition, cancellationToken);

    public ValueTask<IReadOnlyList<StoredExecution>> LoadTreeAsync(Guid root, CancellationToken cancellationToken) => store.LoadTreeAsync(root, cancellationToken);

    public ValueTask<StoredExecution?> FindAsync(Guid id, CancellationToken cancellationToken) => store.FindAsync(id, cancellationToken);

    public ValueTask<ExecutionSummaryPage> ListAsync(ExecutionFilter filter, string? after, int limit, CancellationToken cancellationToken) => store.ListAsync(filter, after, limit, cancellationToken);

    public ValueTask<OpenExecutions> CountOpenAsync(string workspace, string? graph, CancellationToken cancellationToken) => store.CountOpenAsync(workspace, graph, cancellationToken);

    public ValueTask<Waiting> PollAsync(int partition, CancellationToken cancellationToken) => store.PollAsync(partition, cancellationToken);

    public ValueTask<Waiting> FindWaitingAsync(int partition, Guid id, CancellationToken cancellationToken) => store.FindWaitingAsync(partition, id, cancellationToken);

    public ValueTask<long> FindBrokerGenerationAsync(CancellationToken cancellationToken) => store.FindBrokerGenerationAsync(cancellationToken);

    public ValueTask<long> RaiseBrokerGenerationAsync(long lost, CancellationToken cancellationToken) => store.RaiseBrokerGenerationAsync(lost, cancellationToken);

    public async ValueTask<CommitResult> CommitAsync(PartitionCommit commit, CancellationToken cancellationToken)
    {
        if (shape.Crash.Strikes(CrashMoment.BeforeCommit, commit))
            await DieAsync();
        if (commit.Changes.Any(c => shape.Tables.Row(c.Id) is { } row && row.Status.IsEnd()) && !_simulator.Chance(3))
            await shape.House.RaceAsync();
        if (await RecordAsync(commit) == CommitResult.Fenced)
            return CommitResult.Fenced;
        if (commit.Changes.Any(c => c.Execution.Status.IsEnd()) && _simulator.Chance(4))
            shape.House.Tidy();
        if (shape.Crash.Strikes(CrashMoment.BeforePublish, commit))
            await DieAsync();
        return CommitResult.Done;
    }

    private async ValueTask<CommitResult> RecordAsync(PartitionCommit commit)
    {
        shape.Begin(commit);
        try
        {
            if (await store.CommitAsync(commit, default) == CommitResult.Fenced)
                return CommitResult.Fenced;
            shape.Schedule.Laws.Check(commit);
            shape.Tables.Apply(commit);
            _simulator.Tell("journal", $"p{commit.Lease.Partition} has #{commit.Sequence}: {(_simulator.Trace.IsOn ? CommitText.Of(commit) : "")}");
        }
        finally
        {
            shape.End(commit);
        }

        shape.House.Settle(store, commit);
        return CommitResult.Done;
    }

    private Task DieAsync()
    {
        shape.DieByPlan();
        return new TaskCompletionSource().Task;
    }
}
