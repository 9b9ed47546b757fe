using System.Text.Json.Nodes;

namespace Logos.Deploy.Tests.Manifests;

/// <summary>Whatever an object names is there.</summary>
public sealed class ReferenceTests
{
    /// <summary>What somebody makes by hand, as README.md says: who pulls from a registry of their own.</summary>
    private static readonly string[] ByHand = ["registry"];

    [Fact]
    public async Task Every_name_leads_somewhere()
    {
        var made = await Environments.MadeSecretAsync();
        var faults = new List<string>();
        foreach (var rendering in await Rendering.EveryAsync())
        {
            // A restore is done where backups are made.
            var all = rendering.Name == "backup/restore" ? [.. rendering.All, .. (await Rendering.OfComponentsAsync("backup")).All] : rendering.All;
            faults.AddRange(new Names([.. all, made]).FindFaults().Select(fault => $"{rendering.Name}: {fault}"));
        }

        faults.AddRange(new Names([.. (await Rendering.OfOverlayAsync("development")).All, new(YamlJson.Read(Checkout.Read("deploy/admin-token.yaml")).Single())]).FindFaults());
        Assert.Empty(faults);
    }

    [Fact]
    public async Task A_name_that_leads_nowhere_is_found()
    {
        var rendering = await Rendering.OfOverlayAsync("production");
        var all = rendering.All.Select(each => new Manifest(each.Json.DeepClone())).Append(await Environments.MadeSecretAsync()).ToList();
        all.Single(each => each is { Kind: "Deployment", Name: "gateway" }).Containers.Single()["ports"]![0]!["name"] = "https";
        all.RemoveAll(each => each is { Kind: "ConfigMap", Name: "worker-db-env" } or { Kind: "ServiceAccount", Name: "logos-stores" });
        all.Single(each => each is { Kind: "Secret" }).Json["stringData"]!.AsObject().Remove("redis");

        var faults = new Names(all).FindFaults().ToList();

        Assert.Contains("Deployment gateway: no port http", faults);
        Assert.Contains("Ingress gateway: no ready port behind http of Service gateway", faults);
        Assert.Contains("Deployment worker-db: no ConfigMap worker-db-env", faults);
        Assert.Contains("StatefulSet redis: no ServiceAccount logos-stores", faults);
        Assert.Contains("Deployment worker-io: no key redis in logos-secrets", faults);
    }

    private sealed class Names(IReadOnlyList<Manifest> all)
    {
        public IEnumerable<string> FindFaults() => all.SelectMany(each => Of(each).Select(fault => $"{each}: {fault}"));

        private IEnumerable<string> Of(Manifest each) => each.Kind switch
        {
            _ when each.IsWorkload => OfWorkload(each),
            "Service" => OfService(each),
            "Ingress" => each.Spec.Objects().Select(node => node["service"]).OfType<JsonObject>().SelectMany(OfBackend),
            "HorizontalPodAutoscaler" or "ScaledObject" => OfScaler(each),
            "TriggerAuthentication" => each.Spec!["secretTargetRef"].List().SelectMany(OfKey),
            "ServiceMonitor" => OfMonitor(each),
            "PodDisruptionBudget" when !all.Any(workload => workload.IsLasting && each.Spec!["selector"].Selects(workload.PodLabels)) => ["it selects nothing"],
            "PrometheusRule" or "NetworkPolicy" or "Namespace" or "ConfigMap" or "Secret" or "ServiceAccount" or "Issuer" or "StorageClass" or "PersistentVolumeClaim"
                or "SecretStore" or "ExternalSecret" or "SealedSecret" or "PodDisruptionBudget" => [],
            var kind => [$"nobody looks at what a {kind} names"],
        };

        private IEnumerable<string> OfWorkload(Manifest workload)
        {
            foreach (var node in workload.Pod.Objects())
            {
                if (node["secretKeyRef"] is { } key)
                {
                    foreach (var fault in OfKey(key))
                        yield return fault;
                }

                if ((node["configMapRef"]?["name"] ?? node["configMap"]?["name"]).Text() is { } map && node["configMap"]?["optional"]?.GetValue<bool>() is not true && !IsThere("ConfigMap", map))
                    yield return $"no ConfigMap {map}";
                if (node["persistentVolumeClaim"]?["claimName"].Text() is { } claim && !IsThere("PersistentVolumeClaim", claim))
                    yield return $"no PersistentVolumeClaim {claim}";
                foreach (var probed in new[] { node["httpGet"], node["tcpSocket"] }.OfType<JsonObject>().Where(probed => workload.PortOf(probed["port"]) is null))
                    yield return $"no port {probed["port"]}";
            }

            if (workload.Pod["serviceAccountName"].Text() is { } account && !IsThere("ServiceAccount", account))
                yield return $"no ServiceAccount {account}";
            if (workload.Kind == "StatefulSet" && !IsThere("Service", workload.Spec!["serviceName"].Text()!))
                yield return "no Service of its own";
            var volumes = workload.Pod["volumes"].List().Select(volume => volume["name"].Text()).Concat(workload.Spec!["volumeClaimTemplates"].List().Select(claim => claim["metadata"]!["name"].Text())).ToList();
            foreach (var mount in workload.Containers.SelectMany(container => container["volumeMounts"].List()).Where(mount => !volumes.Contains(mount["name"].Text())))
                yield return $"no volume {mount["name"]}";
            foreach (var secret in workload.Pod["imagePullSecrets"].List().Where(secret => !ByHand.Contains(secret["name"].Text())))
                yield return $"no Secret {secret["name"]}";
            if (workload.Spec["selector"] is { } selector && !selector.Selects(workload.PodLabels))
                yield return "its selector does not take its own pods";
        }

        private IEnumerable<string> OfService(Manifest service)
        {
            var behind = Behind(service).ToList();
            if (behind.Count == 0)
                yield return "nothing is behind it";
            foreach (var port in service.Spec!["ports"].List())
            {
                foreach (var workload in behind.Where(workload => workload.PortOf(port["targetPort"]) is null))
                    yield return $"{workload} has no port {port["targetPort"]}";
            }
        }

        private IEnumerable<string> OfBackend(JsonObject backend)
        {
            var port = backend["port"]!["name"].Text();
            var service = Find("Service", backend["name"].Text()!);
            var found = service?.Spec!["ports"].List().FirstOrDefault(each => each["name"].Text() == port);
            // The container's port by its name: what a Service calls so and leads elsewhere is another.
            if (found is null || !Behind(service!).All(workload => workload.PortOf(found["targetPort"]) is { } number && workload.Ports.Contains((port, number))))
                yield return $"no ready port behind {port} of Service {backend["name"]}";
        }

        private IEnumerable<string> OfScaler(Manifest scaler)
        {
            if (!IsThere("Deployment", scaler.Spec!["scaleTargetRef"]!["name"].Text()!))
                yield return $"no Deployment {scaler.Spec["scaleTargetRef"]!["name"]}";
            foreach (var name in scaler.Spec["triggers"].List().Select(trigger => trigger["authenticationRef"]?["name"].Text()).OfType<string>().Where(name => !IsThere("TriggerAuthentication", name)))
                yield return $"no TriggerAuthentication {name}";
        }

        private IEnumerable<string> OfMonitor(Manifest monitor)
        {
            var services = all.Where(each => each.Kind == "Service" && monitor.Spec!["selector"].Selects(each.Labels)).ToList();
            if (services.Count == 0)
                yield return "it selects no Service";
            foreach (var service in services)
            {
                if (!service.Labels.ContainsKey(monitor.Spec!["jobLabel"].Text()!))
                    yield return $"{service} has no label for its job";
                foreach (var endpoint in monitor.Spec["endpoints"].List().Where(endpoint => service.Spec!["ports"].List().All(port => port["name"].Text() != endpoint["port"].Text())))
                    yield return $"{service} has no port {endpoint["port"]}";
            }
        }

        private IEnumerable<string> OfKey(JsonNode reference)
        {
            var (name, key) = (reference["name"].Text()!, reference["key"].Text()!);
            var keys = all.Where(each => (each.Kind is "Secret" or "SealedSecret" && each.Name == name) || (each.Kind == "ExternalSecret" && each.Spec!["target"]!["name"].Text() == name)).Select(KeysOf).ToList();
            // Whoever makes it makes all of them.
            if (keys.Count == 0 || !keys.All(known => known.Contains(key)))
                yield return $"no key {key} in {name}";
        }

        private static HashSet<string> KeysOf(Manifest secret) =>
        [
            .. secret.Json["data"].Map().Keys, .. secret.Json["stringData"].Map().Keys, .. secret.Spec?["encryptedData"].Map().Keys ?? [],
            .. secret.Kind == "ExternalSecret" ? secret.Spec!["data"].List().Select(each => each["secretKey"].Text()!) : [],
        ];

        private IEnumerable<Manifest> Behind(Manifest service) => all.Where(each => each.IsLasting && service.Spec!["selector"].Map().All(pair => each.PodLabels.GetValueOrDefault(pair.Key) == pair.Value));

        private bool IsThere(string kind, string name) => Find(kind, name) is not null;

        private Manifest? Find(string kind, string name) => all.FirstOrDefault(each => each.Kind == kind && each.Name == name);
    }
}
