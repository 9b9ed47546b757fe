using Logos.ServiceDefaults.Health;
using Logos.ServiceDefaults.Metrics;
using Logos.ServiceDefaults.Problems;
using Logos.ServiceDefaults.Requests;
using Logos.ServiceDefaults.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Logos.ServiceDefaults;

/// <summary>What every service of Logos does alike: request ids, problem details, health, metrics, telemetry.</summary>
public static class ServiceDefaultsExtensions
{
    public static IHostApplicationBuilder AddServiceDefaults(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddRouting();
        if (builder.Services.Any(service => service.ServiceType == typeof(MetricsBook)))
            return builder;
        if (OtlpSettings.Read(builder.Configuration) is { } collector)
            OtlpExport.Add(builder, collector);
        builder.Services.AddMetrics();
        builder.Services.AddSingleton<MetricsBook>();
        // Read now: a wrong one stops the start before anything else begins.
        var address = MetricsAddress.Read(builder.Configuration);
        // Also where there is no door of its own: the book hears what is measured from when it is made.
        builder.Services.AddHostedService(services => ActivatorUtilities.CreateInstance<MetricsListener>(services, new MetricsDoor(address)));
        return builder;
    }

    /// <summary>First of all in a service's pipeline.</summary>
    public static WebApplication UseServiceDefaults(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        RequestId.Use(app);
        ProblemMiddleware.Use(app);
        return app;
    }

    public static WebApplication MapServiceDefaults(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        HealthEndpoints.Map(app);
        return app;
    }
}
