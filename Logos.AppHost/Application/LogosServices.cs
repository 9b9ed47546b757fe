using Logos.AppHost.Infrastructure;

namespace Logos.AppHost.Application;

/// <summary>The migration, the gateway, orchestrators and workers, over servers that somewhere are.</summary>
internal static class LogosServices
{
    // Where `logos` looks for a server when nobody says.
    public const int GatewayPort = 5050;

    // Of services in a cluster.
    private const int ClusterPort = 8080;

    private static readonly (string Name, string Pool)[] Pools = [("worker-db", "database"), ("worker-rule", "rule"), ("worker-io", "io")];

    /// <returns>The gateway.</returns>
    public static IResourceBuilder<ProjectResource> Add(IDistributedApplicationBuilder builder, Servers servers, AppSettings settings)
    {
        var migrate = builder.AddProject<Projects.Logos_Cli>("migrate", AsItIs)
            .WithArgs("db", "migrate", "--wait", "2m")
            .WithReferenceEnvironment(ReferenceEnvironmentInjectionFlags.ConnectionString)
            .WithReference(servers.Postgres, "postgres")
            .WaitFor(servers.BeforeDatabase);

        // What secrets are sealed with. A cluster has keys of its own, which are in no manifest.
        var key = builder.ExecutionContext.IsRunMode ? SealingKey(builder, settings) : null;

        var gateway = builder.AddProject<Projects.Logos_Gateway>("gateway", AsItIs)
            .Over(servers, migrate, key)
            .Listening(GatewayPort)
            .WithExternalHttpEndpoints()
            .WithUrlForEndpoint("http", _ => new ResourceUrlAnnotation { Url = "/", DisplayText = "Console" });
        var orchestrator = builder.AddProject<Projects.Logos_Orchestrator>("orchestrator", AsItIs).Over(servers, migrate, key).Listening();
        if (settings.IsSplit)
        {
            if (builder.ExecutionContext.IsRunMode)
            {
                gateway.WithReplicas(2);
                orchestrator.WithReplicas(2);
            }

            foreach (var (name, pool) in Pools)
                builder.AddProject<Projects.Logos_Workers>(name, AsItIs).WithEnvironment("WORKER_TYPE", pool).Over(servers, migrate, key).Listening();
        }
        else
        {
            builder.AddProject<Projects.Logos_Workers>("workers", AsItIs).Over(servers, migrate, key).Listening();
        }

        return gateway;
    }

    // No profile of a service says where it listens: that is said here.
    private static void AsItIs(ProjectResourceOptions options) => options.ExcludeLaunchProfile = true;

    private static IResourceBuilder<ProjectResource> Over(this IResourceBuilder<ProjectResource> service, Servers servers, IResourceBuilder<ProjectResource> migrate, ReferenceExpression? key)
    {
        service
            // Services read connection strings by their names, and nothing else of what Aspire could tell.
            .WithReferenceEnvironment(ReferenceEnvironmentInjectionFlags.ConnectionString)
            .WithReference(servers.Postgres, "postgres")
            .WithReference(servers.RabbitMq, "rabbitmq")
            .WithReference(servers.Redis, "redis")
            .WaitForCompletion(migrate)
            // Whom the gateway believes who a caller is says Gateway:Proxies.
            .DisableForwardedHeaders();
        foreach (var server in servers.Before)
            service.WaitFor(server);
        if (key is not null)
            service.WithEnvironment("Logos__Keys", key);
        // The dashboard is read by people; its own logs come by OTLP.
        return service.ApplicationBuilder.ExecutionContext.IsRunMode ? service.WithEnvironment("Logos__LogFormat", "line") : service;
    }

    private static IResourceBuilder<ProjectResource> Listening(this IResourceBuilder<ProjectResource> service, int? port = null)
    {
        var isRun = service.ApplicationBuilder.ExecutionContext.IsRunMode;
        return service
            .WithHttpEndpoint(isRun ? port : ClusterPort, isRun ? null : ClusterPort, "http")
            .WithHttpHealthCheck("/health/ready")
            .WithUrlForEndpoint("http", url => (url.Url, url.DisplayText) = ("/health", "Health"));
    }

    // An id, and 32 bytes in base64: any 43 letters and digits and the sign that fills it up.
    private static ReferenceExpression SealingKey(IDistributedApplicationBuilder builder, AppSettings settings)
    {
        var key = Servers.Password(builder, "sealing-key", settings, 43);
        return ReferenceExpression.Create($"apphost {key}=");
    }
}
