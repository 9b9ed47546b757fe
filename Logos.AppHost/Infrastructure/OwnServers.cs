using Logos.AppHost.Machine;

namespace Logos.AppHost.Infrastructure;

/// <summary>The machine's own PostgreSQL, RabbitMQ and Redis, which <c>logos servers</c> starts and keeps running.</summary>
internal static class OwnServers
{
    public static Servers Add(IDistributedApplicationBuilder builder, AppSettings settings)
    {
        var password = Servers.Password(builder, "servers-password", settings);
        var servers = builder.AddExecutable("servers", LogosProgram.Path, builder.AppHostDirectory, "servers", "--data", Path.Combine(settings.Folder, "servers"))
            .WithEnvironment("LOGOS_SERVERS_PASSWORD", password)
            .WithEndpoint(scheme: "tcp", name: "postgres")
            .WithEndpoint(scheme: "tcp", name: "rabbitmq")
            .WithEndpoint(scheme: "tcp", name: "redis");
        foreach (var name in new[] { "postgres", "rabbitmq", "redis" })
            servers.WithArgs($"--{name}-port", servers.GetEndpoint(name).Property(EndpointProperty.TargetPort));

        var (postgres, rabbit, redis) = (servers.GetEndpoint("postgres"), servers.GetEndpoint("rabbitmq"), servers.GetEndpoint("redis"));
        return new(
            builder.AddConnectionString("postgres", ReferenceExpression.Create($"Host={Host(postgres)};Port={Port(postgres)};Username={Servers.Logos};Password={password};Database={Servers.Logos}")),
            builder.AddConnectionString("rabbitmq", ReferenceExpression.Create($"amqp://{Servers.Logos}:{password}@{Host(rabbit)}:{Port(rabbit)}")),
            builder.AddConnectionString("redis", ReferenceExpression.Create($"{Host(redis)}:{Port(redis)},password={password}")),
            servers,
            [servers]);
    }

    private static EndpointReferenceExpression Host(EndpointReference endpoint) => endpoint.Property(EndpointProperty.Host);

    private static EndpointReferenceExpression Port(EndpointReference endpoint) => endpoint.Property(EndpointProperty.Port);
}
