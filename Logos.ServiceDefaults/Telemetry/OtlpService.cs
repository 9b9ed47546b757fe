using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Logos.ServiceDefaults.Telemetry;

/// <summary>
/// OpenTelemetry from before anything else starts until everything else has stopped; then what waits is sent. It does what
/// OpenTelemetry.Extensions.Hosting would do, which the package feed does not have.
/// </summary>
internal sealed class OtlpService(OtlpTelemetry telemetry, Uri endpoint, ILogger<OtlpService> logger) : IHostedService
{
    /// <summary>A collector that answers has what waits in less; one that does not must not hold the end up for long.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(3);

    public static void Add(IHostApplicationBuilder builder, Action<IOpenTelemetryBuilder> describe, Uri endpoint)
    {
        builder.Services.AddSingleton(_ => new OtlpTelemetry(OpenTelemetrySdk.Create(telemetry =>
        {
            telemetry.Services.AddSingleton<IConfiguration>(builder.Configuration);
            // What is left out, the host leaves out.
            telemetry.Services.Configure<LoggerFilterOptions>(filter => filter.MinLevel = LogLevel.Trace);
            describe(telemetry);
        })));
        builder.Services.AddSingleton<ILoggerProvider, OtlpLogs>();
        builder.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService>(services => new OtlpService(services.GetRequiredService<OtlpTelemetry>(), endpoint, services.GetRequiredService<ILogger<OtlpService>>())));
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Log.TelemetryGoes(logger, $"{endpoint.Scheme}://{endpoint.Authority}");
        return Task.CompletedTask;
    }

    // Of a collector that is away the host hears nothing: neither that it fails, nor for long.
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var (sdk, most) = (telemetry.Sdk, (int)LastWords.TotalMilliseconds);
        Task flushing = Task.WhenAll(
            Task.Run(() => sdk.LoggerProvider.ForceFlush(most), CancellationToken.None),
            Task.Run(() => sdk.MeterProvider.ForceFlush(most), CancellationToken.None),
            Task.Run(() => sdk.TracerProvider.ForceFlush(most), CancellationToken.None));
        await flushing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // It asks the collector once more, for each of the three.
        await Task.Run(sdk.Dispose, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(1), CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}

/// <summary>Ended by whoever has it, and not with the host's services: that would take as long as a collector likes.</summary>
internal sealed record OtlpTelemetry(OpenTelemetrySdk Sdk);
