using System.Collections.Concurrent;
using System.Text;
using Logos.Adapters.Channels;
using Logos.Adapters.Embedded;
using Logos.Core.Executions;
using Logos.Core.Graphs;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Reading;
using Logos.Core.Messages;
using Logos.Core.Orchestration;
using Logos.Core.Work;
using Logos.Rules.Values;

namespace Logos.Adapters.Tests.Embedded;

/// <summary>The loops over the real store and the real broker of the embedded shape, with workers that the test plays.</summary>
internal sealed class Engine : IPlanSource, IExecutionFeed, IAsyncDisposable
{
    private const int Partitions = 2;

    private readonly ConcurrentDictionary<string, GraphPlan> _graphs = new();
    private readonly ConcurrentDictionary<Guid, TaskCompletionSource<ExecutionChanges>> _ends = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _running = [];

    public Engine(JournalStore store)
    {
        Store = store;
        Broker = new() { PoolOf = type => NodeTypeRegistry.BuiltIn.Find(type)?.Pool ?? Pool.Io };
    }

    public JournalStore Store { get; }

    public ChannelBroker Broker { get; }

    /// <summary>How often each attempt was run by a worker.</summary>
    public ConcurrentDictionary<(Guid, TaskKey), int> Runs { get; } = new();

    public Func<NodeTask, TaskStep, Outcome> Work { get; set; } = (_, _) => Good("{\"ok\": true}");

    public static Outcome Good(string output) => new Outcome.Succeeded(Payload.Of(ValueJson.Parse(output)), ValueJson.Parse(output));

    public Engine Graph(string name, string nodes)
    {
        var reading = GraphLoader.Load(Encoding.UTF8.GetBytes($"name: {name}\n{nodes}\n"), GraphFormat.Yaml, NodeTypeRegistry.BuiltIn);
        Assert.True(reading.IsValid, string.Join('\n', reading.Errors));
        _graphs[name] = GraphPlan.Build(reading.Graph!, NodeTypeRegistry.BuiltIn);
        return this;
    }

    public Engine Start(int workers = 2)
    {
        for (var i = 0; i < Partitions; i++)
        {
            var loop = new PartitionLoop(i, "owner", Store, Broker, this, this, TimeProvider.System);
            _running.Add(Task.Run(() => loop.RunAsync(_stop.Token)));
        }

        foreach (var pool in new[] { Pool.Io, Pool.Rule, Pool.Db })
        {
            for (var i = 0; i < workers; i++)
                _running.Add(Task.Run(() => WorkAsync(pool)));
        }

        return this;
    }

    public async Task<Guid> SubmitAsync(string graph, string inputs = "{}")
    {
        var id = Guid.CreateVersion7();
        _ends[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var partition = (int)((uint)id.GetHashCode() % Partitions);
        var head = new ExecutionHead
        {
            Id = id,
            Root = id,
            Partition = partition,
            Workspace = "default",
            Graph = graph,
            GraphVersion = 1,
            Inputs = Payload.Of(ValueJson.Parse(inputs)),
            CreatedAt = TimeProvider.System.GetUtcNow(),
        };
        await Store.SubmitAsync(new(head, null, []), CancellationToken.None);
        await Broker.ReportAsync(partition, [new Report.Wake()], CancellationToken.None);
        return id;
    }

    public async Task<StoredExecution> EndAsync(Guid id)
    {
        // The end may have been told before anybody asked: the store knows.
        var end = _ends.GetOrAdd(id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        if (await Store.FindAsync(id, CancellationToken.None) is { } stored && stored.Row.Status.IsEnd())
            return stored;
        await end.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return (await Store.FindAsync(id, CancellationToken.None))!;
    }

    public ValueTask<(int Version, GraphPlan Plan)?> FindAsync(string workspace, string graph, int version, CancellationToken cancellationToken) =>
        ValueTask.FromResult<(int, GraphPlan)?>(_graphs.TryGetValue(graph, out var plan) ? (1, plan) : null);

    public void Publish(Guid execution, NodeProgress progress)
    {
    }

    public void Publish(ExecutionHead head, ExecutionChanges changes)
    {
        if (changes.Execution.Status.IsEnd())
            _ends.GetOrAdd(head.Id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult(changes);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Store.DisposeAsync();
        _stop.Dispose();
    }

    private async Task WorkAsync(Pool pool)
    {
        await using var queue = Broker.OpenQueue(pool, false, 1);
        while (!_stop.IsCancellationRequested)
        {
            Delivery<TaskMessage> delivery;
            try
            {
                delivery = await queue.ReadAsync(_stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            for (var i = 0; i < delivery.Message.Count; i++)
                await RunAsync(delivery.Message[i]);
            await queue.AckAsync(delivery, CancellationToken.None);
        }
    }

    private async Task RunAsync(NodeTask task)
    {
        Runs.AddOrUpdate((task.Execution, task.Key), 1, (_, n) => n + 1);
        var steps = new List<StepOutcome>();
        foreach (var step in task.Steps)
        {
            var outcome = Work(task, step);
            steps.Add(new(step.Node, outcome, task.DispatchedAt, task.DispatchedAt, "w"));
            if (outcome is Outcome.Failed)
                break;
        }

        await Broker.ReportAsync(task.Partition, [new Report.Ended(task.Execution, task.Key, steps)], CancellationToken.None);
    }
}
