using Logos.Adapters.Embedded;
using Logos.Core.Documents;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Simulation.Scheduling;
using Logos.Simulation.Stores;

namespace Logos.Simulation.Schedules;

/// <summary>The journal's store, with somebody who looks on.</summary>
internal sealed class ProbedStore(JournalStore store, EmbeddedShape shape, SimulatedProcess process) : IExecutionStore
{
    private readonly Simulator _simulator = process.Simulator;

    public ValueTask<DocumentWrite?> SubmitAsync(Submission submission, CancellationToken cancellationToken) => store.SubmitAsync(submission, cancellationToken);

    public ValueTask AddAsync(Command command, CancellationToken cancellationToken) => store.AddAsync(command, cancellationToken);

    public ValueTask<Verdict?> FindVerdictAsync(Guid command, CancellationToken cancellationToken) => store.FindVerdictAsync(command, cancellationToken);

    // Without a token, waiting for a turn needs no thread pool.
    public ValueTask<Lease?> AcquireAsync(int partition, string owner, CancellationToken cancellationToken) => store.AcquireAsync(partition, owner, default);

    public ValueTask<bool> RenewAsync(Lease lease, long publishedThrough, CancellationToken cancellationToken) => store.RenewAsync(lease, publishedThrough, cancellationToken);

    public ValueTask ReleaseAsync(Lease lease, long publishedThrough, CancellationToken cancellationToken) => store.ReleaseAsync(lease, publishedThrough, cancellationToken);

    public ValueTask<IReadOnlyList<StoredExecution>> LoadOpenAsync(int partition, CancellationToken cancellationToken) => store.LoadOpenAsync(partition, cancellationToken);

    public ValueTask<IReadOnlyList<StoredExecution>> LoadTreeAsync(Guid root, CancellationToken cancellationToken) => store.LoadTreeAsync(root, cancellationToken);

    public ValueTask<StoredExecution?> FindAsync(Guid id, CancellationToken cancellationToken) => store.FindAsync(id, cancellationToken);

    public ValueTask<ExecutionSummaryPage> ListAsync(ExecutionFilter filter, string? after, int limit, CancellationToken cancellationToken) => store.ListAsync(filter, after, limit, cancellationToken);

    public ValueTask<Waiting> PollAsync(int partition, CancellationToken cancellationToken) => store.PollAsync(partition, cancellationToken);

    public ValueTask<long> FindBrokerGenerationAsync(CancellationToken cancellationToken) => store.FindBrokerGenerationAsync(cancellationToken);

    public ValueTask<long> RaiseBrokerGenerationAsync(long lost, CancellationToken cancellationToken) => store.RaiseBrokerGenerationAsync(lost, cancellationToken);

    public async ValueTask<CommitResult> CommitAsync(PartitionCommit commit, CancellationToken cancellationToken)
    {
        if (shape.Crash.Strikes(CrashMoment.BeforeCommit, commit))
            await DieAsync();
        var result = await store.CommitAsync(commit, default);
        if (result == CommitResult.Fenced)
            return result;
        shape.Schedule.Laws.Check(commit);
        shape.Tables.Apply(commit);
        _simulator.Tell("journal", $"p{commit.Lease.Partition} has #{commit.Sequence}: {(_simulator.Trace.IsOn ? CommitText.Of(commit) : "")}");
        if (shape.Crash.Strikes(CrashMoment.BeforePublish, commit))
            await DieAsync();
        return result;
    }

    private Task DieAsync()
    {
        shape.DieByPlan();
        return new TaskCompletionSource().Task;
    }
}
