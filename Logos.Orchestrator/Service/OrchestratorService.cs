using Logos.Adapters.Cluster;
using Logos.Adapters.Redis;
using Logos.Orchestrator.Hosting;
using Logos.ServiceDefaults;
using Logos.ServiceDefaults.Health;
using Logos.ServiceDefaults.Metrics;
using Logos.ServiceDefaults.Programs;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Logos.Orchestrator.Service;

/// <summary>The owners of partitions as a program of their own: as many of it as one likes share them.</summary>
public static class OrchestratorService
{
    public static ServiceProgram Program { get; } = new("orchestrator", 5051, builder => builder.AddLogosOrchestrator(), app => app.UseServiceDefaults().MapServiceDefaults().MapMetrics().WithMetadata(new OpenToAll()))
    {
        Explain = ClusterFaults.Of,
        Variables = EngineVariables.All,
    };

    public static IHostApplicationBuilder AddLogosOrchestrator(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddServiceDefaults();
        builder.AddEngineOptions();
        builder.AddLogosCluster(ClusterMember.Orchestrator);
        builder.Services.AddSingleton<OwnedPartitions>();
        builder.Services.AddHostedService(services => services.GetRequiredService<OwnedPartitions>());
        builder.Services.AddHostedService<Housekeeping>();
        builder.Services.AddHostedService<QueueWatch>();
        builder.Services.AddSingleton(services => new HealthCheck("postgres", services.GetRequiredService<Membership>().CheckStoreAsync));
        builder.Services.AddSingleton(services => new HealthCheck("rabbitmq", _ => new(services.GetRequiredService<Membership>().BrokerTrouble())));
        builder.Services.AddSingleton(services => new HealthCheck("redis", services.GetRequiredService<RedisHealth>().CheckAsync) { IsVital = false });
        builder.Services.AddSingleton(services => new HealthCheck("owners", _ => new(services.GetRequiredService<OwnedPartitions>().Trouble)));
        return builder;
    }
}
