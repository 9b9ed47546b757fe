using System.Collections.Concurrent;
using Logos.Core.Documents;
using Logos.Core.Executions;

namespace Logos.Core.Orchestration;

/// <summary>The store, and an ear for what commands come to: told once the commit that holds it is durable.</summary>
public sealed class HeardStore(IExecutionStore store) : IExecutionStore
{
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<Verdict>> _asked = new();

    /// <summary>Told of what has failed once the commit that says so is durable.</summary>
    public FailureNews Failures { get; } = new();

    /// <summary>From before the command is added, or its answer may have passed by.</summary>
    public Task<Verdict> Listen(Guid command) =>
        _asked.GetOrAdd(command, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Forget(Guid command) => _asked.TryRemove(command, out _);

    public async ValueTask<CommitResult> CommitAsync(PartitionCommit commit, CancellationToken cancellationToken)
    {
        var result = await store.CommitAsync(commit, cancellationToken);
        if (result != CommitResult.Done)
            return result;
        foreach (var change in commit.Changes)
        {
            if (change.Execution.Status is ExecutionStatus.Failed or ExecutionStatus.TimedOut)
                Failures.Tell(change.Id);
        }

        foreach (var verdict in commit.Verdicts)
        {
            if (_asked.TryRemove(verdict.Command, out var asked))
                asked.TrySetResult(verdict.Verdict);
        }

        return result;
    }

    public ValueTask<long> FindBrokerGenerationAsync(CancellationToken cancellationToken) => store.FindBrokerGenerationAsync(cancellationToken);

    public ValueTask<long> RaiseBrokerGenerationAsync(long lost, CancellationToken cancellationToken) => store.RaiseBrokerGenerationAsync(lost, cancellationToken);

    public ValueTask<DocumentWrite?> SubmitAsync(Submission submission, CancellationToken cancellationToken) => store.SubmitAsync(submission, cancellationToken);

    public ValueTask AddAsync(Command command, CancellationToken cancellationToken) => store.AddAsync(command, cancellationToken);

    public ValueTask<Verdict?> FindVerdictAsync(Guid command, CancellationToken cancellationToken) => store.FindVerdictAsync(command, cancellationToken);

    public ValueTask<Lease?> AcquireAsync(int partition, string owner, CancellationToken cancellationToken) => store.AcquireAsync(partition, owner, cancellationToken);

    public ValueTask<bool> RenewAsync(Lease lease, long publishedThrough, CancellationToken cancellationToken) => store.RenewAsync(lease, publishedThrough, cancellationToken);

    public ValueTask ReleaseAsync(Lease lease, long publishedThrough, CancellationToken cancellationToken) => store.ReleaseAsync(lease, publishedThrough, cancellationToken);

    public ValueTask<IReadOnlyList<StoredExecution>> LoadOpenAsync(int partition, CancellationToken cancellationToken) => store.LoadOpenAsync(partition, cancellationToken);

    public ValueTask<IReadOnlyList<StoredExecution>> LoadTreeAsync(Guid root, CancellationToken cancellationToken) => store.LoadTreeAsync(root, cancellationToken);

    public ValueTask<StoredExecution?> FindAsync(Guid id, CancellationToken cancellationToken) => store.FindAsync(id, cancellationToken);

    public ValueTask<ExecutionRow?> FindRowAsync(Guid id, CancellationToken cancellationToken) => store.FindRowAsync(id, cancellationToken);

    public ValueTask<ExecutionSummaryPage> ListAsync(ExecutionFilter filter, string? after, int limit, CancellationToken cancellationToken) => store.ListAsync(filter, after, limit, cancellationToken);

    public ValueTask<OpenExecutions> CountOpenAsync(string workspace, string? graph, CancellationToken cancellationToken) => store.CountOpenAsync(workspace, graph, cancellationToken);

    public ValueTask<Waiting> PollAsync(int partition, CancellationToken cancellationToken) => store.PollAsync(partition, cancellationToken);

    public ValueTask<Waiting> FindWaitingAsync(int partition, Guid id, CancellationToken cancellationToken) => store.FindWaitingAsync(partition, id, cancellationToken);
}
