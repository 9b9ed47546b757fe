using Logos.Adapters.Cluster;
using Logos.Adapters.Redis;
using Logos.ServiceDefaults.Health;
using Logos.ServiceDefaults.Programs;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Logos.Gateway.Service;

/// <summary>The public API as a program of its own, in front of owners and workers that run elsewhere: as many of it as one likes.</summary>
public static class GatewayService
{
    public static ServiceProgram Program { get; } = new("gateway", 5050, Add, app => app.MapLogosGateway())
    {
        Explain = ClusterFaults.Of,
        DrainTime = services => services.GetRequiredService<IOptions<GatewayOptions>>().Value.DrainTime,
    };

    private static void Add(WebApplicationBuilder builder)
    {
        builder.AddLogosCluster(ClusterMember.Gateway);
        builder.AddLogosGateway();
        builder.Services.AddSingleton(services => new HealthCheck("postgres", services.GetRequiredService<Membership>().CheckStoreAsync));
        // What it inserts is found by the owners' own looks, and who watches is told by the store.
        builder.Services.AddSingleton(services => new HealthCheck("rabbitmq", _ => new(services.GetRequiredService<Membership>().BrokerTrouble())) { IsVital = false });
        builder.Services.AddSingleton(services => new HealthCheck("redis", services.GetRequiredService<RedisHealth>().CheckAsync) { IsVital = false });
    }
}
