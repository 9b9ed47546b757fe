using System.Diagnostics.Metrics;
using Logos.Core.Telemetry;
using Microsoft.Extensions.Hosting;

namespace Logos.Adapters.Redis;

/// <summary>What goes on without Redis, from the start of the host: all stays ready meanwhile, and is slower.</summary>
internal sealed class RedisMeters(RedisHealth health, IMeterFactory meters) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var meter = LogosMeter.Of(meters);
        meter.CreateObservableGauge("redis_degraded", () => Each(use => health.IsDegraded(use) ? 1 : 0), description: "1 while something that Redis is used for goes on without it.");
        meter.CreateObservableCounter("redis_fallbacks_total", () => Each(use => use.Failures), description: "How often something went on without Redis.");
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private IEnumerable<Measurement<long>> Each(Func<RedisUse, long> value) =>
        health.Uses.Select(use => new Measurement<long>(value(use), new KeyValuePair<string, object?>("use", use.Name)));
}
