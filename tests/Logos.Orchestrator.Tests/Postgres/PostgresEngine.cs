using System.Text;
using Logos.Adapters.Channels;
using Logos.Adapters.Memory;
using Logos.Adapters.Postgres;
using Logos.Core.Connections;
using Logos.Core.Executions;
using Logos.Core.Graphs;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Storage;
using Logos.Core.Messages;
using Logos.Core.Orchestration;
using Logos.Core.Work;
using Logos.Orchestrator.Embedded;
using Logos.Orchestrator.Owners;
using Logos.Rules.Values;
using Logos.Workers.Db;
using Logos.Workers.Io.Outbound;
using Logos.Workers.Pools;
using Logos.Workers.Running;

namespace Logos.Orchestrator.Tests.Postgres;

/// <summary>Owners and workers over PostgreSQL, as many owners of each partition as there would be replicas.</summary>
internal sealed class PostgresEngine : IAsyncDisposable
{
    public const int Partitions = 32;

    private readonly PostgresStore _store;
    private readonly HeardStore _heard;
    private readonly OutboundClient _outbound = new(new());
    private readonly Databases _databases = new(GivenConnections.None, TimeProvider.System);
    private readonly CancellationTokenSource _down = new();
    private readonly Dictionary<string, CancellationTokenSource> _replicas = [];
    private readonly List<Task> _running = [];
    private readonly IWorkBroker _broker;
    private readonly StoredPlans _plans;
    private readonly ExecutionClient _client;

    public PostgresEngine(string connection, params string[] replicas)
        : this(connection, new ChannelBroker { PoolOf = PoolOf }, null, replicas)
    {
    }

    /// <param name="workers">The broker as the workers see it, where they are not one process with the owners.</param>
    public PostgresEngine(string connection, IWorkBroker broker, IWorkBroker? workers, params string[] replicas)
    {
        _broker = broker;
        _store = PostgresStore.Open(connection);
        _heard = new(_store.Executions);
        _plans = new(_store.Graphs, () => NodeTypeRegistry.BuiltIn);
        _client = new(_heard, _plans, _broker, new(_store.Blobs, TimeProvider.System), TimeProvider.System, PartitionOf);
        var handlers = EmbeddedNodes.Handlers(_outbound, _databases, TimeProvider.System, []);
        var runner = new TaskRunner(handlers, new GivenSecrets(new Dictionary<string, string>()), TimeProvider.System, blobs: _store.Blobs);
        foreach (var pool in new[] { Pool.Rule, Pool.Io })
            _running.Add(Task.Run(() => new PoolWorker(pool, workers ?? broker, runner, TimeProvider.System, "worker").RunAsync(_down.Token)));
        foreach (var replica in replicas)
            Join(replica);
    }

    public IExecutionStore Executions => _store.Executions;

    /// <summary>One that owns what nobody else does, and waits for the rest.</summary>
    public void Join(string replica)
    {
        var down = CancellationTokenSource.CreateLinkedTokenSource(_down.Token);
        _replicas.Add(replica, down);
        var share = new OwnedShare(replica, _store.Replicas, partition => new(partition, replica, _heard, _broker, _plans, new MemoryFeed(TimeProvider.System), TimeProvider.System, new() { PollInterval = TimeSpan.FromMilliseconds(200) }, _store.Blobs), TimeProvider.System);
        _running.Add(Task.Run(() => share.RunAsync(down.Token)));
    }

    /// <summary>Waits until the partitions are owned so, and no other way: how many by whom.</summary>
    public async Task<TimeSpan> OwnedAsync(IReadOnlyDictionary<string, int> wanted, CancellationToken cancellationToken)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var view = await _store.Replicas.BeatAsync("onlooker", TimeSpan.Zero, cancellationToken);
            var counts = view.Owners.Where(owner => owner is not null).CountBy(owner => owner!).ToDictionary();
            if (counts.Count == wanted.Count && wanted.All(each => counts.GetValueOrDefault(each.Key) == each.Value))
                return TimeProvider.System.GetElapsedTime(began);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>It stops, and gives back what it owned.</summary>
    public Task LeaveAsync(string replica) => _replicas[replica].CancelAsync();

    public async Task SaveAsync(string yaml, CancellationToken cancellationToken)
    {
        var reading = GraphLoader.Load(Encoding.UTF8.GetBytes(yaml), GraphFormat.Yaml, NodeTypeRegistry.BuiltIn);
        Assert.True(reading.IsValid, string.Join('\n', reading.Errors));
        await _store.Graphs.SaveAsync("default", reading.Graph!, cancellationToken);
    }

    /// <summary>Said again until the store has taken it, as a caller with an idempotency key does.</summary>
    public async Task<Guid> SubmitAsync(string graph, string inputs, CancellationToken cancellationToken)
    {
        var submission = await _client.PrepareAsync("default", graph, 1, Payload.Of(ValueJson.Parse(inputs)), null, null, null, cancellationToken);
        while (true)
        {
            try
            {
                await _client.SubmitAsync(submission, cancellationToken);
                return submission.Head.Id;
            }
            catch (StoreUnavailableException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
            }
        }
    }

    public async Task<StoredExecution> EndOfAsync(Guid id, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                if (await _store.Executions.FindAsync(id, cancellationToken) is { } found && found.Row.Status.IsEnd())
                    return found;
            }
            catch (StoreUnavailableException)
            {
                // It is asked again below.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, cancellationToken);
        }
    }

    public Task<Asked> SignalAsync(Guid id, string name, CancellationToken cancellationToken) =>
        _client.AskAsync(id, PartitionOf(id), CommandKind.Signal, name, Value.Null, null, TimeSpan.FromSeconds(30), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _down.CancelAsync();
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _store.DisposeAsync();
        _outbound.Dispose();
        await _databases.DisposeAsync();
        foreach (var down in _replicas.Values)
            down.Dispose();
        _down.Dispose();
    }

    public static Pool PoolOf(string type) => NodeTypeRegistry.BuiltIn.Find(type)?.Pool ?? Pool.Io;

    private static int PartitionOf(Guid root) => PartitionNumber.Of(root, Partitions);
}
