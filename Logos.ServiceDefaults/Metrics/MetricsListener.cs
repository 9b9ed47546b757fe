using System.Net;
using Logos.ServiceDefaults.Faults;
using Logos.ServiceDefaults.Health;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Logos.ServiceDefaults.Metrics;

/// <summary>
/// Where <c>Metrics:Port</c> is set: a door of its own for Prometheus and for probes, with metrics and health behind it
/// and nothing else. It asks nobody who they are; so it listens on loopback, unless <c>Metrics:Address</c> says more.
/// </summary>
internal sealed class MetricsListener(MetricsDoor door, MetricsBook book, IServiceProvider services, ILoggerFactory logs) : IHostedService
{
    private WebApplication? _app;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (door.Address is not { } address)
            return;
        _app = Build(address);
        try
        {
            await _app.StartAsync(cancellationToken);
        }
        catch (IOException e)
        {
            throw new OptionsValidationException(MetricsAddress.Section, typeof(MetricsListener), [$"{ServiceCodes.CannotListen}: {MetricsAddress.Section}:Port: {e.Message}"]);
        }

        Log.MetricsListen(logs.CreateLogger<MetricsListener>(), address);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_app is not { } app)
            return;
        _app = null;
        await app.StopAsync(cancellationToken);
        await app.DisposeAsync();
    }

    // A host of its own: what is asked here is not counted among the requests of the service.
    private WebApplication Build(IPEndPoint address)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(address);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(logs);
        builder.Services.AddSingleton(book);
        foreach (var check in services.GetServices<HealthCheck>())
            builder.Services.AddSingleton(check);
        var app = builder.Build();
        HealthEndpoints.Map(app);
        app.MapMetrics();
        return app;
    }
}

/// <param name="Address">Null where there is none.</param>
internal sealed record MetricsDoor(IPEndPoint? Address);
