using Aspire.Hosting.ApplicationModel;
using Logos.Adapters.Secrets;

namespace Logos.AppHost.Tests.Model;

/// <summary>A run over containers.</summary>
public sealed class ContainerTests
{
    private static readonly string[] Servers = ["postgres", "rabbitmq", "redis"];

    [Fact]
    public async Task Servers_are_containers_and_the_looks_at_them_wait_for_somebody_to_start_them()
    {
        await using var model = await AppModelOf.AsAsync("Logos:Infra=containers");

        Assert.Equal(["pgadmin", "postgres", "rabbitmq", "redis", "redisinsight"], model.All.OfType<ContainerResource>().Select(container => container.Name).Order());
        Assert.Equal(["pgadmin", "redisinsight"], model.All.Where(resource => resource.Annotations.OfType<ExplicitStartupAnnotation>().Any() && resource is ContainerResource).Select(resource => resource.Name).Order());
        Assert.Contains(model.All.OfType<PostgresDatabaseResource>(), database => database is { Name: "logos", DatabaseName: "logos", Parent.Name: "postgres" });
        Assert.Contains(model.Named("rabbitmq").Annotations.OfType<EndpointAnnotation>(), endpoint => endpoint.Name == "management");
        Assert.DoesNotContain(model.All, resource => resource.Name == "infrastructure");
    }

    [Fact]
    public async Task Services_are_told_where_each_server_is_and_nothing_else_of_it()
    {
        await using var model = await AppModelOf.AsAsync("Logos:Infra=containers");

        Assert.Equal(["gateway", "orchestrator", "workers"], model.Services.Select(service => service.Name).Order());
        foreach (var service in model.Services)
        {
            var environment = await model.EnvironmentAsync(service.Name);
            Assert.Equal(Servers.Select(server => $"ConnectionStrings__{server}"), environment.Keys.Where(name => name.StartsWith("ConnectionStrings__", StringComparison.Ordinal)).Order());
            Assert.All(Servers, server => Assert.Equal($"{{{server}-address.connectionString}}", environment[$"ConnectionStrings__{server}"]));
            Assert.DoesNotContain(environment.Keys, name => name.StartsWith("POSTGRES_", StringComparison.Ordinal) || name.StartsWith("REDIS_", StringComparison.Ordinal));
            Assert.Equal("apphost {sealing-key.value}=", environment["Logos__Keys"]);
            Assert.False(environment.ContainsKey("WORKER_TYPE"));
        }

        Assert.DoesNotContain("Logos__Keys", (await model.EnvironmentAsync("migrate")).Keys);
    }

    [Fact]
    public async Task Migrations_come_after_the_database_and_before_the_services()
    {
        await using var model = await AppModelOf.AsAsync("Logos:Infra=containers");

        Assert.Contains("logos", model.WaitsOf("migrate", WaitType.WaitUntilHealthy));
        foreach (var service in model.Services)
        {
            Assert.Equal(["migrate"], model.WaitsOf(service.Name, WaitType.WaitForCompletion));
            Assert.Equal(["rabbitmq", "redis"], model.WaitsOf(service.Name, WaitType.WaitUntilHealthy).Order());
        }
    }

    [Fact]
    public async Task The_gateway_alone_is_for_callers_and_each_service_is_asked_whether_it_is_ready()
    {
        await using var model = await AppModelOf.AsAsync("Logos:Infra=containers");

        Assert.Equal(["gateway"], model.Services.Where(service => service.Annotations.OfType<EndpointAnnotation>().Any(endpoint => endpoint.IsExternal)).Select(service => service.Name));
        Assert.All(model.Services, service => Assert.Single(service.Annotations.OfType<HealthCheckAnnotation>()));
        Assert.All(model.Services, service => Assert.Equal("http", service.Annotations.OfType<EndpointAnnotation>().Single().Name));
        var commands = model.Named("gateway").Annotations.OfType<ResourceCommandAnnotation>().Select(command => command.Name).ToList();
        Assert.Contains("run-purchasing-sample", commands);
        Assert.Contains("sign-in", commands);
    }

    [Fact]
    public async Task Passwords_are_secret_stand_in_an_address_as_they_are_and_the_key_is_one()
    {
        await using var model = await AppModelOf.AsAsync("Logos:Infra=containers");

        var secrets = model.All.OfType<ParameterResource>().Where(parameter => parameter.Secret).Select(parameter => parameter.Name).Order().ToList();
        Assert.Equal(["postgres-password", "rabbitmq-password", "redis-password", "sealing-key"], secrets);
        foreach (var secret in secrets)
            Assert.Matches("^[A-Za-z0-9]{32,}$", await model.ValueAsync(secret));
        Assert.NotNull(KeyFile.Parse([$"apphost {await model.ValueAsync("sealing-key")}="]));
    }

    [Theory]
    [InlineData("true", ContainerLifetime.Persistent, 1)]
    [InlineData("false", ContainerLifetime.Session, 0)]
    public async Task Containers_and_their_data_outlive_the_application_where_they_are_kept(string keeps, ContainerLifetime lifetime, int volumes)
    {
        await using var model = await AppModelOf.AsAsync("Logos:Infra=containers", $"Logos:AppHost:Keep={keeps}");
        foreach (var server in Servers.Select(model.Named))
        {
            Assert.Equal(lifetime, server.Annotations.OfType<ContainerLifetimeAnnotation>().Last().Lifetime);
            Assert.Equal(volumes, server.Annotations.OfType<ContainerMountAnnotation>().Count(mount => mount.Type == ContainerMountType.Volume));
        }
    }

    [Fact]
    public async Task Split_it_has_a_process_for_each_pool_and_two_of_what_shares_work()
    {
        await using var model = await AppModelOf.AsAsync("Logos:Infra=containers", "Logos:AppHost:Split=true");

        Assert.Equal(["gateway", "orchestrator", "worker-db", "worker-io", "worker-rule"], model.Services.Select(service => service.Name).Order());
        Assert.All(model.Services, service => Assert.Equal(service.Name is "gateway" or "orchestrator" ? 2 : 1, service.GetReplicaCount()));
        Assert.Equal("database", (await model.EnvironmentAsync("worker-db"))["WORKER_TYPE"]);
        Assert.Equal("rule", (await model.EnvironmentAsync("worker-rule"))["WORKER_TYPE"]);
        Assert.Equal("io", (await model.EnvironmentAsync("worker-io"))["WORKER_TYPE"]);
    }
}
