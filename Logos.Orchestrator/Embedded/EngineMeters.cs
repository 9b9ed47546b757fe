using System.Diagnostics.Metrics;
using Logos.Adapters.Channels;
using Logos.Adapters.Memory;
using Logos.Core.Orchestration;
using Logos.Core.Telemetry;
using Logos.Workers.Caching;
using Logos.Workers.Pools;

namespace Logos.Orchestrator.Embedded;

/// <summary>All that is measured of an engine within one process.</summary>
internal sealed class EngineMeters(IMeterFactory meters, TimeProvider clock)
{
    public OwnerMeters Owners { get; } = new(meters);

    public PoolMeters Pools { get; } = new(meters, clock, EmbeddedNodes.Pools);

    public CacheMeters Caches { get; } = new(meters);

    public void Watch(ChannelBroker broker, MemoryCache cache)
    {
        QueueDepths.Watch(meters, broker.Depths);
        Caches.Watch(() => cache.Bytes);
    }
}
