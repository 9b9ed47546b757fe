using System.Collections.Concurrent;
using Logos.Adapters.RabbitMq;
using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Templates;
using Logos.Core.Messages;
using Logos.Core.Orchestration;
using Logos.Core.Work;
using Npgsql;

namespace Logos.LoadTest.Cluster;

/// <summary>
/// The broker's hops and the commits of a graph, and nothing else: no plan, no values, no rules, no HTTP. Owners of as
/// many partitions read, commit what they read in one statement, publish what follows, and acknowledge, in this order.
/// </summary>
internal sealed class ClusterFloor : IAsyncDisposable
{
    private const int Slots = 2;

    private readonly ConcurrentDictionary<Guid, Run> _runs = new();
    private readonly CancellationTokenSource _down = new();
    private readonly List<Task> _loops = [];
    private readonly NpgsqlDataSource _database;
    private readonly RabbitMqBroker _owner;
    private readonly RabbitMqBroker _worker;
    private readonly int _partitions;

    private ClusterFloor(NpgsqlDataSource database, RabbitMqBroker owner, RabbitMqBroker worker, int partitions) =>
        (_database, _owner, _worker, _partitions) = (database, owner, worker, partitions);

    public static async Task<ClusterFloor> StartAsync(string postgres, string rabbitMq, int partitions)
    {
        var database = new NpgsqlDataSourceBuilder(postgres) { ConnectionStringBuilder = { MaxAutoPrepare = 10, AutoPrepareMinUsages = 2 } }.Build();
        await using (var make = database.CreateCommand("create table if not exists floor (id bigint generated always as identity primary key, execution uuid not null, body bytea not null)"))
            await make.ExecuteNonQueryAsync();
        var floor = new ClusterFloor(database, await ConnectAsync(rabbitMq, partitions), await ConnectAsync(rabbitMq, partitions), partitions);
        floor._loops.AddRange(Enumerable.Range(0, partitions).Select(partition => Task.Run(() => floor.OwnAsync(partition))));
        floor._loops.AddRange(Enumerable.Range(0, Slots).Select(_ => Task.Run(floor.WorkAsync)));
        return floor;
    }

    /// <param name="waves">How many tasks run beside each other, wave after wave.</param>
    public async Task RunAsync(params int[] waves)
    {
        var id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow());
        var run = new Run(waves);
        _runs[id] = run;
        await CommitAsync([id]);
        await _owner.ReportAsync(PartitionNumber.Of(id, _partitions), [new Report.Released(id, new(0, TaskKey.NoItem, 0))], _down.Token);
        await run.Ended.Task;
        _runs.TryRemove(id, out _);
    }

    public async ValueTask DisposeAsync()
    {
        await _down.CancelAsync();
        await Task.WhenAll(_loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _owner.DisposeAsync();
        await _worker.DisposeAsync();
        await _database.DisposeAsync();
        _down.Dispose();
    }

    private async Task OwnAsync(int partition)
    {
        await using var inbox = _owner.OpenInbox(partition);
        while (!_down.IsCancellationRequested)
        {
            var batch = await inbox.ReadAsync(512, _down.Token);
            var (tasks, ended) = (new List<TaskMessage>(), new List<Run>());
            foreach (var delivery in batch)
            {
                if (delivery.Message is not Report.Released { Execution: var id } || !_runs.TryGetValue(id, out var run))
                    continue;
                var next = run.Next();
                if (next < 0)
                    ended.Add(run);
                for (var i = 0; i < next; i++)
                    tasks.Add(Message(id, partition, i));
            }

            await CommitAsync([.. batch.Select(delivery => delivery.Message).OfType<Report.Released>().Select(report => report.Execution)]);
            await _owner.PublishAsync(tasks, _down.Token);
            await inbox.AckAsync(batch, _down.Token);
            ended.ForEach(run => run.Ended.TrySetResult());
        }
    }

    private async Task WorkAsync()
    {
        await using var queue = _worker.OpenQueue(Pool.Rule, quarantine: false, prefetch: 1);
        while (!_down.IsCancellationRequested)
        {
            var delivery = await queue.ReadAsync(_down.Token);
            var task = delivery.Message.First;
            await _worker.ReportAsync(task.Partition, [new Report.Released(task.Execution, task.Key)], _down.Token);
            await queue.AckAsync(delivery, _down.Token);
        }
    }

    private async Task CommitAsync(Guid[] executions)
    {
        await using var commit = _database.CreateCommand("insert into floor (execution, body) select unnest($1), $2");
        commit.Parameters.Add(new() { Value = executions });
        commit.Parameters.Add(new() { Value = new byte[400] });
        await commit.ExecuteNonQueryAsync(_down.Token);
    }

    private static TaskMessage Message(Guid id, int partition, int number) => new NodeTask
    {
        Execution = id,
        Partition = partition,
        Workspace = "bench",
        Graph = "bench",
        Key = new(number, TaskKey.NoItem, 1),
        Steps = [new(0, "call", "rule", Template.Map.Empty, TimeSpan.FromSeconds(30))],
        Context = new Dictionary<string, Payload>(),
        DispatchedAt = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero),
    };

    private static async Task<RabbitMqBroker> ConnectAsync(string connection, int partitions)
    {
        var generation = 1L;
        var generations = new BrokerGenerations(_ => ValueTask.FromResult(generation), (lost, _) => ValueTask.FromResult(generation = Math.Max(generation, lost + 1)));
        var options = new RabbitMqOptions { Connection = connection, Store = "floor", Prefix = "floor.", Partitions = partitions };
        var broker = new RabbitMqBroker(options, generations, _ => Pool.Rule, TimeProvider.System, new Random(1));
        await broker.ConnectAsync(CancellationToken.None);
        return broker;
    }

    private sealed class Run(int[] waves)
    {
        private int _wave = -1;
        private int _open = 1;

        public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <returns>How many tasks follow from this report: 0 while others of the wave are out, less at the end.</returns>
        public int Next()
        {
            if (--_open > 0)
                return 0;
            if (++_wave == waves.Length)
                return -1;
            return _open = waves[_wave];
        }
    }
}
