using System.Text;
using Logos.Core.Connections;
using Logos.Core.Graphs.Reading;
using Logos.Core.Work;
using Logos.Orchestrator.Embedded;
using Logos.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Logos.Orchestrator.Hosting;

/// <summary>The embedded engine inside a host of one's own.</summary>
public static class LogosExtensions
{
    private const string Secrets = "Logos:Secrets";

    /// <summary>Adds the whole engine, which the host then starts and stops; ask for <see cref="LogosEngine"/> to use it.</summary>
    /// <param name="configure">Comes after the configuration section <c>Logos:Engine</c>.</param>
    public static IHostApplicationBuilder AddLogos(this IHostApplicationBuilder builder, Action<EngineOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        if (configure is not null)
            services.Configure(configure);
        if (services.Any(service => service.ServiceType == typeof(LogosEngine)))
            return builder;
        services.TryAddSingleton<ISecretSource>(_ => new GivenSecrets(builder.Configuration.GetSection(Secrets).GetChildren()
            .Where(secret => secret.Value is not null).Select(secret => KeyValuePair.Create(secret.Key, secret.Value!))));
        services.TryAddSingleton(_ => new EngineConnections(WorkersExtensions.Given(builder.Configuration)));
        services.TryAddSingleton<IConnectionSource>(provider => provider.GetRequiredService<EngineConnections>());
        services.AddMetrics();
        builder.AddLogosWorkers();
        builder.AddEngineOptions();
        services.AddSingleton<LogosEngine>();
        services.AddHostedService<EngineService>();
        return builder;
    }

    /// <summary>Adds a graph that is written in the code, in YAML or JSON.</summary>
    public static IHostApplicationBuilder AddLogosGraph(this IHostApplicationBuilder builder, string definition)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(definition);
        var format = definition.AsSpan().TrimStart().StartsWith('{') ? GraphFormat.Json : GraphFormat.Yaml;
        builder.Services.AddSingleton(new GraphSource("the graph in the code", Encoding.UTF8.GetBytes(definition), format, null));
        return builder;
    }

    /// <summary>Adds a graph from a file, below the content root where the path is relative.</summary>
    public static IHostApplicationBuilder AddLogosGraphFile(this IHostApplicationBuilder builder, string path)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(path);
        builder.Services.AddSingleton(GraphSource.Read(Path.Combine(builder.Environment.ContentRootPath, path)));
        return builder;
    }

    internal static void AddEngineOptions(this IHostApplicationBuilder builder)
    {
        var settings = new EngineSettings(builder.Configuration);
        // First of all, so that what code says comes later.
        builder.Services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<EngineOptions>>(settings));
        builder.Services.AddSingleton<IValidateOptions<EngineOptions>>(settings);
        builder.Services.AddOptions<EngineOptions>().ValidateOnStart();
        // The host has to wait at least as long as running nodes may take.
        builder.Services.AddOptions<HostOptions>().PostConfigure<IOptions<EngineOptions>>((host, engine) =>
            host.ShutdownTimeout = Longer(host.ShutdownTimeout, engine.Value.Grace + TimeSpan.FromSeconds(5)));
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
