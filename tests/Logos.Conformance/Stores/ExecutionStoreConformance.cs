using Logos.Core.Executions;
using Logos.Core.Orchestration;

namespace Logos.Conformance.Stores;

/// <summary>What every store of executions does. An adapter inherits it, and says how its store is made.</summary>
public abstract partial class ExecutionStoreConformance : IAsyncLifetime
{
    private IExecutionStore _store = null!;

    /// <summary>An empty store, for this test alone.</summary>
    protected abstract ValueTask<IExecutionStore> CreateAsync();

    /// <summary>The same data as a process sees it that has just started.</summary>
    protected abstract ValueTask<IExecutionStore> ReopenAsync(IExecutionStore store);

    /// <summary>Lets so much time pass that a lease that nobody renewed is over.</summary>
    protected abstract ValueTask OutliveLeasesAsync(IExecutionStore store);

    /// <summary>Takes away what the test made.</summary>
    protected abstract ValueTask CloseAsync(IExecutionStore store);

    public async ValueTask InitializeAsync() => _store = await CreateAsync();

    public async ValueTask DisposeAsync()
    {
        await CloseAsync(_store);
        GC.SuppressFinalize(this);
    }

    private async Task<Lease> AcquireAsync(int partition = 0, string owner = "a")
    {
        var lease = await _store.AcquireAsync(partition, owner, Guard.Token).InTime();
        Assert.NotNull(lease);
        return lease;
    }

    // What begins here has been submitted, unless it is a child.
    private async Task<CommitResult> CommitAsync(Lease lease, long sequence, Action<CommitParts>? fill = null)
    {
        var parts = new CommitParts();
        fill?.Invoke(parts);
        foreach (var head in parts.Begun.Where(head => head.Parent is null && !parts.Unsubmitted))
            await _store.SubmitAsync(StoreSamples.Submission(head), Guard.Token).InTime();
        return await _store.CommitAsync(new(lease, sequence, 0) { Begun = parts.Begun, Changes = parts.Changes, Verdicts = parts.Verdicts }, Guard.Token).InTime();
    }

    private async Task<ExecutionHead> BeginAsync(Lease lease, long sequence, ExecutionStatus status = ExecutionStatus.Running, ExecutionHead? head = null)
    {
        head ??= StoreSamples.Head(lease.Partition);
        Assert.Equal(CommitResult.Done, await CommitAsync(lease, sequence, c => c.Begin(head, status)));
        return head;
    }

    private Task<StoredExecution?> FindAsync(ExecutionHead head) => _store.FindAsync(head.Id, Guard.Token).InTime();

    private async Task ReopenAsync() => _store = await ReopenAsync(_store);

    private static void Same(ExecutionHead expected, ExecutionHead actual)
    {
        Assert.Equal(StoreSamples.ByValue(expected), StoreSamples.ByValue(actual));
        Assert.Equal(expected.Tags.OrderBy(t => t.Key), actual.Tags.OrderBy(t => t.Key));
    }

    private static void Same(Submission expected, Submission actual)
    {
        Same(expected.Head, actual.Head);
        Assert.Equal(expected.Deadline, actual.Deadline);
        Assert.Equal(expected.Seeds.Select(StoreSamples.ByValue), actual.Seeds.Select(StoreSamples.ByValue));
    }

    private static void Same(Command expected, Command actual) => Assert.Equal(StoreSamples.ByValue(expected), StoreSamples.ByValue(actual));

    private static void Same(ExecutionRow expected, ExecutionRow actual) => Assert.Equal(StoreSamples.ByValue(expected), StoreSamples.ByValue(actual));

    private static void Same(IEnumerable<NodeRow> expected, IEnumerable<NodeRow> actual) => Assert.Equal(StoreSamples.ByValue(expected), StoreSamples.ByValue(actual));

    private static void Same(IEnumerable<ItemRow> expected, IEnumerable<ItemRow> actual) => Assert.Equal(StoreSamples.ByValue(expected), StoreSamples.ByValue(actual));

    private sealed class CommitParts
    {
        public List<ExecutionHead> Begun { get; } = [];

        public bool Unsubmitted { get; set; }

        public List<ExecutionChanges> Changes { get; } = [];

        public List<CommandVerdict> Verdicts { get; } = [];

        public void Begin(ExecutionHead head, ExecutionStatus status = ExecutionStatus.Running)
        {
            Begun.Add(head);
            Changes.Add(StoreSamples.Changes(head, status));
        }
    }
}
