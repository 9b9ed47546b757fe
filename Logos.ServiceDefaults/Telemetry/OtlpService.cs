using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;

namespace Logos.ServiceDefaults.Telemetry;

/// <summary>
/// OpenTelemetry from before anything else starts until everything else has stopped; then what waits is sent. It does what
/// OpenTelemetry.Extensions.Hosting would do, which the package feed does not have.
/// </summary>
internal sealed class OtlpService(OpenTelemetrySdk telemetry, Uri endpoint, ILogger<OtlpService> logger) : IHostedService
{
    public static void Add(IHostApplicationBuilder builder, Action<IOpenTelemetryBuilder> describe, Uri endpoint)
    {
        builder.Services.AddSingleton(_ => OpenTelemetrySdk.Create(telemetry =>
        {
            telemetry.Services.AddSingleton<IConfiguration>(builder.Configuration);
            describe(telemetry);
        }));
        builder.Services.AddSingleton<ILoggerProvider, OtlpLogs>();
        builder.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService>(services => new OtlpService(services.GetRequiredService<OpenTelemetrySdk>(), endpoint, services.GetRequiredService<ILogger<OtlpService>>())));
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Log.TelemetryGoes(logger, $"{endpoint.Scheme}://{endpoint.Authority}");
        return Task.CompletedTask;
    }

    // A collector that is away holds it up for seconds: not on the thread that stops the host.
    public Task StopAsync(CancellationToken cancellationToken) => Task.Run(telemetry.Dispose, CancellationToken.None).WaitAsync(cancellationToken);
}
