using Logos.Deploy.Tests.Manifests;

namespace Logos.Deploy.Tests.Network;

/// <summary>Policies let through what the configuration connects to, and nothing beside it.</summary>
public sealed class NetworkPolicyTests
{
    private const string Private = " but 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.168.0.0/16";
    private const string PrivateSix = " but ::1/128 fc00::/7 fe80::/10";

    private static readonly string[] Dns = ["kube-system TCP 53", "kube-system UDP 53"];

    // Node types of the pool io call by https; `logos up` has all pools in it.
    private static readonly string[] CallTheWorld = ["worker-io", "logos"];

    public static TheoryData<string> Overlays => [.. Rendering.Overlays];

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task A_workload_connects_to_whom_its_configuration_names_and_to_nobody_else(string overlay)
    {
        var rendering = await Rendering.OfOverlayAsync(overlay);
        var reach = new Reach(rendering);
        var callers = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var workload in rendering.Workloads)
        {
            var named = await reach.NamedAsync(workload);
            Assert.Equal(named, reach.MayLeave(workload));
            Assert.True(reach.IsIsolated(workload), $"{workload} may talk to anybody");
            foreach (var target in named)
                (callers.TryGetValue(target.Split(' ')[0], out var known) ? known : callers[target.Split(' ')[0]] = new(StringComparer.Ordinal)).Add($"{workload.Name} {target.Split(' ')[1]}");
        }

        foreach (var workload in rendering.Workloads)
            Assert.Equal(callers.GetValueOrDefault(workload.Name) ?? [], overlay == "monolith" ? [] : reach.MayEnter(workload));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Only_who_calls_the_world_leaves_the_namespace(string overlay)
    {
        var rendering = await Rendering.OfOverlayAsync(overlay);
        var reach = new Reach(rendering);
        foreach (var workload in rendering.Workloads)
        {
            IEnumerable<string> expected = workload.Name switch
            {
                _ when CallTheWorld.Contains(workload.Name) => [.. Dns, $"0.0.0.0/0{Private} TCP 443", $"::/0{PrivateSix} TCP 443"],
                "otel-collector" => [.. Dns, $"monitoring TCP {PortOfLoki()}"],
                _ => Dns,
            };
            Assert.Equal(expected.Order(StringComparer.Ordinal), reach.MayLeaveToOutside(workload));
        }
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task Only_who_has_business_there_enters_the_namespace(string overlay)
    {
        var rendering = await Rendering.OfOverlayAsync(overlay);
        var reach = new Reach(rendering);
        var expected = rendering.Workloads.ToDictionary(workload => workload.Name, _ => new SortedSet<string>(StringComparer.Ordinal));
        foreach (var backend in rendering.Of("Ingress").SelectMany(ingress => ingress.Spec.Objects()).Select(node => node["service"]).OfType<System.Text.Json.Nodes.JsonObject>())
        {
            var port = rendering.Find("Service", backend["name"].Text())!.Spec!["ports"].List().Single(each => each["name"].Text() == backend["port"]!["name"].Text())["port"]!.GetValue<int>();
            Add("ingress-nginx", reach.Behind(backend["name"].Text()!, port));
        }

        foreach (var service in rendering.Of("ServiceMonitor").SelectMany(monitor => rendering.Of("Service").Where(service => monitor.Spec!["selector"].Selects(service.Labels))))
            Add("monitoring", reach.Behind(service.Name, 9090));
        var made = await Environments.MadeSecretAsync();
        foreach (var key in rendering.Of("TriggerAuthentication").SelectMany(authentication => authentication.Spec!["secretTargetRef"].List()).Select(reference => reference["key"].Text()!))
        {
            var (host, port) = Reach.EndpointOf(made.Json["stringData"]![key].Text()!)!.Value;
            Add("keda", reach.Behind(host, port));
        }

        foreach (var workload in rendering.Workloads)
            Assert.Equal(overlay == "monolith" ? ["ingress-nginx TCP 8080"] : expected[workload.Name], reach.MayEnterFromOutside(workload));

        void Add(string from, string target) => expected[target.Split(' ')[0]].Add($"{from} TCP {target.Split(' ')[1]}");
    }

    [Fact]
    public async Task Stores_elsewhere_are_reached_by_their_ports()
    {
        var rendering = await Rendering.OfComponentsAsync("security", "broker", "external-stores", "backup");
        var made = await Environments.MadeSecretAsync(new Dictionary<string, string>
        {
            ["POSTGRES_URL"] = "postgres://logos:x@db.internal/logos?sslmode=verify-full",
            ["RABBITMQ_URL"] = "amqps://logos:x@mq.internal",
            ["REDIS_URL"] = "rediss://:x@cache.internal:6379",
        });
        var reach = new Reach(rendering);

        Assert.Empty(rendering.Of("StatefulSet"));
        Assert.DoesNotContain(rendering.All, each => each.Name.StartsWith("postgres", StringComparison.Ordinal) || each.Name.StartsWith("redis", StringComparison.Ordinal) || each.Name.StartsWith("rabbitmq", StringComparison.Ordinal));
        Assert.Equal("amqps://logos:x@mq.internal", made.Json["stringData"]!["rabbitmq"].Text());
        Assert.Equal(
            [.. new[] { 5432, 5671, 6379 }.Select(port => $"10.0.0.0/8 but  TCP {port}"), .. Dns],
            reach.MayLeaveToOutside(rendering.Find("Deployment", "gateway")!));
        foreach (var tool in rendering.Workloads.Where(each => each.Name is "migrate" or "backup"))
            Assert.Equal(["10.0.0.0/8 but  TCP 5432", .. Dns], reach.MayLeaveToOutside(tool));
    }

    [Theory]
    [InlineData("progressive/canary", "gateway-canary")]
    [InlineData("progressive/blue-green", "gateway-green")]
    public async Task Gateways_of_the_next_version_are_treated_as_gateways(string component, string next)
    {
        var rendering = await Rendering.OfComponentsAsync(component, "sizes", "availability", "security", "ingress", "monitoring", "labels");
        var reach = new Reach(rendering);
        var (gateway, other) = (rendering.Find("Deployment", "gateway")!, rendering.Find("Deployment", next)!);

        Assert.Equal(reach.MayLeave(gateway), reach.MayLeave(other));
        Assert.Equal(reach.MayEnterFromOutside(gateway), reach.MayEnterFromOutside(other));
        Assert.Equal(await rendering.EnvironmentAsync(gateway.Containers.Single()) is { } own ? own.Keys.Order() : [], (await rendering.EnvironmentAsync(other.Containers.Single())).Keys.Order());
        Assert.Equal(gateway.Containers.Single()["resources"]!.ToJsonString(), other.Containers.Single()["resources"]!.ToJsonString());
        Assert.Equal(gateway.Containers.Single()["readinessProbe"]!.ToJsonString(), other.Containers.Single()["readinessProbe"]!.ToJsonString());
        Assert.Single(rendering.Of("PodDisruptionBudget"), budget => budget.Spec!["selector"].Selects(other.PodLabels));
        // What sets the tag of the others leaves it alone.
        Assert.StartsWith("registry.example.com/logos-gateway:", other.Containers.Single()["image"].Text(), StringComparison.Ordinal);
        // The Service of one does not lead to the other.
        Assert.Equal("gateway 8080", reach.Behind("gateway", 8080));
        Assert.Equal($"{next} 8080", reach.Behind(next, 8080));
    }

    private static int PortOfLoki() =>
        Reach.EndpointOf(YamlJson.Read(Checkout.Read("deploy/components/monitoring/loki/collector-config.yaml")).Single()["exporters"]!["otlphttp/loki"]!["endpoint"].Text()!)!.Value.Port;
}
