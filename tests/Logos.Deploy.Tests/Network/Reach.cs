using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Logos.Deploy.Tests.Manifests;

namespace Logos.Deploy.Tests.Network;

/// <summary>Who may talk to whom by the network policies of a rendering, and who has to by what it is configured with.</summary>
internal sealed partial class Reach(Rendering rendering)
{
    private const string OwnNamespace = ".logos.svc";

    private static readonly Dictionary<string, int> Standard = new() { ["postgres"] = 5432, ["amqp"] = 5672, ["amqps"] = 5671, ["redis"] = 6379, ["http"] = 80, ["https"] = 443 };

    /// <summary>Kubelets ask for health from outside of all policies; listening is no connecting.</summary>
    private static readonly string[] Listening = ["ASPNETCORE_URLS", "Metrics__Address"];

    private IEnumerable<Manifest> Policies => rendering.Of("NetworkPolicy");

    /// <summary>Whom a workload connects to: by whom its environment names.</summary>
    public async Task<SortedSet<string>> NamedAsync(Manifest workload)
    {
        var all = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var container in workload.Containers)
        {
            foreach (var (name, value) in await rendering.EnvironmentAsync(container))
            {
                if (!Listening.Contains(name) && EndpointOf(value) is { } endpoint)
                    all.Add(Behind(endpoint.Host, endpoint.Port));
            }
        }

        return all;
    }

    /// <summary>Whom a workload may connect to by its own policies.</summary>
    public SortedSet<string> MayLeave(Manifest workload) => Allowed(workload, "Egress", "egress", "to", other => other.Ports.Select(port => port.Number));

    /// <summary>Who may connect to a workload by its policies, and to which port.</summary>
    public SortedSet<string> MayEnter(Manifest workload)
    {
        var all = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var other in rendering.Workloads.Where(other => other.Name != workload.Name))
        {
            foreach (var port in workload.Ports.Where(port => Rules(workload, "Ingress", "ingress").Any(rule => Matches(rule, "from", other.PodLabels, port.Number))))
                all.Add($"{other.Name} {port.Number}");
        }

        return all;
    }

    /// <summary>Namespaces from which a workload may be connected to, or networks.</summary>
    public SortedSet<string> MayEnterFromOutside(Manifest workload) => Outside(Rules(workload, "Ingress", "ingress"), "from");

    /// <summary>Namespaces and networks that a workload may connect to.</summary>
    public SortedSet<string> MayLeaveToOutside(Manifest workload) => Outside(Rules(workload, "Egress", "egress"), "to");

    public bool IsIsolated(Manifest workload) => ((string[])["Ingress", "Egress"]).All(type => Policies.Any(policy => Takes(policy, type, workload)));

    /// <summary>Where a host and a port of the configuration lead.</summary>
    public string Behind(string host, int port)
    {
        var name = host.EndsWith(OwnNamespace, StringComparison.Ordinal) ? host[..^OwnNamespace.Length] : host;
        if (rendering.Find("Service", name) is not { } service)
            return $"{host} {port}";
        var target = service.Spec!["ports"].List().Single(each => each["port"]!.GetValue<int>() == port)["targetPort"];
        var workload = rendering.Workloads.Single(each => each.IsLasting && service.Spec["selector"].Map().All(pair => each.PodLabels.GetValueOrDefault(pair.Key) == pair.Value));
        return $"{workload.Name} {workload.PortOf(target)}";
    }

    public static (string Host, int Port)? EndpointOf(string value)
    {
        if (Uri.TryCreate(value, UriKind.Absolute, out var uri) && Standard.TryGetValue(uri.Scheme, out var standard))
            return (uri.Host, uri.Port > 0 ? uri.Port : standard);
        return HostAndPort().Match(value) is { Success: true } match ? (match.Groups[1].Value, int.Parse(match.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture)) : null;
    }

    private SortedSet<string> Allowed(Manifest workload, string type, string rules, string peers, Func<Manifest, IEnumerable<int>> ports)
    {
        var all = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var other in rendering.Workloads.Where(other => other.Name != workload.Name))
        {
            foreach (var port in ports(other).Where(port => Rules(workload, type, rules).Any(rule => Matches(rule, peers, other.PodLabels, port))))
                all.Add($"{other.Name} {port}");
        }

        return all;
    }

    private IEnumerable<JsonNode> Rules(Manifest workload, string type, string rules) => Policies.Where(policy => Takes(policy, type, workload)).SelectMany(policy => policy.Spec![rules].List());

    // An empty selector takes all pods.
    private static bool Takes(Manifest policy, string type, Manifest workload) =>
        policy.Spec!["policyTypes"].List().Any(each => each.Text() == type) && policy.Spec["podSelector"].Selects(workload.PodLabels);

    private static bool Matches(JsonNode rule, string peers, IReadOnlyDictionary<string, string> labels, int port) =>
        rule["ports"].List().Any(each => each["port"]!.GetValue<int>() == port && each["protocol"].Text() == "TCP")
        && rule[peers].List().Any(peer => peer["namespaceSelector"] is null && peer["podSelector"].Selects(labels));

    private static SortedSet<string> Outside(IEnumerable<JsonNode> rules, string peers) => new(
        from rule in rules
        from peer in rule[peers].List()
        let place = peer["namespaceSelector"]?["matchLabels"]?["kubernetes.io/metadata.name"].Text() ?? (peer["ipBlock"] is { } block ? $"{block["cidr"]} but {string.Join(' ', block["except"].List())}" : null)
        where place is not null
        from port in rule["ports"].List()
        select $"{place} {port["protocol"]} {port["port"]}",
        StringComparer.Ordinal);

    [GeneratedRegex(@"^([a-z0-9.-]+):(\d+)(,|$)")]
    private static partial Regex HostAndPort();
}
