using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Logos.AppHost.Tests.Model;

/// <summary>A run on a machine without containers: no model of it holds one, since a run with one would wait for a runtime and fail.</summary>
public sealed class WithoutContainersTests
{
    [Fact]
    [Trait("Needs", "postgres")]
    [Trait("Needs", "rabbitmq")]
    [Trait("Needs", "redis")]
    public async Task Over_the_machines_own_servers_services_are_told_the_same()
    {
        await using var model = await AppModelOf.AsAsync("Logos:Infra=native");

        Assert.Empty(model.All.OfType<ContainerResource>());
        Assert.Equal(["postgres", "rabbitmq", "redis"], model.All.OfType<ConnectionStringResource>().Select(address => address.Name).Order());
        Assert.Equal(["gateway", "orchestrator", "workers"], model.Services.Select(service => service.Name).Order());
        foreach (var service in model.Services)
        {
            var environment = await model.EnvironmentAsync(service.Name);
            Assert.All(["postgres", "rabbitmq", "redis"], (string server) => Assert.Equal($"{{{server}.connectionString}}", environment[$"ConnectionStrings__{server}"]));
            Assert.Contains("servers", model.WaitsOf(service.Name, WaitType.WaitUntilHealthy));
            Assert.Equal(["migrate"], model.WaitsOf(service.Name, WaitType.WaitForCompletion));
        }

        var servers = model.Named("servers");
        Assert.Equal(["postgres", "rabbitmq", "redis"], servers.Annotations.OfType<EndpointAnnotation>().Select(endpoint => endpoint.Name).Order());
        Assert.Equal("{servers-password.value}", (await model.EnvironmentAsync("servers"))["LOGOS_SERVERS_PASSWORD"]);
        Assert.Matches("^[A-Za-z0-9]{32}$", await model.ValueAsync("servers-password"));
    }

    [Fact]
    public async Task In_one_process_there_is_nothing_else()
    {
        await using var model = await AppModelOf.AsAsync("Logos:Infra=process");

        Assert.Empty(model.All.OfType<ContainerResource>());
        Assert.Empty(model.All.OfType<ProjectResource>());
        Assert.Single(model.Named("logos").Annotations.OfType<HealthCheckAnnotation>());
        Assert.Equal("http", model.Named("logos").Annotations.OfType<EndpointAnnotation>().Single().Name);
    }
}
