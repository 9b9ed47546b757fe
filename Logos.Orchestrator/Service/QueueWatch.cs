using System.Diagnostics.Metrics;
using Logos.Adapters.Cluster;
using Logos.Adapters.RabbitMq;
using Logos.Core.Messages;
using Logos.Core.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Logos.Orchestrator.Service;

/// <summary>Asks RabbitMQ how many messages wait: each orchestrator for itself, so that one that is gone leaves no gap. While it does not answer, no depth is told.</summary>
internal sealed class QueueWatch(Membership membership, IServiceProvider services, IMeterFactory meters, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private volatile IReadOnlyDictionary<string, long> _depths = new Dictionary<string, long>();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await membership.WhenUp.WaitAsync(stoppingToken);
        QueueDepths.Watch(meters, () => _depths);
        var broker = services.GetRequiredService<RabbitMqBroker>();
        while (true)
        {
            try
            {
                _depths = await broker.CountAsync(stoppingToken);
            }
            catch (BrokerUnavailableException)
            {
                // The broker itself has said why, and health does.
                _depths = new Dictionary<string, long>();
            }

            await Task.Delay(Every, clock, stoppingToken);
        }
    }
}
