using System.Collections.Concurrent;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Simulation.Schedules;

namespace Logos.Orchestrator.Tests.Partitions;

/// <summary>A store whose commits are looked at, and refused where a test says so.</summary>
internal sealed class WatchedStore(IExecutionStore store) : FaultyStore(store)
{
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<Verdict>> _answers = new();

    private (Func<PartitionCommit, bool> Holds, TaskCompletionSource Reached)? _awaited;

    /// <summary>Those that were made, in their order.</summary>
    public ConcurrentQueue<PartitionCommit> Commits { get; } = new();

    /// <summary>Why one cannot be made; null when it can.</summary>
    public Func<PartitionCommit, Exception?> Refuse { get; set; } = _ => null;

    /// <summary>Whoever owns the partition next finds a broker that was given nothing yet.</summary>
    public bool BrokerIsNew { get; set; }

    /// <summary>Whoever looks for what waits finds nothing.</summary>
    public bool ShowsNothing { get; set; }

    /// <summary>The next command is there, and nobody hears that it is.</summary>
    public bool LosesNextAnswer { get; set; }

    /// <summary>The next commit is made, and its owner hears that the store is away.</summary>
    public bool LosesNextCommit { get; set; }

    public override async ValueTask AddAsync(Command command, CancellationToken cancellationToken)
    {
        await base.AddAsync(command, cancellationToken);
        if (!LosesNextAnswer)
            return;
        LosesNextAnswer = false;
        throw new StoreUnavailableException("away", new IOException("away"));
    }

    public override async ValueTask<Lease?> AcquireAsync(int partition, string owner, CancellationToken cancellationToken)
    {
        var lease = await base.AcquireAsync(partition, owner, cancellationToken);
        return BrokerIsNew && lease is not null ? lease with { BrokerGeneration = 0 } : lease;
    }

    public override ValueTask<Waiting> PollAsync(int partition, CancellationToken cancellationToken) =>
        ShowsNothing ? new(Waiting.Nothing) : base.PollAsync(partition, cancellationToken);

    /// <summary>Ends with the next commit of which this holds.</summary>
    public Task UntilAsync(Func<PartitionCommit, bool> holds)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _awaited = (holds, reached);
        return reached.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    public Task<Verdict> AnswerTo(Guid command) => Asked(command).Task;

    public override async ValueTask<CommitResult> CommitAsync(PartitionCommit commit, CancellationToken cancellationToken)
    {
        if (Refuse(commit) is { } refusal)
            throw refusal;
        var result = await base.CommitAsync(commit, cancellationToken);
        if (result != CommitResult.Done)
            return result;
        Commits.Enqueue(commit);
        if (_awaited is { } awaited && awaited.Holds(commit))
            awaited.Reached.TrySetResult();
        foreach (var verdict in commit.Verdicts)
            Asked(verdict.Command).TrySetResult(verdict.Verdict);
        if (!LosesNextCommit)
            return result;
        LosesNextCommit = false;
        throw new StoreUnavailableException("away", new IOException("away"));
    }

    private TaskCompletionSource<Verdict> Asked(Guid command) => _answers.GetOrAdd(command, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
}
