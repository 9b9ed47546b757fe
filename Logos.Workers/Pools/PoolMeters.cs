using System.Diagnostics.Metrics;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Telemetry;

namespace Logos.Workers.Pools;

/// <summary>What the workers of one process do, pool by pool.</summary>
public sealed class PoolMeters
{
    private readonly IReadOnlyDictionary<Pool, PoolMeter> _pools;

    public PoolMeters(IMeterFactory meters, TimeProvider clock, IEnumerable<Pool> pools)
    {
        var meter = LogosMeter.Of(meters);
        var processed = meter.CreateCounter<long>("worker_tasks_processed_total", description: "Tasks that workers have run, by what they came to.");
        _pools = pools.ToDictionary(pool => pool, pool => new PoolMeter(pool, processed, clock));
        meter.CreateObservableGauge("worker_active_tasks", () => Each(pool => pool.Active), description: "Tasks that run now.");
        meter.CreateObservableGauge("worker_idle_time_seconds", () => Each(pool => pool.Idle.TotalSeconds), "s", "For how long no task has run; 0 while one does.");
        meter.CreateObservableGauge("queue_processing_rate", () => _pools.Values.SelectMany(pool => pool.Rates), description: "Tasks a second that this process took from the queue, over the last minute.");
        meter.CreateObservableGauge("queue_age_seconds", () => _pools.Values.SelectMany(pool => pool.Ages), "s", "How long the task that was taken last had waited since its dispatch.");
    }

    public PoolMeter Of(Pool pool) => _pools[pool];

    private IEnumerable<Measurement<T>> Each<T>(Func<PoolMeter, T> value)
        where T : struct => _pools.Values.Select(pool => new Measurement<T>(value(pool), pool.Worker));
}
