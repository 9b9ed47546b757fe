using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using Logos.Deploy.Tests.Manifests;

namespace Logos.Deploy.Tests.Metrics;

public sealed partial class MonitoringTests
{
    /// <summary>What Prometheus and its operator put on each series of a Service.</summary>
    private static readonly string[] OfTheTarget = ["job", "namespace", "pod", "service", "instance", "container", "endpoint"];

    /// <summary>What others measure: Prometheus itself, and kube-state-metrics.</summary>
    private static readonly string[] OfOthers = ["up", "kube_cronjob_status_last_successful_time", "kube_job_failed"];

    /// <summary>What only a fault shows, and no fault was made.</summary>
    private static readonly string[] OfFaults = ["transient", "5.."];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Rules_and_dashboards_ask_for_what_services_measure()
    {
        var monitoring = await Monitoring.ReadAsync();
        var recorded = monitoring.Rules.Select(rule => rule["record"].Text()).OfType<string>().ToHashSet();
        var emitted = await ScrapeAsync();
        Assert.True(emitted.Count > 40, "little was measured");
        var faults = new List<string>();
        foreach (var rule in monitoring.Rules)
        {
            var query = new Query(rule["expr"].Text()!);
            var said = string.Join(' ', rule["annotations"].Map().Values);
            faults.AddRange(FaultsOf(query, emitted, recorded).Concat(Unknown(query, LabelOfTemplate().Matches(said))).Select(fault => $"{rule["alert"] ?? rule["record"]}: {fault}"));
        }

        foreach (var (dashboard, panel) in monitoring.Dashboards.SelectMany(dashboard => dashboard.Panels.Select(panel => (dashboard, panel))))
        {
            foreach (var (expression, legend) in panel.Targets)
            {
                var query = new Query(expression);
                faults.AddRange(FaultsOf(query, emitted, recorded).Concat(Unknown(query, LabelOfLegend().Matches(legend))).Select(fault => $"{dashboard.Title}, {panel.Title}: {fault}"));
            }
        }

        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("sum(rate(graph_executions_totl{status=\"failed\"}[5m]))", "nothing measures graph_executions_totl")]
    [InlineData("sum by (status) (rate(graph_executions_total{graph=\"a\"}[5m]))", "graph_executions_total has no label graph")]
    [InlineData("max by (pool) (queue_depth)", "nothing has a label pool")]
    [InlineData("queue_depth{queue_name=\"node.dad\"} > 0", "queue_depth has no queue_name=\"node.dad\"")]
    [InlineData("graph_execution_duration_seconds_bucket{status=\"completed\"} unless on (queue_name) queue_depth", null)]
    [InlineData("histogram_quantile(0.5, sum by (le) (rate(node_execution_duration_seconds_bucket[1h]))) > 1e3", null)]
    public void What_nobody_measures_is_found(string expression, string? fault)
    {
        var emitted = new Emitted("""
            graph_executions_total{status="failed"} 1
            graph_execution_duration_seconds_bucket{status="completed",le="1"} 1
            node_execution_duration_seconds_bucket{node_type="rule",le="1"} 1
            queue_depth{queue_name="node.dead"} 0
            """);

        Assert.Equal(fault is null ? [] : [fault], FaultsOf(new(expression), emitted, []));
    }

    [Fact]
    public async Task Every_alert_has_a_section_that_says_what_to_do()
    {
        var headings = Checkout.Read("docs/operations.md").Split('\n').Where(line => line.StartsWith('#')).Select(line => line.TrimStart('#').Trim()).ToList();
        var alerts = (await Monitoring.ReadAsync()).Alerts.Select(alert => (Name: alert["alert"].Text()!, Runbook: alert["annotations"]?["runbook"].Text(), Severity: alert["labels"]?["severity"].Text())).ToList();

        Assert.Equal(alerts.Select(alert => alert.Name).Order(), headings.Where(heading => heading.StartsWith("Logos", StringComparison.Ordinal) && !heading.Contains(' ')).Order());
        Assert.All(alerts, alert => Assert.Equal($"docs/operations.md#{alert.Name.ToLowerInvariant()}", alert.Runbook));
        Assert.All(alerts, alert => Assert.Contains(alert.Severity, (string[])["critical", "warning"]));
    }

    [Fact]
    public async Task There_are_the_dashboards_of_what_there_is() =>
        Assert.Equal(["Graph Execution", "Infrastructure", "Logos Overview", "Node Performance", "Worker Health"], (await Monitoring.ReadAsync()).Dashboards.Select(dashboard => dashboard.Title).Order());

    [Fact]
    [Trait("Needs", "prometheus")]
    public async Task Prometheus_understands_every_expression_and_alerts_when_it_should()
    {
        var monitoring = await Monitoring.ReadAsync();
        var rules = new StringBuilder("groups:\n- name: logos\n  interval: 30s\n  rules:\n");
        foreach (var rule in monitoring.Rules)
        {
            rules.Append(rule["alert"] is { } alert ? $"  - alert: {alert}\n    for: {rule["for"].Text() ?? "0s"}\n    labels: {{severity: {rule["labels"]!["severity"]}}}\n" : $"  - record: {rule["record"]}\n");
            rules.Append($"    expr: {System.Text.Json.JsonSerializer.Serialize(rule["expr"].Text())}\n");
        }

        foreach (var (expression, at) in monitoring.Dashboards.SelectMany(dashboard => dashboard.Panels).SelectMany(panel => panel.Targets).Select((target, at) => (target.Expression, at)))
            rules.Append($"  - record: panel:{at}\n    expr: {System.Text.Json.JsonSerializer.Serialize(expression)}\n");
        var folder = Directory.CreateTempSubdirectory("logos-rules-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "rules.yaml"), rules.ToString(), Token);
            File.Copy(Checkout.PathTo("tests/Logos.Deploy.Tests/Metrics/alerts.yaml"), Path.Combine(folder.FullName, "alerts.yaml"));

            Assert.Contains("SUCCESS", await Tool.RunAsync("promtool", ["check", "rules", "rules.yaml"], folder: folder.FullName), StringComparison.Ordinal);
            await Tool.RunAsync("promtool", ["test", "rules", "alerts.yaml"], folder: folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IEnumerable<string> FaultsOf(Query query, Emitted emitted, HashSet<string> recorded)
    {
        var labels = OfTheTarget.ToHashSet();
        foreach (var selector in query.Selectors.Where(selector => !OfOthers.Contains(selector.Name) && !recorded.Contains(selector.Name)))
        {
            if (emitted.Find(selector.Name) is not { } known)
            {
                yield return $"nothing measures {selector.Name}";
                yield break;
            }

            labels.UnionWith(known.Keys);
            foreach (var (label, how, value) in selector.Matchers.Where(matcher => !OfTheTarget.Contains(matcher.Label)))
            {
                if (!known.TryGetValue(label, out var values))
                    yield return $"{selector.Name} has no label {label}";
                else if (!how.StartsWith('!') && !OfFaults.Contains(value) && !values.Any(each => how == "=" ? each == value : Regex.IsMatch(each, $"^(?:{value})$")))
                    yield return $"{selector.Name} has no {label}{how}\"{value}\"";
            }
        }

        foreach (var grouping in query.Groupings.Where(grouping => !labels.Contains(grouping)))
            yield return $"nothing has a label {grouping}";
    }

    // What is summed up has the labels that it is summed by, and nothing else.
    private static IEnumerable<string> Unknown(Query query, MatchCollection used) =>
        used.Select(match => match.Groups[1].Value).Where(label => !query.Groupings.Contains(label) && !(query.Groupings.Count == 0 && OfTheTarget.Contains(label))).Select(label => $"its text names {label}, which is not there");

    private static async Task<Emitted> ScrapeAsync()
    {
        await using var server = new Server();
        await server.StartAsync();
        using var client = new HttpClient { BaseAddress = server.Address };
        foreach (var graph in (string[])["good", "good", "bad"])
        {
            using var answer = await client.PostAsJsonAsync($"/api/v1/graphs/{graph}/execute?wait=30s", new { }, Token);
            Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Token));
        }

        return new(await client.GetStringAsync(server.Metrics, Token));
    }

    [GeneratedRegex(@"\$labels\.([a-z_]+)")]
    private static partial Regex LabelOfTemplate();

    [GeneratedRegex(@"\{\{([a-z_]+)\}\}")]
    private static partial Regex LabelOfLegend();
}
