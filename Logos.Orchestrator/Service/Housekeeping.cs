using Logos.Adapters.Cluster;
using Logos.Adapters.Embedded;
using Logos.Adapters.Postgres;
using Logos.Orchestrator.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Logos.Orchestrator.Service;

/// <summary>Keeps the database small. Every orchestrator offers to; one does it at a time.</summary>
internal sealed class Housekeeping(Membership membership, PostgresStore store, IOptions<EngineOptions> options, TimeProvider clock, ILogger<Housekeeping> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await membership.WhenUp.WaitAsync(stoppingToken);
        var given = options.Value;
        var retention = new Retention { Age = given.RetentionAge, Count = given.RetentionCount };
        while (true)
        {
            try
            {
                var done = await store.KeepHouseAsync(retention, given.SweepEvery, stoppingToken);
                if (done.Executions > 0 || done.Months > 0 || done.Blobs > 0)
                    Log.KeptHouse(logger, done.Executions, done.Months, done.Blobs);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // The edge of the loop: what is left costs room and nothing else.
                Log.HouseNotKept(logger, given.RetentionEvery.TotalSeconds, e);
            }

            await Task.Delay(given.RetentionEvery, clock, stoppingToken);
        }
    }
}
