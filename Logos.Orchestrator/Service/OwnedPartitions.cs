using System.Diagnostics.Metrics;
using Logos.Adapters.Cluster;
using Logos.Core.Blobs;
using Logos.Core.Messages;
using Logos.Core.Orchestration;
using Logos.Orchestrator.Hosting;
using Logos.Orchestrator.Owners;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Logos.Orchestrator.Service;

/// <summary>Owns its share of the partitions from when the servers are reached until the process is asked to stop, and then gives it back.</summary>
internal sealed class OwnedPartitions(Membership membership, IServiceProvider services, IOptions<EngineOptions> options, TimeProvider clock, ILogger<OwnedPartitions> logger) : BackgroundService
{
    private volatile string? _trouble = "waits for its servers";

    /// <summary>Null while it owns what falls to it.</summary>
    public string? Trouble => _trouble;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await membership.WhenUp.WaitAsync(stoppingToken);
        // Leases are held under it: no other process ever has the same.
        var name = $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.CreateVersion7(clock.GetUtcNow()):N}";
        var store = services.GetRequiredService<HeardStore>();
        var broker = services.GetRequiredService<IWorkBroker>();
        var plans = services.GetRequiredService<IPlanSource>();
        var feed = services.GetRequiredService<IExecutionFeed>();
        var blobs = services.GetRequiredService<IBlobStore>();
        var meters = new OwnerMeters(services.GetRequiredService<IMeterFactory>());
        var orchestration = options.Value.ToOrchestration((head, why) => Log.Stranded(logger, head, why));
        var share = new OwnedShare(name, services.GetRequiredService<IReplicas>(), partition => new(partition, name, store, broker, plans, feed, clock, orchestration, blobs, meters), clock);
        Log.Owning(logger, name);
        _trouble = null;
        try
        {
            await share.RunAsync(stoppingToken);
        }
        finally
        {
            _trouble = "has given back what it owned";
        }
    }
}
