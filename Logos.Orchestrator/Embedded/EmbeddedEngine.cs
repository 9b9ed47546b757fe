using Logos.Adapters.Channels;
using Logos.Adapters.Embedded;
using Logos.Adapters.Memory;
using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Messages;
using Logos.Core.Orchestration;
using Logos.Rules.Values;
using Logos.Workers.Io.Outbound;
using Logos.Workers.Pools;
using Logos.Workers.Running;

namespace Logos.Orchestrator.Embedded;

/// <summary>The whole engine within one process: the journal, the queues in memory, the owners of all partitions, and workers of every pool.</summary>
public sealed class EmbeddedEngine : IAsyncDisposable
{
    private const string Workspace = "default";

    private readonly JournalStore _store;
    private readonly ChannelBroker _broker;
    private readonly OutboundClient _client;
    private readonly TimeProvider _clock;
    private readonly ExecutionWatches _watches = new();
    private readonly CancellationTokenSource _workersDown = new();
    private readonly CancellationTokenSource _ownersDown = new();
    private readonly Task _workers;
    private readonly Task _owners;
    private readonly Task _journal;
    private bool _isDown;

    private EmbeddedEngine(EmbeddedEngineOptions options, JournalStore store)
    {
        (_store, _clock) = (store, options.Clock);
        _client = new(options.Outbound);
        var handlers = EmbeddedNodes.Handlers(_client, _clock, options.Nodes);
        _broker = new() { PoolOf = type => handlers.Types.Find(type)?.Pool ?? Pool.Io };
        var plans = new GivenPlans(options.Graphs);
        var name = $"embedded-{Environment.ProcessId}";
        var runner = new TaskRunner(handlers, options.Secrets, _clock, TaskRunnerOptions.Standard with { Worker = name }, cache: new(new MemoryCache(_clock), _clock));
        _owners = Task.WhenAll(Enumerable.Range(0, PartitionNumber.Count).Select(number =>
        {
            var owner = new PartitionLoop(number, name, _store, _broker, plans, _watches, _clock, options.Orchestration);
            return Task.Run(() => GuardAsync(owner.RunAsync(_ownersDown.Token)));
        }));
        _workers = Task.WhenAll(EmbeddedNodes.Pools.Select(pool =>
        {
            var slots = pool == Pool.Rule ? Environment.ProcessorCount : PoolOptions.Default.Slots;
            var worker = new PoolWorker(pool, _broker, runner, _clock, name, PoolOptions.Default with { Slots = slots, Grace = options.Grace });
            return Task.Run(() => GuardAsync(worker.RunAsync(_workersDown.Token)));
        }));
        _journal = HearOfJournalAsync();
    }

    public static EmbeddedEngine Start(EmbeddedEngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            return new(options, JournalStore.Open(options.Folder, new() { Clock = options.Clock }));
        }
        catch (Exception e) when (EngineFailedException.Covers(e))
        {
            throw EngineFailedException.Of(e);
        }
    }

    /// <returns>The execution, durable, with all that changes in it from its beginning.</returns>
    public async Task<ExecutionWatch> SubmitAsync(string graph, ValueMap inputs, TimeSpan? within = null, CancellationToken cancellationToken = default)
    {
        var now = _clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var head = new ExecutionHead
        {
            Id = id,
            Root = id,
            Partition = PartitionNumber.Of(id),
            Workspace = Workspace,
            Graph = graph,
            GraphVersion = GivenPlans.Version,
            Inputs = Payload.Of(inputs),
            CreatedAt = now,
        };
        var watch = _watches.Open(head);
        try
        {
            await _store.SubmitAsync(new(head, now + within, []), cancellationToken);
        }
        catch (Exception e)
        {
            watch.Dispose();
            if (EngineFailedException.Covers(e))
                throw EngineFailedException.Of(e);
            throw;
        }

        await WakeAsync(head.Partition);
        return watch;
    }

    public Task SignalAsync(ExecutionHead execution, string name, Value payload) => CommandAsync(execution, CommandKind.Signal, name, Payload.Of(payload));

    public Task CancelAsync(ExecutionHead execution, string reason) => CommandAsync(execution, CommandKind.Cancel, reason, null);

    /// <returns>The execution and all that it started, as they stand; empty before it has begun.</returns>
    public ValueTask<IReadOnlyList<StoredExecution>> TreeAsync(Guid root) => _store.LoadTreeAsync(root, CancellationToken.None);

    /// <summary>Workers first, so that what they finish is still recorded; then the owners; then the journal.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDown)
            return;
        _isDown = true;
        await _workersDown.CancelAsync();
        await _workers.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _ownersDown.CancelAsync();
        await _owners.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _journal;
        await _store.DisposeAsync();
        _client.Dispose();
        _workersDown.Dispose();
        _ownersDown.Dispose();
    }

    private async Task CommandAsync(ExecutionHead execution, CommandKind kind, string name, Payload? payload)
    {
        ArgumentNullException.ThrowIfNull(execution);
        var now = _clock.GetUtcNow();
        try
        {
            await _store.AddAsync(new(Guid.CreateVersion7(now), execution.Partition, execution.Id, kind, name, payload, now), CancellationToken.None);
        }
        catch (Exception e) when (EngineFailedException.Covers(e))
        {
            throw EngineFailedException.Of(e);
        }

        await WakeAsync(execution.Partition);
    }

    private ValueTask WakeAsync(int partition) => _broker.ReportAsync(partition, [new Report.Wake()], CancellationToken.None);

    // An owner or a worker that ends by an exception takes no part any more: whoever waits has to be told, or waits for ever.
    private async Task GuardAsync(Task running)
    {
        try
        {
            await running;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _watches.Break(e);
        }
    }

    private async Task HearOfJournalAsync()
    {
        var failed = _store.WhenFailed;
        await Task.WhenAny(failed, Task.Delay(Timeout.InfiniteTimeSpan, _clock, _ownersDown.Token));
        if (failed.IsCompleted)
            _watches.Break(await failed);
    }
}
