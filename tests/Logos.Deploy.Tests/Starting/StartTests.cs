using System.Globalization;
using System.Net;
using System.Text.Json;
using Logos.Deploy.Tests.Manifests;
using Logos.Servers;

namespace Logos.Deploy.Tests.Starting;

/// <summary>A setting that a service does not know stops its start: so whatever the manifests tell one is told to it here.</summary>
public sealed class StartTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("gateway", "Logos.Gateway")]
    [InlineData("orchestrator", "Logos.Orchestrator")]
    [InlineData("worker-db", "Logos.Workers")]
    [InlineData("worker-rule", "Logos.Workers")]
    [InlineData("worker-io", "Logos.Workers")]
    public async Task A_service_begins_with_what_production_tells_it_and_waits_for_its_servers(string name, string project)
    {
        var rendering = await Rendering.OfOverlayAsync("production");
        var container = rendering.Find("Deployment", name)!.Containers.Single();
        var settings = await rendering.EnvironmentAsync(container);
        Assert.Equal("http://+:8080", settings["ASPNETCORE_URLS"]);
        Assert.Equal("9090", settings["Metrics__Port"]);
        var port = FreePorts.TakeOne();
        settings["Metrics__Port"] = port.ToString(CultureInfo.InvariantCulture);
        // A name of a cluster, which nobody here has to look for.
        foreach (var server in (string[])["postgres", "rabbitmq", "redis"])
            settings[$"ConnectionStrings__{server}"] = settings[$"ConnectionStrings__{server}"].Replace($"@{server}.logos.svc:", "@127.0.0.1:1", StringComparison.Ordinal);

        await using var service = new LogosService(LogosService.Executable(project), " listens on ", settings);
        await service.StartAsync();

        using var client = new HttpClient { BaseAddress = service.Address };
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(Path(container, "livenessProbe"), Token)).StatusCode);
        var ready = await client.GetAsync(Path(container, "readinessProbe"), Token);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.NotEqual("ok", JsonDocument.Parse(await ready.Content.ReadAsStringAsync(Token)).RootElement.GetProperty("checks").GetProperty("postgres").GetString());
        Assert.Contains("# TYPE", await client.GetStringAsync($"http://127.0.0.1:{port}/metrics", Token), StringComparison.Ordinal);
    }

    private static string Path(System.Text.Json.Nodes.JsonNode container, string probe) => container[probe]!["httpGet"]!["path"].Text()!;
}
