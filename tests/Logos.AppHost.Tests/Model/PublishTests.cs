using Aspire.Hosting.ApplicationModel;

namespace Logos.AppHost.Tests.Model;

/// <summary>What goes into a manifest, and so into a cluster: the names that deploy/base-handwritten has.</summary>
public sealed class PublishTests
{
    [Fact]
    public async Task It_has_containers_and_a_service_for_each_pool_under_the_names_of_the_base()
    {
        await using var model = await AppModelOf.PublishedAsync();

        Assert.Equal(["postgres", "rabbitmq", "redis"], model.All.OfType<ContainerResource>().Select(container => container.Name).Order());
        Assert.Equal(["gateway", "migrate", "orchestrator", "worker-db", "worker-io", "worker-rule"], model.All.OfType<ProjectResource>().Select(service => service.Name).Order());
        Assert.DoesNotContain(model.All, resource => resource.Name is "servers" or "infrastructure" or "pgadmin" or "redisinsight");
    }

    [Theory]
    [InlineData("postgres-address", "Host={postgres.bindings.tcp.host};Port={postgres.bindings.tcp.port};Username=logos;Password={postgres-password.value};Database=logos")]
    [InlineData("rabbitmq-address", "amqp://logos:{rabbitmq-password.value}@{rabbitmq.bindings.tcp.host}:{rabbitmq.bindings.tcp.port}")]
    [InlineData("redis-address", "{redis.bindings.tcp.host}:{redis.bindings.tcp.port},password={redis-password.value}")]
    public async Task Addresses_have_nothing_in_them_that_aspirate_would_leave_as_it_is(string name, string expected)
    {
        await using var model = await AppModelOf.PublishedAsync();

        var address = ((IResourceWithConnectionString)model.Named(name)).ConnectionStringExpression;

        Assert.Equal(expected, address.ValueExpression);
        Assert.All(address.StringFormats, Assert.Null);
    }

    [Fact]
    public async Task Servers_have_the_user_that_the_addresses_have_and_no_key_is_in_it()
    {
        await using var model = await AppModelOf.PublishedAsync();

        var postgres = await model.EnvironmentAsync("postgres");
        Assert.Equal(("logos", "logos", "{postgres-password.value}"), (postgres["POSTGRES_USER"], postgres["POSTGRES_DB"], postgres["POSTGRES_PASSWORD"]));
        var rabbit = await model.EnvironmentAsync("rabbitmq");
        Assert.Equal(("logos", "{rabbitmq-password.value}"), (rabbit["RABBITMQ_DEFAULT_USER"], rabbit["RABBITMQ_DEFAULT_PASS"]));
        // Each is generated: aspirate asks nobody where it may not.
        Assert.Equal(["postgres-password", "rabbitmq-password", "redis-password"], model.All.OfType<ParameterResource>().Select(parameter => parameter.Name).Order());
        Assert.All(model.All.OfType<ParameterResource>(), parameter => Assert.IsType<GenerateParameterDefault>(parameter.Default));
        foreach (var service in model.Services)
            Assert.DoesNotContain("Logos__Keys", (await model.EnvironmentAsync(service.Name)).Keys);
    }

    [Fact]
    public async Task No_service_believes_everybody_who_a_caller_is()
    {
        await using var model = await AppModelOf.PublishedAsync();

        foreach (var service in model.Services)
            Assert.DoesNotContain("ASPNETCORE_FORWARDEDHEADERS_ENABLED", (await model.EnvironmentAsync(service.Name)).Keys);
    }

    [Fact]
    public async Task Services_listen_where_those_of_the_base_do()
    {
        await using var model = await AppModelOf.PublishedAsync();

        Assert.All(model.Services, service => Assert.Equal(("http", 8080, 8080), service.Annotations.OfType<EndpointAnnotation>().Select(endpoint => (endpoint.Name, endpoint.Port ?? 0, endpoint.TargetPort ?? 0)).Single()));
        Assert.All(model.Services, service => Assert.Equal(1, service.GetReplicaCount()));
    }
}
