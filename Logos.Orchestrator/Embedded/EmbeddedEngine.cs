using Logos.Adapters.Blobs;
using Logos.Adapters.Channels;
using Logos.Adapters.Embedded;
using Logos.Adapters.Memory;
using Logos.Core.Blobs;
using Logos.Core.Connections;
using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Planning;
using Logos.Core.Messages;
using Logos.Core.Orchestration;
using Logos.Core.Secrets;
using Logos.Core.Work;
using Logos.Orchestrator.Hosting;
using Logos.Rules.Values;
using Logos.Workers.Db;
using Logos.Workers.Io.Outbound;
using Logos.Workers.Pools;
using Logos.Workers.Running;

namespace Logos.Orchestrator.Embedded;

/// <summary>The whole engine within one process: the journal, the queues in memory, the owners of all partitions, and workers of every pool.</summary>
public sealed partial class EmbeddedEngine : IAsyncDisposable
{
    private const string Workspace = "default";

    /// <summary>Fixed for as long as a folder lives: another number would look for executions where they are not.</summary>
    private const int Partitions = 8;

    private readonly JournalStore _journalStore;
    private readonly HeardStore _store;
    private readonly EmbeddedEngineOptions _options;
    private readonly EngineGraphs _graphs;
    private readonly NodeTypeRegistry _types;
    private readonly FolderBlobs _blobs;
    private readonly LargeValues _values;
    private readonly IWorkBroker _broker;
    private readonly OutboundClient _client;
    private readonly Databases _databases;
    private readonly TimeProvider _clock;
    private readonly ExecutionWatches _watches;
    private readonly CancellationTokenSource _workersDown = new();
    private readonly CancellationTokenSource _ownersDown = new();
    private readonly Task _workers;
    private readonly Task _owners;
    private readonly Task _journal;
    private readonly Task _sweeping;
    private readonly ExecutionClient _asking;
    private readonly SecretKeyRing? _keys;
    private EngineAccess? _access;
    private bool _isDown;

    private EmbeddedEngine(EmbeddedEngineOptions options, JournalStore store, FolderBlobs blobs, SecretKeyRing? keys)
    {
        _keys = keys;
        (_journalStore, _store, _options, _clock) = (store, new(store), options, options.Clock);
        (_blobs, _values) = (blobs, new(blobs, _clock));
        _blobs.FullnessChanged = HearOfRoom;
        _watches = new(options.Feed);
        _client = new(options.Outbound);
        _databases = new(options.Connections, _clock);
        var nodes = options.Handlers ?? EmbeddedNodes.Handlers(_client, _databases, _clock, options.Nodes);
        var broker = new ChannelBroker { PoolOf = type => nodes.Types.Find(type)?.Pool ?? Pool.Io };
        _broker = options.Broker?.Invoke(broker) ?? broker;
        _types = nodes.Types;
        _graphs = new(store.Graphs, nodes.Types, Workspace, options.Graphs);
        _asking = new(_store, _graphs, _broker, _values, _clock, root => PartitionNumber.Of(root, Partitions));
        var saved = _graphs.TrySaveAsync(_ownersDown.Token);
        var name = $"embedded-{Environment.ProcessId}";
        var secrets = keys is null ? options.Secrets : new StoredSecrets(store.Documents, keys, options.Secrets);
        options.Connections.Open(new StoredConnections(store.Documents, keys, secrets, options.Connections.Otherwise));
        var meters = options.Meters is { } host ? new EngineMeters(host, _clock) : null;
        var cache = new MemoryCache(_clock);
        meters?.Watch(broker, cache);
        var runner = new TaskRunner(nodes, secrets, _clock, options.Running with { Worker = name, Progress = HearProgress }, blobs, new(cache, _clock, meters?.Caches));
        _owners = Task.WhenAll(Enumerable.Range(0, Partitions).Select(number =>
        {
            var owner = new PartitionLoop(number, name, _store, _broker, _graphs, _watches, _clock, options.Orchestration, blobs, meters?.Owners);
            return Run(() => GuardAsync(OwnAsync(saved, owner), _ownersDown.Token));
        }));
        _workers = Task.WhenAll(EmbeddedNodes.Pools.Select(pool =>
        {
            var worker = new PoolWorker(pool, _broker, runner, _clock, name, options.Pools with { Slots = options.SlotsOf(pool), Grace = options.Grace }, meters?.Pools);
            return Run(() => GuardAsync(worker.RunAsync(_workersDown.Token), _workersDown.Token));
        }));
        _journal = HearOfJournalAsync();
        _sweeping = Run(() => GuardAsync(SweepAsync(), _ownersDown.Token));
    }

    public static EmbeddedEngine Start(EmbeddedEngineOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Orchestration.Check();
        try
        {
            var journal = options.Journal with { Clock = options.Clock };
            FolderBlobs? blobs = null;
            // What goes before the blobs are there is swept later.
            var keeping = options.Keeping with { OnRemoved = id => RemovedAsync(id, blobs, options.Keeping.OnRemoved) };
            var store = options.Disk is { } disk ? JournalStore.Open(disk, journal, keeping) : JournalStore.Open(options.Folder, journal, keeping);
            try
            {
                // After the journal, which lets one process alone into the folder.
                var keys = options.KeyFile is { } file ? EngineKeys.Open(Path.Combine(options.Folder, file), store.Documents) : null;
                blobs = OpenBlobs(options);
                options.Unfinished?.Invoke(store.Unfinished());
                return new(options, store, blobs, keys);
            }
            catch
            {
                // Whoever tries again is not to be told that this process is inside.
                Task.Run(async () => await store.DisposeAsync()).GetAwaiter().GetResult();
                throw;
            }
        }
        catch (Exception e) when (EngineFailedException.Covers(e))
        {
            throw EngineFailedException.Of(e);
        }
    }

    /// <returns>The execution, durable, with all that changes in it from its beginning.</returns>
    public async Task<ExecutionWatch> SubmitAsync(string graph, ValueMap inputs, TimeSpan? within = null, CancellationToken cancellationToken = default)
    {
        var version = await VersionAsync(graph, cancellationToken);
        var submission = await OnBlobsAsync(_asking.PrepareAsync(Workspace, graph, version, Written(graph, inputs), within, null, null, cancellationToken));
        return await SubmitAsync(submission, cancellationToken);
    }

    public Task<Verdict?> SignalAsync(ExecutionHead execution, string name, Value payload) => AskAsync(execution.Id, execution.Partition, CommandKind.Signal, name, payload, null, CancellationToken.None);

    public Task<Verdict?> CancelAsync(ExecutionHead execution, string reason) => AskAsync(execution.Id, execution.Partition, CommandKind.Cancel, reason, Value.Null, null, CancellationToken.None);

    /// <returns>What the execution's owner answers; null when it has not answered in time, and will do it all the same.</returns>
    /// <param name="caller">Null where nobody stands between the command and the engine.</param>
    internal async Task<Verdict?> AskAsync(Guid execution, CommandKind kind, string? name = null, Value payload = default, Caller? caller = null, CancellationToken cancellationToken = default)
    {
        var partition = (await _store.FindAsync(execution, cancellationToken))?.Head.Partition ?? PartitionNumber.Of(execution, Partitions);
        return await AskAsync(execution, partition, kind, name, payload, caller, cancellationToken);
    }

    /// <summary>From now on. What was before has to be asked for, after this.</summary>
    internal ExecutionWatch Watch(Guid root) => _watches.Open(root);

    /// <summary>What brought the engine down; null when it was asked to stop.</summary>
    internal Task<Exception?> WhenBroken => _watches.WhenBroken;

    /// <summary>For whoever serves callers; the engine has to be started with a feed.</summary>
    internal EngineAccess Access => _access ??= new()
    {
        Executions = _store,
        Graphs = _journalStore.Graphs,
        Documents = _journalStore.Documents,
        Keys = _keys ?? throw new InvalidOperationException("The engine was started without a key file."),
        Plans = _graphs,
        TypesNow = () => _types,
        Feed = _options.Feed ?? throw new InvalidOperationException("The engine was started without a feed."),
        Failures = _store.Failures,
        Values = _values,
        Client = _asking,
        Refusal = () => _journalStore.IsFull ? "no room: changes are refused until there is some"
            : _blobs.IsFull ? "no room: large values are refused until there is some"
            : null,
        HasFailed = () => _journalStore.WhenFailed.IsCompleted,
        WhenBroken = WhenBroken,
    };

    internal IReadOnlyCollection<string> GraphNames => [.. _options.Graphs.Keys];

    internal GraphPlan? Plan(string graph) => _options.Graphs.GetValueOrDefault(graph);

    /// <returns>One that nobody has taken up yet is pending, and has no nodes.</returns>
    internal ValueTask<StoredExecution?> FindAsync(Guid id, CancellationToken cancellationToken) => _asking.FindAsync(id, cancellationToken);

    internal ValueTask<ExecutionSummaryPage> ListAsync(ExecutionFilter filter, string? after, int limit, CancellationToken cancellationToken) =>
        _store.ListAsync(filter, after, limit, cancellationToken);

    /// <returns>Whether the version of the graph is there, and all its node types are known here: what has begun with one of which that does not hold is left as it is.</returns>
    public async ValueTask<bool> CanRunAsync(string graph, int version, CancellationToken cancellationToken = default) =>
        await _graphs.FindAsync(Workspace, graph, version, cancellationToken) is not null;

    /// <returns>The execution and all that it started, as they stand; empty before it has begun.</returns>
    public ValueTask<IReadOnlyList<StoredExecution>> TreeAsync(Guid root) => _store.LoadTreeAsync(root, CancellationToken.None);

    /// <summary>A recorded value, wherever it is kept.</summary>
    public ValueTask<Value> ReadAsync(Payload payload, CancellationToken cancellationToken = default) => _values.ReadAsync(payload, cancellationToken);

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
        await _sweeping.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _journalStore.DisposeAsync();
        // Whoever still waits would wait for ever.
        _watches.Break(new EngineStoppedException());
        _graphs.Dispose();
        _client.Dispose();
        await _databases.DisposeAsync();
        _workersDown.Dispose();
        _ownersDown.Dispose();
    }

    private async Task<Verdict?> AskAsync(Guid execution, int partition, CommandKind kind, string? name, Value payload, Caller? caller, CancellationToken cancellationToken)
    {
        try
        {
            return (await _asking.AskAsync(execution, partition, kind, name, payload, caller, _options.AnswerTime, cancellationToken)).Verdict;
        }
        catch (Exception e) when (EngineFailedException.Covers(e))
        {
            throw EngineFailedException.Of(e);
        }
    }

    private async Task<ExecutionWatch> SubmitAsync(Submission submission, CancellationToken cancellationToken)
    {
        var watch = _watches.Open(submission.Head);
        try
        {
            await _asking.SubmitAsync(submission, cancellationToken);
            return watch;
        }
        catch (Exception e)
        {
            watch.Dispose();
            if (EngineFailedException.Covers(e))
                throw EngineFailedException.Of(e);
            throw;
        }
    }

    // What has begun before may be of a graph that is only saved now.
    private async Task OwnAsync(Task saved, PartitionLoop owner)
    {
        await saved;
        await owner.RunAsync(_ownersDown.Token);
    }

    private async ValueTask<int> VersionAsync(string graph, CancellationToken cancellationToken)
    {
        try
        {
            return await _graphs.VersionAsync(graph, cancellationToken);
        }
        catch (Exception e) when (EngineFailedException.Covers(e))
        {
            throw EngineFailedException.Of(e);
        }
    }

    private static FolderBlobs OpenBlobs(EmbeddedEngineOptions options)
    {
        try
        {
            return options.Disk is { } disk ? FolderBlobs.Open(disk, options.Scheduler) : FolderBlobs.Open(BlobsIn(options.Folder));
        }
        catch (Exception e) when (EngineFailedException.IsOfBlobs(e))
        {
            throw EngineFailedException.OfBlobs(BlobsIn(options.Folder), e);
        }
    }

    private static string BlobsIn(string folder) => Path.Combine(folder, "blobs");

    private async ValueTask<T> OnBlobsAsync<T>(ValueTask<T> work)
    {
        try
        {
            return await work;
        }
        catch (Exception e) when (EngineFailedException.Covers(e))
        {
            throw EngineFailedException.Of(e);
        }
        catch (Exception e) when (EngineFailedException.IsOfBlobs(e))
        {
            throw EngineFailedException.OfBlobs(BlobsIn(_options.Folder), e);
        }
    }

    private static Payload Written(string graph, ValueMap inputs)
    {
        try
        {
            if (ValueJson.WriteUtf8(inputs, LargeValues.MaxBytes) is { } json)
                return Payload.Of(inputs, json);
        }
        catch (InvalidOperationException)
        {
            // Nested too deep: refused as what is too long.
        }

        throw new ExecutionRefusedException(graph, [new(ExecutionCodes.ValueTooLarge, $"the inputs have more than 64 MiB, or are nested deeper than {ValueJson.MaxDepth} levels")]);
    }

    private Task Run(Func<Task> loop) =>
        Task.Factory.StartNew(loop, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _options.Scheduler ?? TaskScheduler.Default).Unwrap();

    private void HearProgress(NodeTask task, TaskStep step, Value value) =>
        _watches.Publish(task.Execution, new(step.Id, task.Key.Item == TaskKey.NoItem ? null : task.Key.Item, value));

    // An owner or a worker that ends by an exception takes no part any more: whoever waits has to be told, or waits for ever.
    // Cancelled it is only when it was asked to be: any other cancellation is a loop that has ended unnoticed.
    private async Task GuardAsync(Task running, CancellationToken down)
    {
        try
        {
            await running;
        }
        catch (Exception e) when (e is not OperationCanceledException || !down.IsCancellationRequested)
        {
            // As a cancellation it would pass for that of whoever waits.
            _watches.Break(e is OperationCanceledException ? new InvalidOperationException("A loop of the engine was cancelled, and nobody had asked it to end.", e) : e);
        }
    }

    private static async ValueTask RemovedAsync(Guid execution, FolderBlobs? blobs, Func<Guid, ValueTask>? also)
    {
        if (blobs is not null)
            await blobs.DeleteAsync(execution, CancellationToken.None);
        if (also is not null)
            await also(execution);
    }

    private async Task SweepAsync()
    {
        var sweep = new BlobSweep(_blobs, _store, Partitions, _clock, (execution, e) => _options.SweepFailed?.Invoke(execution, e));
        while (true)
        {
            try
            {
                await sweep.RunAsync(_ownersDown.Token);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // What is left costs room and nothing else: the next round tries again.
                _options.SweepFailed?.Invoke(null, e);
            }

            await Task.Delay(_options.SweepEvery, _clock, _ownersDown.Token);
        }
    }

    private void HearOfRoom(bool isFull)
    {
        _options.BlobsFull?.Invoke(isFull);
        if (isFull)
            _ = Run(() => GuardAsync(LookForRoomAsync(), _ownersDown.Token));
    }

    // Small ones may fit all the time, and another large one may never come.
    private async Task LookForRoomAsync()
    {
        while (_blobs.IsFull)
        {
            await Task.Delay(_options.LookForRoomEvery, _clock, _ownersDown.Token);
            await _blobs.LookForRoomAsync(_ownersDown.Token);
        }
    }

    private async Task HearOfJournalAsync()
    {
        var failed = _journalStore.WhenFailed;
        await Task.WhenAny(failed, Task.Delay(Timeout.InfiniteTimeSpan, _clock, _ownersDown.Token));
        if (failed.IsCompleted)
            _watches.Break(await failed);
    }
}
