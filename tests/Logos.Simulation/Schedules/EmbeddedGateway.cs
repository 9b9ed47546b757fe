using Logos.Adapters.Embedded;
using Logos.Core.Documents;
using Logos.Core.Executions;
using Logos.Core.Orchestration;

namespace Logos.Simulation.Schedules;

/// <summary>A caller of the embedded engine: what it asks dies with the process, and then it asks again.</summary>
internal sealed class EmbeddedGateway(EmbeddedShape shape, Schedule schedule) : IExecutionStore
{
    public ValueTask<DocumentWrite?> SubmitAsync(Submission submission, CancellationToken cancellationToken)
    {
        shape.Know(submission.Head.Id);
        return Ask(async journal =>
        {
            // Said again after its answer was lost: it is there.
            var isThere = shape.IsGone(submission.Head.Id) || await journal.FindAsync(submission.Head.Id, default) is not null ||
                (await journal.PollAsync(submission.Head.Partition, default)).Submissions.Any(s => s.Head.Id == submission.Head.Id);
            return isThere ? null : await journal.SubmitAsync(submission, default);
        });
    }

    public async ValueTask AddAsync(Command command, CancellationToken cancellationToken)
    {
        schedule.Know(command.Id);
        await Ask(async journal =>
        {
            var isThere = await journal.FindVerdictAsync(command.Id, default) is not null || (await journal.PollAsync(command.Partition, default)).Commands.Any(c => c.Id == command.Id);
            if (!isThere)
                await journal.AddAsync(command, default);
            return true;
        });
    }

    public ValueTask<Verdict?> FindVerdictAsync(Guid command, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Lease?> AcquireAsync(int partition, string owner, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<bool> RenewAsync(Lease lease, long publishedThrough, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask ReleaseAsync(Lease lease, long publishedThrough, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<StoredExecution>> LoadOpenAsync(int partition, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<StoredExecution>> LoadTreeAsync(Guid root, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<StoredExecution?> FindAsync(Guid id, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<ExecutionSummaryPage> ListAsync(ExecutionFilter filter, string? after, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<OpenExecutions> CountOpenAsync(string workspace, string? graph, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Waiting> PollAsync(int partition, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<Waiting> FindWaitingAsync(int partition, Guid id, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<CommitResult> CommitAsync(PartitionCommit commit, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<long> FindBrokerGenerationAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<long> RaiseBrokerGenerationAsync(long lost, CancellationToken cancellationToken) => throw new NotSupportedException();

    private ValueTask<T> Ask<T>(Func<JournalStore, Task<T>> ask)
    {
        var answer = new TaskCompletionSource<T>();
        if (shape.Journal is not { } journal)
            return ValueTask.FromException<T>(Gone());
        void Died() => schedule.Gateway.Enqueue(() => answer.TrySetException(Gone()));
        shape.Died += Died;
        shape.Process.Post(_ => _ = RunAsync(), null);
        return new(answer.Task);

        async Task RunAsync()
        {
            try
            {
                var result = await ask(journal);
                schedule.Gateway.Enqueue(() => answer.TrySetResult(result));
            }
            catch (Exception e)
            {
                // The disk is full, or the machine is about to go: nothing was taken.
                schedule.Gateway.Enqueue(() => answer.TrySetException(e is StoreUnavailableException ? e : Gone()));
            }

            shape.Died -= Died;
        }
    }

    private static StoreUnavailableException Gone() => new("The process is gone.", new IOException("The process is gone."));
}
