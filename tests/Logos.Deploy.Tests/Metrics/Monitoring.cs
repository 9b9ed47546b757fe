using System.Text.Json;
using System.Text.Json.Nodes;
using Logos.Deploy.Tests.Manifests;

namespace Logos.Deploy.Tests.Metrics;

/// <summary>The rules and the dashboards as the component has them.</summary>
internal sealed record Monitoring(IReadOnlyList<JsonNode> Rules, IReadOnlyList<Dashboard> Dashboards)
{
    public IEnumerable<JsonNode> Alerts => Rules.Where(rule => rule["alert"] is not null);

    public static async Task<Monitoring> ReadAsync()
    {
        var rendering = await Rendering.OfComponentsAsync("monitoring");
        return new(
            [.. rendering.Of("PrometheusRule").SelectMany(rule => rule.Spec!["groups"].List()).SelectMany(group => group["rules"].List())],
            [.. rendering.Of("ConfigMap").Where(map => map.Labels.ContainsKey("grafana_dashboard")).SelectMany(map => map.Json["data"].Map().Values).Select(Dashboard.Read)]);
    }
}

internal sealed record Dashboard(string Title, IReadOnlyList<Panel> Panels)
{
    public static Dashboard Read(string json)
    {
        var root = JsonDocument.Parse(json).RootElement;
        return new(root.GetProperty("title").GetString()!, [.. root.GetProperty("panels").EnumerateArray().Select(panel => new Panel(
            panel.GetProperty("title").GetString()!,
            [.. panel.GetProperty("targets").EnumerateArray().Select(target => (target.GetProperty("expr").GetString()!.Replace("$__rate_interval", "5m", StringComparison.Ordinal), target.GetProperty("legendFormat").GetString()!))]))]);
    }
}

internal sealed record Panel(string Title, IReadOnlyList<(string Expression, string Legend)> Targets);
