using Logos.Adapters.Cluster;
using Logos.Adapters.Redis;
using Logos.Core.Connections;
using Logos.Core.Documents;
using Logos.Core.Secrets;
using Logos.Core.Work;
using Logos.ServiceDefaults;
using Logos.ServiceDefaults.Health;
using Logos.ServiceDefaults.Metrics;
using Logos.ServiceDefaults.Programs;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Logos.Workers.Service;

/// <summary>Workers as a program of their own: of all pools, or of those that <c>WORKER_TYPE</c> names. As many of it as one likes.</summary>
public static class WorkersService
{
    private const string Secrets = "Logos:Secrets";

    public static ServiceProgram Program { get; } = new("workers", 5052, builder => builder.AddLogosWorkersService(), app => app.UseServiceDefaults().MapServiceDefaults().MapMetrics().WithMetadata(new OpenToAll()))
    {
        Explain = ClusterFaults.Of,
        Variables = WorkerSettings.Variables,
    };

    /// <summary>For a program with node types of its own: they are added to the same builder, before or after.</summary>
    public static IHostApplicationBuilder AddLogosWorkersService(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = WorkerSettings.Read(builder.Configuration);
        var services = builder.Services;
        builder.AddServiceDefaults();
        builder.AddLogosCluster(ClusterMember.Workers);
        services.AddSingleton(options);
        services.AddSingleton<ISecretSource>(provider => new StoredSecrets(provider.GetRequiredService<IDocumentStore>(), provider.GetRequiredService<SecretKeyRing>(), new GivenSecrets(
            builder.Configuration.GetSection(Secrets).GetChildren().Where(secret => secret.Value is not null).Select(secret => KeyValuePair.Create(secret.Key, secret.Value!)))));
        services.AddSingleton<IConnectionSource>(provider => new StoredConnections(
            provider.GetRequiredService<IDocumentStore>(), provider.GetRequiredService<SecretKeyRing>(), provider.GetRequiredService<ISecretSource>(), WorkersExtensions.Given(builder.Configuration)));
        builder.AddLogosWorkers();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Grace + TimeSpan.FromSeconds(5));
        services.AddSingleton<WorkerPools>();
        services.AddHostedService(provider => provider.GetRequiredService<WorkerPools>());
        services.AddSingleton(provider => new HealthCheck("postgres", provider.GetRequiredService<Membership>().CheckStoreAsync));
        services.AddSingleton(provider => new HealthCheck("rabbitmq", _ => new(provider.GetRequiredService<Membership>().BrokerTrouble())));
        services.AddSingleton(provider => new HealthCheck("redis", provider.GetRequiredService<RedisHealth>().CheckAsync) { IsVital = false });
        services.AddSingleton(provider => new HealthCheck("pools", _ => new(provider.GetRequiredService<WorkerPools>().Trouble)));
        return builder;
    }
}
