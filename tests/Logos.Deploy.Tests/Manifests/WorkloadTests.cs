using System.Text.RegularExpressions;

namespace Logos.Deploy.Tests.Manifests;

/// <summary>What holds for all that an overlay runs.</summary>
public sealed partial class WorkloadTests
{
    public static TheoryData<string> Overlays => [.. Rendering.Overlays];

    [Fact]
    public async Task There_are_the_four_overlays_and_every_component_renders_alone()
    {
        Assert.Equal(["development", "monolith", "production", "serverless"], Rendering.Overlays);
        foreach (var known in (string[])["autoscaling-hpa", "autoscaling-keda", "availability", "backup", "broker", "external-stores", "ingress", "monitoring", "progressive/blue-green", "progressive/canary", "registry", "security", "storage"])
            Assert.Contains(known, Rendering.Components);

        Assert.Equal(Rendering.Overlays.Count + Rendering.Components.Count + Rendering.Standing.Count, (await Rendering.EveryAsync()).Count(rendering => rendering.All.Count > 0));
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task A_container_may_take_so_much_and_do_so_little(string overlay)
    {
        var rendering = await Rendering.OfOverlayAsync(overlay);
        Assert.NotEmpty(rendering.Workloads);
        foreach (var workload in rendering.Workloads)
        {
            var pod = workload.Pod;
            Assert.True(pod["securityContext"]?["runAsNonRoot"]?.GetValue<bool>() is true, $"{workload} may be root");
            Assert.True(pod["securityContext"]?["runAsUser"]?.GetValue<int>() > 0, $"{workload} has no number of a user");
            Assert.Equal("RuntimeDefault", pod["securityContext"]?["seccompProfile"]?["type"].Text());
            Assert.False(pod["automountServiceAccountToken"]?.GetValue<bool>() ?? true, $"{workload} has a token of the cluster");
            foreach (var container in workload.Containers)
            {
                foreach (var bound in (string[])["requests", "limits"])
                    Assert.Equal("cpu memory", string.Join(' ', (container["resources"]?[bound]).Map().Keys.Order()));
                var context = container["securityContext"];
                Assert.False(context?["allowPrivilegeEscalation"]?.GetValue<bool>() ?? true, $"{workload} may become more");
                Assert.True(context?["readOnlyRootFilesystem"]?.GetValue<bool>() is true, $"{workload} may write to its image");
                Assert.Equal("ALL", context?["capabilities"]?["drop"].List().Single().Text());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task What_lasts_is_probed(string overlay)
    {
        foreach (var workload in (await Rendering.OfOverlayAsync(overlay)).Workloads.Where(each => each.IsLasting))
        {
            foreach (var container in workload.Containers)
            {
                foreach (var probe in (string[])["startupProbe", "livenessProbe", "readinessProbe"])
                    Assert.True(container[probe] is not null, $"{workload} has no {probe}");
                if (container["image"].Text()!.Contains("logos-", StringComparison.Ordinal))
                    Assert.Equal(["/health/live", "/health/live", "/health/ready"], ((string[])["startupProbe", "livenessProbe", "readinessProbe"]).Select(probe => container[probe]!["httpGet"]?["path"].Text()));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task A_deployment_is_replaced_without_a_gap_and_lets_nodes_be_emptied(string overlay)
    {
        var rendering = await Rendering.OfOverlayAsync(overlay);
        foreach (var deployment in rendering.Of("Deployment"))
        {
            Assert.Equal("1 0", $"{deployment.Spec!["strategy"]?["rollingUpdate"]?["maxSurge"]} {deployment.Spec["strategy"]?["rollingUpdate"]?["maxUnavailable"]}");
            var budget = Assert.Single(rendering.Of("PodDisruptionBudget"), budget => budget.Spec!["selector"].Selects(deployment.PodLabels));
            var fewest = deployment.Spec["replicas"]?.GetValue<int>() ?? rendering.Of("ScaledObject").Single(scaled => scaled.Spec!["scaleTargetRef"]!["name"].Text() == deployment.Name).Spec!["minReplicaCount"]!.GetValue<int>();
            Assert.True(budget.Spec!["maxUnavailable"]?.GetValue<int>() > 0 || budget.Spec["minAvailable"]!.GetValue<int>() < fewest, $"{budget} lets none of {fewest} go");
            // A worker that goes lets its nodes end: before the pod's own time is over.
            if (deployment.Name.StartsWith("worker-", StringComparison.Ordinal))
            {
                var told = (await rendering.EnvironmentAsync(deployment.Containers.Single()))["Logos__Workers__Grace"];
                Assert.InRange(int.Parse(told.TrimEnd('s'), System.Globalization.CultureInfo.InvariantCulture), 60, deployment.Pod["terminationGracePeriodSeconds"]!.GetValue<int>() - 10);
            }
        }
    }

    [Fact]
    public async Task A_label_that_pods_are_spread_by_is_named_once()
    {
        var constraints = (await Rendering.EveryAsync()).SelectMany(rendering => rendering.Workloads).SelectMany(workload => workload.Pod["topologySpreadConstraints"].List()).ToList();
        Assert.NotEmpty(constraints);
        foreach (var constraint in constraints)
        {
            var selector = constraint["labelSelector"]!;
            var selected = selector["matchLabels"].Map().Keys.Concat(selector["matchExpressions"].List().Select(expression => expression["key"].Text()!));
            var keys = constraint["matchLabelKeys"].List().Select(key => key.Text()!).ToList();
            Assert.Contains("pod-template-hash", keys);
            // The API server refuses what stands in both, and no schema says so.
            Assert.Empty(keys.Intersect(selected));
        }
    }

    [Theory]
    [InlineData("development", "progressive/canary", "gateway-canary")]
    [InlineData("development", "progressive/blue-green", "gateway-green")]
    [InlineData("production", "progressive/canary", "gateway-canary")]
    [InlineData("production", "progressive/blue-green", "gateway-green")]
    [InlineData("serverless", "progressive/canary", "gateway-canary")]
    [InlineData("serverless", "progressive/blue-green", "gateway-green")]
    public async Task Gateways_of_the_next_version_stand_beside_those_of_an_overlay(string overlay, string component, string next)
    {
        var rendering = await Rendering.OfOverlayWithAsync(overlay, component);

        foreach (var name in (string[])["gateway", next])
        {
            var gateway = rendering.Find("Deployment", name)!;
            var budget = Assert.Single(rendering.Of("PodDisruptionBudget"), budget => budget.Spec!["selector"].Selects(gateway.PodLabels));
            // One that has both is refused, and one that has neither says nothing.
            Assert.Single(budget.Spec.Map().Keys, key => key is "minAvailable" or "maxUnavailable");
        }

        Assert.Equal(overlay == "production" ? 3 : 1, rendering.Find("Deployment", next)!.Spec!["replicas"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("production")]
    [InlineData("serverless")]
    [InlineData("monolith")]
    public async Task Images_of_Logos_come_from_the_registry(string overlay)
    {
        var own = (await Rendering.OfOverlayAsync(overlay)).Workloads.Where(workload => workload.Containers.Single()["image"].Text()!.Contains("logos-", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(own);
        foreach (var workload in own)
        {
            Assert.StartsWith("registry.example.com/logos-", workload.Containers.Single()["image"].Text(), StringComparison.Ordinal);
            Assert.Equal("registry", Assert.Single(workload.Pod["imagePullSecrets"].List())["name"].Text());
        }
    }

    [Theory]
    [InlineData("development")]
    [InlineData("production")]
    [InlineData("serverless")]
    public async Task Publishers_wait_before_the_memory_of_RabbitMQ_is_full(string overlay)
    {
        var rendering = await Rendering.OfOverlayAsync(overlay);
        var broker = rendering.Find("StatefulSet", "rabbitmq")!;
        var container = broker.Containers.Single();
        var mount = Assert.Single(container["volumeMounts"].List(), mount => mount["mountPath"].Text() == "/etc/rabbitmq/conf.d/20-logos.conf");
        var volume = Assert.Single(broker.Pod["volumes"].List(), volume => volume["name"].Text() == mount["name"].Text());

        var settings = rendering.Find("ConfigMap", volume["configMap"]!["name"].Text())!.Json["data"]![mount["subPath"].Text()!].Text()!;

        Assert.Contains("raft.wal_max_size_bytes = 67108864", settings.Split('\n'));
        var absolute = int.Parse(Regex.Match(settings, "^vm_memory_high_watermark\\.absolute = ([0-9]+)MiB$", RegexOptions.Multiline).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        var limit = container["resources"]!["limits"]!["memory"].Text()!;
        Assert.EndsWith("Gi", limit, StringComparison.Ordinal);
        Assert.InRange(absolute / (1024.0 * int.Parse(limit[..^2], System.Globalization.CultureInfo.InvariantCulture)), 0.55, 0.65);
    }

    [Theory]
    [MemberData(nameof(Overlays))]
    public async Task No_password_is_in_a_ConfigMap(string overlay) =>
        Assert.DoesNotContain(
            (await Rendering.OfOverlayAsync(overlay)).Of("ConfigMap").SelectMany(map => map.Json["data"].Map()),
            pair => Secret().IsMatch(pair.Key) || pair.Value.Contains("development-only", StringComparison.Ordinal));

    [Fact]
    public async Task A_release_restarts_no_store()
    {
        foreach (var store in (await Rendering.OfOverlayAsync("production")).Of("StatefulSet"))
            Assert.DoesNotContain("app.kubernetes.io/version", store.Json.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Images_are_those_that_projects_make_of_this_version()
    {
        var version = Regex.Match(Checkout.Read("Directory.Build.props"), "<Version>(.+)</Version>").Groups[1].Value;
        var made = ((string[])["Gateway", "Orchestrator", "Workers", "Cli"])
            .Select(project => Checkout.Read($"Logos.{project}/Logos.{project}.csproj"))
            .Where(project => project.Contains("<Import Project=\"../deploy/Images.props\" />", StringComparison.Ordinal))
            .Select(project => $"logos-{Regex.Match(project, "<LogosImageName>(.+)</LogosImageName>").Groups[1].Value}:{version}");

        var used = from rendering in await Rendering.EveryAsync()
                   from workload in rendering.Workloads
                   from container in workload.Containers
                   let image = container["image"].Text()!.Split('/')[^1]
                   where image.StartsWith("logos-", StringComparison.Ordinal)
                   select image;

        Assert.Equal(made.Order(), used.Distinct().Order());
        Assert.All((await Rendering.OfOverlayAsync("production")).Of("Deployment").Where(each => each.Name != "otel-collector"), each => Assert.Equal(version, each.Labels["app.kubernetes.io/version"]));
        Assert.Contains($"image: logos-cli:{version}", Checkout.Read("deploy/admin-token.yaml"), StringComparison.Ordinal);
    }

    [GeneratedRegex("PASS|ConnectionStrings|Keys|SECRET|TOKEN", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();
}
