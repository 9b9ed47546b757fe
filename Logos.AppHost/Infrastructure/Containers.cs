#pragma warning disable ASPIRECERTIFICATES001 // Redis speaks TLS by itself where a developer's certificate is: one that a container may not trust.

namespace Logos.AppHost.Infrastructure;

/// <summary>PostgreSQL, RabbitMQ and Redis in containers, which outlive a run where their data do.</summary>
internal static class Containers
{
    public static Servers Add(IDistributedApplicationBuilder builder, AppSettings settings)
    {
        var isRun = builder.ExecutionContext.IsRunMode;
        // A manifest gets the name as it is: aspirate would make one up for a parameter.
        var user = isRun ? builder.AddParameter("servers-user", Servers.Logos) : null;

        var postgresPassword = Servers.Password(builder, "postgres-password", settings);
        // The versions that the services were tried with.
        var postgres = builder.AddPostgres("postgres", user, postgresPassword).WithImageTag("15")
            .WithEnvironment("POSTGRES_USER", Servers.Logos)
            .WithEnvironment("POSTGRES_DB", Servers.Logos);
        var database = postgres.AddDatabase(Servers.Logos);

        var redisPassword = Servers.Password(builder, "redis-password", settings);
        var redis = builder.AddRedis("redis", password: redisPassword).WithImageTag("7.2").WithPersistence().WithoutHttpsCertificate();

        var rabbitPassword = Servers.Password(builder, "rabbitmq-password", settings);
        var rabbit = builder.AddRabbitMQ("rabbitmq", user, rabbitPassword).WithImageTag("3.13").WithManagementPlugin()
            .WithEnvironment("RABBITMQ_DEFAULT_USER", Servers.Logos)
            .WithUrlForEndpoint("management", url => url.DisplayText = "RabbitMQ's queues");

        if (settings.Keeps)
        {
            postgres.WithDataVolume();
            redis.WithDataVolume();
            rabbit.WithDataVolume();
        }

        if (isRun)
        {
            // Two gateways and two orchestrators alone take 80 of the usual 100. A cluster has a number of its own.
            postgres.WithArgs("-c", "max_connections=300");
            var lifetime = settings.Keeps ? ContainerLifetime.Persistent : ContainerLifetime.Session;
            postgres.WithLifetime(lifetime).WithPgAdmin(look => look.WithExplicitStart().WithUrlForEndpoint("http", url => url.DisplayText = "pgAdmin"));
            redis.WithLifetime(lifetime).WithRedisInsight(look => look.WithExplicitStart().WithUrlForEndpoint("http", url => url.DisplayText = "Redis Insight"));
            rabbit.WithLifetime(lifetime);
        }

        // Addresses of our own: what Aspire writes of RabbitMQ and Redis into a manifest has parts that aspirate leaves as they are.
        return new(
            builder.AddConnectionString("postgres-address", ReferenceExpression.Create($"Host={Host(postgres)};Port={Port(postgres)};Username={Servers.Logos};Password={postgresPassword};Database={Servers.Logos}")),
            builder.AddConnectionString("rabbitmq-address", ReferenceExpression.Create($"amqp://{Servers.Logos}:{rabbitPassword}@{Host(rabbit)}:{Port(rabbit)}")),
            builder.AddConnectionString("redis-address", ReferenceExpression.Create($"{Host(redis)}:{Port(redis)},password={redisPassword}")),
            database,
            [rabbit, redis]);
    }

    private static EndpointReferenceExpression Host(IResourceBuilder<IResourceWithEndpoints> server) => server.GetEndpoint("tcp").Property(EndpointProperty.Host);

    private static EndpointReferenceExpression Port(IResourceBuilder<IResourceWithEndpoints> server) => server.GetEndpoint("tcp").Property(EndpointProperty.Port);
}
