using System.Diagnostics.Metrics;
using Logos.Adapters.Embedded;
using Logos.Adapters.Memory;
using Logos.Core.Connections;
using Logos.Core.Work;
using Logos.Orchestrator.Embedded;
using Logos.Workers.Running;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Logos.Orchestrator.Hosting;

/// <summary>Starts the engine with its host, and drains it when the host stops.</summary>
internal sealed class EngineService(
    LogosEngine logos,
    IOptions<EngineOptions> options,
    IEnumerable<GraphSource> graphs,
    NodeHandlers nodes,
    ISecretSource secrets,
    TimeProvider clock,
    IHostEnvironment environment,
    IHostApplicationLifetime lifetime,
    ILogger<EngineService> logger,
    IMeterFactory meters,
    EngineConnections? connections = null,
    MemoryFeed? feed = null) : IHostedService
{
    private EmbeddedEngine? _engine;
    private Task? _draining;
    private CancellationTokenRegistration _stopping;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var folder = Path.Combine(environment.ContentRootPath, options.Value.Folder);
        var plans = GraphCatalog.Load(graphs.Concat(InFolder()), nodes);
        _engine = await Task.Run(() => EmbeddedEngine.Start(Options(folder) with { Graphs = plans }), cancellationToken);
        logos.Open(_engine);
        Log.Started(logger, folder, plans.Count);
        // Together with the requests that wait for results, and not after them: they end when the nodes have.
        _stopping = lifetime.ApplicationStopping.Register(() => _draining ??= DrainAsync());
        _ = HearOfFailureAsync(_engine);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.DisposeAsync();
        await (_draining ??= DrainAsync());
    }

    private EmbeddedEngineOptions Options(string folder)
    {
        var given = options.Value;
        return new()
        {
            Folder = folder,
            Graphs = new Dictionary<string, Core.Graphs.Planning.GraphPlan>(),
            Handlers = nodes,
            Feed = feed,
            Meters = meters,
            Secrets = secrets,
            Connections = connections ?? new(GivenConnections.None),
            KeyFile = given.KeyFile,
            Clock = clock,
            Grace = given.Grace,
            AnswerTime = given.AnswerTime,
            Slots = given.Slots.ToDictionary(),
            Orchestration = given.ToOrchestration((head, why) => Log.Stranded(logger, head, why)),
            Keeping = StoreOptions.Standard with
            {
                Retention = new() { Age = given.RetentionAge, Count = given.RetentionCount },
                SnapshotEvery = given.SnapshotEvery,
                RestAfter = given.RestAfter,
                RetentionInterval = given.RetentionEvery,
                OnTrouble = reason => Log.HousekeepingTroubled(logger, reason),
            },
            SweepEvery = given.SweepEvery,
            SweepFailed = (execution, reason) => Log.NotSwept(logger, execution, reason),
            BlobsFull = isFull =>
            {
                if (isFull)
                    Log.BlobsFull(logger, folder);
                else
                    Log.BlobsRoomy(logger, folder);
            },
            Running = TaskRunnerOptions.Standard with { MaxOutputBytes = (int)given.MaxOutput, LogScope = StepScope.Of(logger) },
            Journal = new()
            {
                SegmentSize = (int)given.Segment,
                OnFull = isFull =>
                {
                    if (isFull)
                        Log.Full(logger, folder);
                    else
                        Log.Roomy(logger, folder);
                },
            },
        };
    }

    private IEnumerable<GraphSource> InFolder()
    {
        var folder = Path.Combine(environment.ContentRootPath, options.Value.Graphs ?? "graphs");
        // The folder that nobody asked for may be missing; one that was asked for may not.
        return options.Value.Graphs is null && !Directory.Exists(folder) ? [] : GraphSource.In(folder);
    }

    private async Task DrainAsync()
    {
        if (_engine is null)
            return;
        await _engine.DisposeAsync();
        logos.Close();
        Log.Stopped(logger);
    }

    private async Task HearOfFailureAsync(EmbeddedEngine engine)
    {
        if (await engine.WhenBroken is not { } reason)
            return;
        // What cannot be recorded must not be promised: whoever supervises the process starts it again, and the journal tells why it cannot.
        Log.Broken(logger, reason);
        lifetime.StopApplication();
    }
}
