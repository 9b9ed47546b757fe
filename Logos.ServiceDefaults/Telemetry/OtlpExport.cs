using System.Runtime.CompilerServices;
using Logos.ServiceDefaults.Metrics;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Logos.ServiceDefaults.Telemetry;

/// <summary>Traces, metrics and logs by OTLP.</summary>
internal static class OtlpExport
{
    /// <summary>Logos' own, and those of the libraries by which requests come and go. RabbitMQ's would take the place of the parents that messages carry.</summary>
    private static readonly string[] Sources = ["Logos", "Microsoft.AspNetCore", "System.Net.Http", Npgsql];

    public const string Npgsql = "Npgsql";

    // Not inlined: nothing of OpenTelemetry is loaded where nobody asks for it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Add(IHostApplicationBuilder builder, Uri endpoint)
    {
#if LOGOS_FULL_FEED
        Describe(Microsoft.Extensions.DependencyInjection.OpenTelemetryServicesExtensions.AddOpenTelemetry(builder.Services), builder.Environment);
#else
        OtlpService.Add(builder, telemetry => Describe(telemetry, builder.Environment), endpoint);
#endif
    }

    private static void Describe(IOpenTelemetryBuilder telemetry, IHostEnvironment environment) => telemetry
        // The environment comes last, and so first: what somebody calls the service is its name.
        .ConfigureResource(resource => resource.AddService(NameOf(environment), serviceVersion: typeof(OtlpExport).Assembly.GetName().Version?.ToString(3)).AddEnvironmentVariableDetector())
        .WithTracing(traces => traces.AddSource(Sources).AddProcessor(new WantedSpans()))
        .WithMetrics(metrics => metrics.AddMeter(MetricsBook.Meters))
        .WithLogging(null, logs => (logs.IncludeScopes, logs.IncludeFormattedMessage) = (true, true))
        .UseOtlpExporter();

    // `Logos.Gateway` is `logos-gateway`.
    private static string NameOf(IHostEnvironment environment) => environment.ApplicationName.Replace('.', '-').ToLowerInvariant();
}
