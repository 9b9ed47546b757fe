using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Logos.ServiceDefaults.Http;

/// <summary>How services call others.</summary>
public static class HttpDefaultsExtensions
{
    /// <summary>
    /// Every client of <see cref="IHttpClientFactory"/> finds services by their names, tries again, and gives an address a rest that is not well.
    /// For a program of its own: in an app of somebody else's it would change that app's clients.
    /// </summary>
    public static IHostApplicationBuilder AddHttpDefaults(this IHostApplicationBuilder builder, Action<HttpDefaults>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new HttpDefaults();
        configure?.Invoke(options);
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton<Breakers>();
        services.AddSingleton(_ => new ServiceNames(builder.Configuration));
        // From the outside in. The factory's own logs would name paths.
        services.ConfigureHttpClientDefaults(clients => clients
            .RemoveAllLoggers()
            .AddHttpMessageHandler(provider => new RequestIdHandler(provider.GetService<RequestUnderWay>()))
            .AddHttpMessageHandler(provider => new RetryHandler(options, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<RetryHandler>>()))
            .AddHttpMessageHandler(provider => new ServiceNameHandler(provider.GetRequiredService<ServiceNames>()))
            .AddHttpMessageHandler(provider => new BreakerHandler(provider.GetRequiredService<Breakers>())));
        return builder;
    }
}
