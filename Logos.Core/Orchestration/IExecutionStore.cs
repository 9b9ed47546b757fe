using Logos.Core.Documents;
using Logos.Core.Executions;

namespace Logos.Core.Orchestration;

/// <summary>The truth. Whatever was acknowledged to a caller is here first.</summary>
public interface IExecutionStore
{
    /// <summary>
    /// Anyone may insert; only the owner of a partition changes what is in it. Durable when it returns; what is
    /// there already is left as it is, so that who does not know whether it arrived may insert it again.
    /// </summary>
    /// <returns>Null when the execution and its writes are inserted, or the execution was there; else the first write that found another version than it expected, and then nothing was inserted.</returns>
    ValueTask<DocumentWrite?> SubmitAsync(Submission submission, CancellationToken cancellationToken);

    ValueTask AddAsync(Command command, CancellationToken cancellationToken);

    /// <returns>What a command came to; null until the owner of its execution has answered.</returns>
    ValueTask<Verdict?> FindVerdictAsync(Guid command, CancellationToken cancellationToken);

    /// <summary>Raises the epoch, so that nothing sent under an older lease of the partition is committed any more.</summary>
    /// <returns>Null while another owner holds the partition; its lease ends when it is not renewed in time.</returns>
    ValueTask<Lease?> AcquireAsync(int partition, string owner, CancellationToken cancellationToken);

    /// <returns>False when the lease is lost.</returns>
    ValueTask<bool> RenewAsync(Lease lease, long publishedThrough, CancellationToken cancellationToken);

    ValueTask ReleaseAsync(Lease lease, long publishedThrough, CancellationToken cancellationToken);

    /// <summary>Everything of the partition that has begun and not ended.</summary>
    ValueTask<IReadOnlyList<StoredExecution>> LoadOpenAsync(int partition, CancellationToken cancellationToken);

    /// <summary>An execution with all its children, ended or not.</summary>
    ValueTask<IReadOnlyList<StoredExecution>> LoadTreeAsync(Guid root, CancellationToken cancellationToken);

    ValueTask<StoredExecution?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Where it stands, without its nodes.</summary>
    async ValueTask<ExecutionRow?> FindRowAsync(Guid id, CancellationToken cancellationToken) => (await FindAsync(id, cancellationToken))?.Row;

    /// <summary>Open and ended ones alike; those that wait to begin are pending. What is inserted meanwhile moves nothing from one page to another.</summary>
    /// <param name="filter">Which ones.</param>
    /// <param name="after">What the page before said comes next; null from the newest on.</param>
    /// <param name="limit">How many at most, 1 to 1,000.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="FormatException">No page has said so.</exception>
    ValueTask<ExecutionSummaryPage> ListAsync(ExecutionFilter filter, string? after, int limit, CancellationToken cancellationToken);

    /// <summary>How many executions that callers started have not ended; what was inserted before is counted.</summary>
    /// <param name="workspace">Whose.</param>
    /// <param name="graph">Of which graph; null for all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    ValueTask<OpenExecutions> CountOpenAsync(string workspace, string? graph, CancellationToken cancellationToken);

    /// <summary>What waits for the partition's owner: submissions and commands, in the order they were made. Of very many only the first may come; then so do those for whose executions a command waits.</summary>
    ValueTask<Waiting> PollAsync(int partition, CancellationToken cancellationToken);

    /// <summary>What waits for the partition's owner under this id: a submission by its execution's, or a command by its own.</summary>
    ValueTask<Waiting> FindWaitingAsync(int partition, Guid id, CancellationToken cancellationToken);

    /// <summary>
    /// All or nothing; nothing when the lease is not the newest, a commit before it is missing, what it changes has been deleted,
    /// or what it begins and nobody but a caller has started does not wait: it has begun before, however long ago.
    /// </summary>
    ValueTask<CommitResult> CommitAsync(PartitionCommit commit, CancellationToken cancellationToken);

    /// <summary>Which broker it is, of all that there were: one that does not bear this number has lost what it held.</summary>
    ValueTask<long> FindBrokerGenerationAsync(CancellationToken cancellationToken);

    /// <summary>The broker is found to have lost everything it held: its generation is raised, once, however many find it.</summary>
    /// <param name="lost">The generation that is gone.</param>
    /// <returns>The generation from now on.</returns>
    ValueTask<long> RaiseBrokerGenerationAsync(long lost, CancellationToken cancellationToken);
}

public sealed record Lease(int Partition, string Owner, long Epoch, long CommitSequence, long PublishedThrough)
{
    /// <summary>The broker in which everything published so far was placed; a later one knows nothing of it.</summary>
    public long BrokerGeneration { get; init; }
}

/// <param name="Pending">Those that wait to begin.</param>
public readonly record struct OpenExecutions(int Pending, int Running)
{
    public int Count => Pending + Running;
}

public enum CommitResult
{
    Done,

    /// <summary>Somebody else owns the partition, or what was to be changed is not there any more: what was decided here never happened.</summary>
    Fenced,
}

public sealed record Waiting(IReadOnlyList<Submission> Submissions, IReadOnlyList<Command> Commands)
{
    public static readonly Waiting Nothing = new([], []);
}
