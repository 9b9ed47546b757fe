using System.Diagnostics.Metrics;
using Logos.Adapters.Cluster;
using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Storage;
using Logos.Core.Messages;
using Logos.Core.Orchestration;
using Logos.Core.Work;
using Logos.Rules.Values;
using Logos.Workers.Caching;
using Logos.Workers.Pools;
using Logos.Workers.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Logos.Workers.Service;

/// <summary>Works for its pools from when the servers are reached until the process is asked to stop; then what runs has its grace.</summary>
internal sealed class WorkerPools(Membership membership, WorkerOptions options, NodeHandlers nodes, StoredTypes types, IServiceProvider services, IMeterFactory meters, TimeProvider clock, ILogger<WorkerPools> logger) : BackgroundService
{
    private volatile string? _trouble = "waits for its servers";

    /// <summary>Null while it takes tasks.</summary>
    public string? Trouble => _trouble;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await membership.WhenUp.WaitAsync(stoppingToken);
        await types.TellAsync(nodes.Types, stoppingToken);
        var name = $"{Environment.MachineName}-{Environment.ProcessId}";
        var feed = services.GetRequiredService<IExecutionFeed>();
        var runner = new TaskRunner(
            nodes,
            services.GetRequiredService<ISecretSource>(),
            clock,
            TaskRunnerOptions.Standard with { Worker = name, MaxOutputBytes = (int)options.MaxOutput, Progress = (task, step, value) => feed.Publish(task.Execution, Progress(task, step, value)), LogScope = StepScope.Of(logger) },
            services.GetRequiredService<Core.Blobs.IBlobStore>(),
            new OutcomeCache(services.GetRequiredService<ICache>(), clock, new(meters)));
        var broker = services.GetRequiredService<IWorkBroker>();
        var counted = new PoolMeters(meters, clock, options.Pools);
        WorkersLog.Working(logger, name, string.Join(", ", options.Pools));
        _trouble = null;
        try
        {
            await RunAsync(pool => new(pool, broker, runner, clock, name, PoolOptions.Default with { Slots = options.SlotsOf(pool), Grace = options.Grace }, counted), stoppingToken);
        }
        finally
        {
            _trouble = "takes no tasks any more";
        }
    }

    // With the first pool that fails all end: a process that works for half of its pools looks well and is not.
    private async Task RunAsync(Func<Pool, PoolWorker> workerOf, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var running = options.Pools.Select(pool => Task.Run(() => workerOf(pool).RunAsync(over.Token), CancellationToken.None)).ToArray();
        await foreach (var ended in Task.WhenEach(running))
        {
            if (ended.IsFaulted)
                await over.CancelAsync();
        }

        await Task.WhenAll(running);
    }

    private static NodeProgress Progress(NodeTask task, TaskStep step, Value value) =>
        new(step.Id, task.Key.Item == TaskKey.NoItem ? null : task.Key.Item, value);
}
