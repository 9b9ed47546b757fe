using System.Globalization;
using Logos.Adapters.Cluster;
using Logos.Deploy.Tests.Manifests;
using Logos.Workers;
using Logos.Workers.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Logos.Deploy.Tests.Scaling;

public sealed class AutoscalingTests
{
    private const string Keda = "autoscaling-keda";
    private const string Hpa = "autoscaling-hpa";

    [Fact]
    public async Task A_deployment_has_one_who_scales_it_and_no_number_of_its_own()
    {
        foreach (var rendering in await Rendering.EveryAsync())
        {
            var scaled = rendering.All.Where(each => each.Kind is "HorizontalPodAutoscaler" or "ScaledObject").Select(each => each.Spec!["scaleTargetRef"]!["name"].Text()!).ToList();
            Assert.Equal(scaled.Distinct(), scaled);
            Assert.All(scaled, name => Assert.Null(rendering.Find("Deployment", name)!.Spec!["replicas"]));
        }
    }

    [Theory]
    [InlineData(Hpa, Keda)]
    [InlineData(Keda, Hpa)]
    public async Task Nobody_takes_both(string first, string second)
    {
        var (rendering, fault) = await Rendering.TryAsync(first, second);

        Assert.Null(rendering);
        Assert.Contains("/spec/replicas", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gateway", 3, 10, 10, "500m 512Mi 2 2Gi", 3)]
    [InlineData("orchestrator", 2, 8, 8, "1 1Gi 4 4Gi", 2)]
    [InlineData("worker-db", 5, 20, 30, "200m 256Mi 1 1Gi", 5)]
    [InlineData("worker-rule", 3, 15, 15, "500m 512Mi 2 2Gi", 3)]
    [InlineData("worker-io", 2, 10, 10, "200m 256Mi 1 1Gi", 2)]
    public async Task Each_is_of_the_size_that_was_agreed_on(string name, int least, int most, int mostOfKeda, string size, int replicas)
    {
        var hpa = (await Rendering.OfComponentsAsync(Hpa)).Find("HorizontalPodAutoscaler", name)!.Spec!;
        var keda = (await Rendering.OfComponentsAsync(Keda)).Find("ScaledObject", name)!.Spec!;
        var sized = (await Rendering.OfComponentsAsync("sizes", "availability")).Find("Deployment", name)!;

        Assert.Equal($"{least} {most}", $"{hpa["minReplicas"]} {hpa["maxReplicas"]}");
        Assert.Equal($"{least} {mostOfKeda} 15 300", $"{keda["minReplicaCount"]} {keda["maxReplicaCount"]} {keda["pollingInterval"]} {keda["cooldownPeriod"]}");
        var resources = sized.Containers.Single()["resources"]!;
        Assert.Equal(size, $"{resources["requests"]!["cpu"]} {resources["requests"]!["memory"]} {resources["limits"]!["cpu"]} {resources["limits"]!["memory"]}");
        Assert.Equal(replicas, sized.Spec!["replicas"]!.GetValue<int>());
        foreach (var behavior in new[] { hpa["behavior"]!, keda["advanced"]!["horizontalPodAutoscalerConfig"]!["behavior"]! })
        {
            Assert.Equal("0 Max Percent 100 30 Pods 2 30", $"{behavior["scaleUp"]!["stabilizationWindowSeconds"]} {behavior["scaleUp"]!["selectPolicy"]} {string.Join(' ', behavior["scaleUp"]!["policies"].List().Select(policy => $"{policy["type"]} {policy["value"]} {policy["periodSeconds"]}"))}");
            Assert.Equal("300 Percent 50 60", $"{behavior["scaleDown"]!["stabilizationWindowSeconds"]} {string.Join(' ', behavior["scaleDown"]!["policies"].List().Select(policy => $"{policy["type"]} {policy["value"]} {policy["periodSeconds"]}"))}");
        }
    }

    [Fact]
    public async Task There_are_workers_of_the_pools_that_have_something_to_run_and_they_are_scaled_by_all_of_it()
    {
        var pools = HandledTypes().GroupBy(type => type.Pool).ToDictionary(pool => pool.Key, pool => pool.Select(type => type.Name).Order().ToList());
        var rendering = await Rendering.OfComponentsAsync(Keda);

        Assert.Equal(pools.Keys.Order(), rendering.Of("Deployment").Select(each => each.Name).Where(name => name.StartsWith("worker-", StringComparison.Ordinal)).Select(name => name["worker-".Length..]).Order());
        foreach (var (pool, types) in pools)
        {
            var triggers = rendering.Find("ScaledObject", $"worker-{pool}")!.Spec!["triggers"].List().Select(trigger => trigger["metadata"]!).ToList();
            Assert.Equal([$"node.{pool}.tasks", $"node.{pool}.quarantine"], triggers.Take(2).Select(trigger => trigger["queueName"].Text()));
            Assert.Equal(types, Claims.TypesOf(triggers[2]["query"].Text()!).Order());
            var worker = rendering.Find("Deployment", $"worker-{pool}")!;
            Assert.Equal(pool == "db" ? "database" : pool, (await rendering.EnvironmentAsync(worker.Containers.Single()))["WORKER_TYPE"]);
        }
    }

    [Fact]
    public async Task PostgreSQL_has_a_connection_for_each_that_may_be_asked_for()
    {
        const int kedaToolsAndReserved = 50;
        const long ofOne = 10_000_000, shared = 2L << 30;
        var rendering = await Rendering.OfOverlayAsync("production");
        var processes = 0;
        var sum = 0;
        foreach (var scaled in rendering.Of("ScaledObject"))
        {
            // One more of each while it is replaced; the gateways of canary or green are four with theirs.
            var most = scaled.Spec!["maxReplicaCount"]!.GetValue<int>() + 1 + (scaled.Name == "gateway" ? 4 : 0);
            processes += most;
            sum += most * await ConnectionsAsync(rendering, scaled.Spec["scaleTargetRef"]!["name"].Text()!);
        }

        var text = Checkout.Read("deploy/README.md");
        Assert.Contains($"{processes} processes", text, StringComparison.Ordinal);
        Assert.Contains($"{sum} connections", text, StringComparison.Ordinal);
        Assert.Contains($"= {sum},", Checkout.Read("deploy/components/sizes/kustomization.yaml"), StringComparison.Ordinal);
        var container = rendering.Find("StatefulSet", "postgres")!.Containers.Single();
        var allowed = int.Parse(container["args"].List().Select(argument => argument.Text()!.Split('=')).Single(argument => argument[0] == "max_connections")[1], CultureInfo.InvariantCulture);
        Assert.InRange(allowed, sum + kedaToolsAndReserved, sum + 2 * kedaToolsAndReserved);
        var memory = container["resources"]!["limits"]!["memory"].Text()!;
        Assert.EndsWith("Gi", memory, StringComparison.Ordinal);
        Assert.InRange(long.Parse(memory[..^2], CultureInfo.InvariantCulture) << 30, allowed * ofOne + shared, allowed * ofOne + 2 * shared);
    }

    [Fact]
    public async Task A_laptops_PostgreSQL_has_a_connection_for_each_as_well()
    {
        var rendering = await Rendering.OfOverlayAsync("development");
        var sum = 0;
        foreach (var service in rendering.Of("Deployment"))
            sum += (service.Spec!["replicas"]!.GetValue<int>() + 1) * await ConnectionsAsync(rendering, service.Name);

        var allowed = rendering.Find("StatefulSet", "postgres")!.Containers.Single()["args"].List().Select(argument => argument.Text()!.Split('=')).Single(argument => argument[0] == "max_connections")[1];
        Assert.InRange(int.Parse(allowed, CultureInfo.InvariantCulture), sum + 20, 200);
    }

    // What its environment says, or what is usual for its kind.
    private static async Task<int> ConnectionsAsync(Rendering rendering, string deployment)
    {
        var settings = await rendering.EnvironmentAsync(rendering.Find("Deployment", deployment)!.Containers.Single());
        if (settings.TryGetValue("Store__Connections", out var said))
            return int.Parse(said, CultureInfo.InvariantCulture);
        return (deployment switch
        {
            "gateway" => ClusterMember.Gateway,
            "orchestrator" => ClusterMember.Orchestrator,
            _ when deployment.StartsWith("worker-", StringComparison.Ordinal) => ClusterMember.Workers,
            _ => throw new InvalidDataException($"nobody knows how many connections {deployment} takes"),
        }).Connections;
    }

    private static List<(string Pool, string Name)> HandledTypes()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.AddLogosWorkers();
        using var services = builder.Services.BuildServiceProvider();
        return [.. services.GetRequiredService<NodeHandlers>().All.Select(each => (each.Type.Pool.ToString().ToLowerInvariant(), each.Type.Name))];
    }
}
