using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Logos.Gateway.Limits;

internal static class LimitExtensions
{
    private const long RequestBuffer = 128 * 1024;

    private static readonly TimeSpan BodyGrace = TimeSpan.FromSeconds(5);

    public static void AddLimits(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<Admission>();
        // The engine is asked for only once it runs.
        builder.Services.AddTransient<Holdings>();
        builder.Services.AddSingleton<BodyRoom>();
        builder.Services.AddSingleton<GraphGate>();
        builder.Services.AddSingleton<LastCall>();
        builder.Services.AddHostedService(services => services.GetRequiredService<LastCall>());
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<GatewayOptions>, LastCall>((server, gateway, last) =>
        {
            server.ConfigureEndpointDefaults(endpoint => endpoint.Use(next => connection => last.ServeAsync(connection, next)));
            var given = gateway.Value;
            server.AddServerHeader = false;
            server.Limits.MaxRequestBodySize = Math.Max(given.MaxGraph, Math.Max(given.MaxInputs, given.MaxBody));
            server.Limits.MaxConcurrentConnections = given.MaxOpenConnections;
            server.Limits.MaxConcurrentUpgradedConnections = given.MaxOpenConnections;
            // Of each connection, read or not: many of them hold this at once.
            server.Limits.MaxRequestBufferSize = RequestBuffer;
            server.Limits.RequestHeadersTimeout = given.HeadersTime;
            server.Limits.MinRequestBodyDataRate = new(given.MinBodyRate, BodyGrace);
        });
    }

    public static void AddGatewayOptions(this IHostApplicationBuilder builder, Action<GatewayOptions>? configure)
    {
        var settings = new GatewaySettings(builder.Configuration);
        builder.Services.AddSingleton<IConfigureOptions<GatewayOptions>>(settings);
        builder.Services.AddSingleton<IValidateOptions<GatewayOptions>>(settings);
        builder.Services.AddOptions<GatewayOptions>().ValidateOnStart();
        if (configure is not null)
            builder.Services.Configure(configure);
    }
}
