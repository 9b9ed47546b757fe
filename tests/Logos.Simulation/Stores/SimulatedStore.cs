using Logos.Core.Documents;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Simulation.Scheduling;

namespace Logos.Simulation.Stores;

/// <summary>A database server on the other end of a wire that is slow, and cut when it hurts.</summary>
public sealed class SimulatedStore(Simulator simulator)
{
    public static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(6);

    private int _cuts;

    public Tables Tables { get; } = new();

    public bool IsDown { get; set; }

    /// <summary>Is asked of each commit that may be applied; one that is lost on its way is not.</summary>
    public Func<SimulatedProcess, PartitionCommit, bool>? Loses { get; set; }

    /// <summary>Is told of each commit just before it is applied, and just after: before its owner knows.</summary>
    public Action<PartitionCommit>? Applying { get; set; }

    public Action? WasCut { get; set; }

    public Action<SimulatedProcess, PartitionCommit>? Applied { get; set; }

    /// <summary>The next commits lose their connection after COMMIT was sent.</summary>
    public void CutCommits(int count) => _cuts += count;

    public IExecutionStore For(SimulatedProcess process) => new Connection(this, process);

    private bool TryCut()
    {
        if (_cuts == 0)
            return false;
        _cuts--;
        return true;
    }

    private CommitResult Commit(SimulatedProcess process, PartitionCommit commit)
    {
        if (!Tables.MayCommit(commit))
        {
            simulator.Tell("store", $"p{commit.Lease.Partition} refuses #{commit.Sequence} of {commit.Lease.Owner}, epoch {commit.Lease.Epoch}");
            return CommitResult.Fenced;
        }

        if (Loses?.Invoke(process, commit) == true)
            return CommitResult.Fenced;
        Applying?.Invoke(commit);
        Tables.Apply(commit with { Changes = [.. commit.Changes.Select(AsKept)] });
        simulator.Tell("store", $"p{commit.Lease.Partition} has #{commit.Sequence} of {commit.Lease.Owner}: {(simulator.Trace.IsOn ? CommitText.Of(commit) : "")}");
        Applied?.Invoke(process, commit);
        return CommitResult.Done;
    }

    // A store need not write a row that says what it said before: what an owner needs of it has to be in the older one.
    private ExecutionChanges AsKept(ExecutionChanges change) => change.IsRowAsBefore ? change with { Execution = Tables.Find(change.Id)!.Row } : change;

    private sealed class Connection(SimulatedStore store, SimulatedProcess process) : IExecutionStore
    {
        private readonly Simulator _simulator = process.Simulator;

        private Tables Tables => store.Tables;

        public ValueTask<DocumentWrite?> SubmitAsync(Submission submission, CancellationToken cancellationToken) => AskAsync(() =>
        {
            Tables.Submit(submission);
            return (DocumentWrite?)null;
        });

        public ValueTask AddAsync(Command command, CancellationToken cancellationToken) => AskAsync(() => Tables.Add(command));

        public ValueTask<Verdict?> FindVerdictAsync(Guid command, CancellationToken cancellationToken) => AskAsync(() => Tables.Verdict(command));

        public ValueTask<Lease?> AcquireAsync(int partition, string owner, CancellationToken cancellationToken) => AskAsync(() =>
        {
            var lease = Tables.Acquire(partition, owner, _simulator.Now, LeaseTime);
            if (lease is not null)
                _simulator.Tell(process.Name, $"owns p{partition} from #{lease.CommitSequence} on, epoch {lease.Epoch}, published through #{lease.PublishedThrough}");
            return lease;
        });

        public ValueTask<bool> RenewAsync(Lease lease, long publishedThrough, CancellationToken cancellationToken) =>
            AskAsync(() => Tables.Renew(lease, publishedThrough, _simulator.Now, LeaseTime));

        public ValueTask ReleaseAsync(Lease lease, long publishedThrough, CancellationToken cancellationToken) =>
            AskAsync(() => Tables.Release(lease, publishedThrough));

        public ValueTask<IReadOnlyList<StoredExecution>> LoadOpenAsync(int partition, CancellationToken cancellationToken) => AskAsync(() => Tables.Open(partition));

        public ValueTask<IReadOnlyList<StoredExecution>> LoadTreeAsync(Guid root, CancellationToken cancellationToken) => AskAsync(() => Tables.Tree(root));

        public ValueTask<StoredExecution?> FindAsync(Guid id, CancellationToken cancellationToken) => AskAsync(() => Tables.Find(id));

        public ValueTask<ExecutionSummaryPage> ListAsync(ExecutionFilter filter, string? after, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<OpenExecutions> CountOpenAsync(string workspace, string? graph, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<Waiting> PollAsync(int partition, CancellationToken cancellationToken) => AskAsync(() => Tables.Waiting(partition));

        public ValueTask<Waiting> FindWaitingAsync(int partition, Guid id, CancellationToken cancellationToken) => AskAsync(() => Tables.Waiting(partition, id));

        public ValueTask<long> FindBrokerGenerationAsync(CancellationToken cancellationToken) => AskAsync(() => Tables.BrokerGeneration);

        public ValueTask<long> RaiseBrokerGenerationAsync(long lost, CancellationToken cancellationToken) => AskAsync(() => Tables.RaiseBrokerGeneration(lost));

        public ValueTask<CommitResult> CommitAsync(PartitionCommit commit, CancellationToken cancellationToken)
        {
            if (!store.TryCut())
                return AskAsync(() => store.Commit(process, commit), atOnce: false);
            var answer = new TaskCompletionSource<CommitResult>();
            _simulator.After(_simulator.Between(0, 2_000), () => process.Enqueue(() => answer.TrySetException(Unavailable())));
            store.WasCut?.Invoke();
            // COMMIT was sent: it may be lost, or be applied, now or later than the caller thinks.
            var fate = _simulator.Random.Next(3);
            _simulator.Tell("wire", $"cuts {process.Name} off after COMMIT of p{commit.Lease.Partition} #{commit.Sequence}, which {(fate == 0 ? "is lost" : "goes through")}");
            if (fate > 0)
                _simulator.After(_simulator.Between(0, fate == 1 ? 5 : 4_000), () => store.Commit(process, commit));
            return new(answer.Task);
        }

        private ValueTask AskAsync(Action action) => new(AskAsync(() =>
        {
            action();
            return true;
        }).AsTask());

        private ValueTask<T> AskAsync<T>(Func<T> action, bool atOnce = true)
        {
            var answer = new TaskCompletionSource<T>();
            if (process.IsDead)
                return new(answer.Task);
            // Some answers are there at once: code that awaits then goes straight on.
            if (atOnce && !store.IsDown && _simulator.Chance(4))
                return new(action());
            _simulator.After(_simulator.Between(0, 4), () => Arrive(action, answer));
            return new(answer.Task);
        }

        private void Arrive<T>(Func<T> action, TaskCompletionSource<T> answer)
        {
            if (store.IsDown)
            {
                process.Enqueue(() => answer.TrySetException(Unavailable()));
                return;
            }

            // What a process has sent before it died arrives, or not.
            if (process.IsDead && _simulator.Chance(2))
                return;
            var result = action();
            _simulator.After(_simulator.Between(0, 4), () => process.Enqueue(() => answer.TrySetResult(result)));
        }

        private static StoreUnavailableException Unavailable() => new("The store does not answer.", new IOException("The connection was cut."));
    }
}
