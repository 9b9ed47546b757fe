using System.Globalization;
using System.Net;
using Logos.Gateway.Access;
using Logos.Servers;
using Microsoft.Extensions.Options;

namespace Logos.Gateway.Tests.Metrics;

public sealed class MetricsTests
{
    private const string Good = "name: good\nnodes:\n  a: { type: rule, with: { output: 1 } }\n  b: { type: rule, needs: [a], with: { output: 2 } }\n";
    private const string Bad = "name: bad\nnodes:\n  a: { type: assert, with: { checks: [{ that: len(run.graph) > 99 }] } }\n";
    private const string Many = "name: many\nnodes:\n  each: { type: rule, foreach: { items: \"${{ [1, 2, 3, 4] }}\" }, with: { output: \"${{ item }}\" } }\n  child: { type: subgraph, needs: [each], with: { graph: good } }\n";
    private const string Kept = "name: kept\nnodes:\n  a: { type: rule, cache: { ttl: 1h }, with: { output: 1 } }\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_has_run_is_counted_exactly_with_its_labels()
    {
        await using var gateway = await Gateway.StartAsync();
        foreach (var graph in (string[])[Good, Bad, Many, Kept])
            await gateway.SaveAsync(graph);
        for (var i = 0; i < 5; i++)
            await gateway.RunAsync("good");
        for (var i = 0; i < 3; i++)
            await gateway.RunAsync("bad");
        await gateway.RunAsync("many");
        await gateway.RunAsync("kept");
        await gateway.RunAsync("kept");

        var scrape = await Scrape.OfAsync(gateway.Admin);

        // The child of `many` is an execution as well.
        Assert.Equal(9, scrape["graph_executions_total{status=\"completed\"}"]);
        Assert.Equal(3, scrape["graph_executions_total{status=\"failed\"}"]);
        Assert.Equal(0, scrape["graph_executions_total{status=\"cancelled\"}"]);
        Assert.Equal(0, scrape["graph_executions_total{status=\"timed_out\"}"]);
        Assert.Equal(9, scrape["graph_execution_duration_seconds_count{status=\"completed\"}"]);
        Assert.Equal(3, scrape["graph_execution_duration_seconds_bucket{status=\"failed\",le=\"+Inf\"}"]);
        Assert.Equal(15, scrape["graph_nodes_executed_total{node_type=\"rule\"}"]);
        Assert.Equal(3, scrape["graph_nodes_executed_total{node_type=\"assert\"}"]);
        Assert.Equal(1, scrape["graph_nodes_executed_total{node_type=\"subgraph\"}"]);
        // Four items in the place of their node.
        Assert.Equal(18, scrape["node_execution_duration_seconds_count{node_type=\"rule\",status=\"succeeded\"}"]);
        Assert.Equal(3, scrape["node_execution_duration_seconds_count{node_type=\"assert\",status=\"failed\"}"]);
        Assert.Equal(3, scrape["node_execution_errors_total{error_type=\"permanent\",node_type=\"assert\"}"]);
        Assert.Equal(1, scrape["cache_hits_total{cache_type=\"node\"}"]);
        Assert.Equal(1, scrape["cache_misses_total{cache_type=\"node\"}"]);
        Assert.InRange(scrape["cache_size_bytes{cache_type=\"node\"}"], 1, 10_000);
        Assert.Equal(3, scrape["worker_tasks_processed_total{status=\"failed\",worker_type=\"rule\"}"]);
        Assert.InRange(scrape["worker_tasks_processed_total{status=\"succeeded\",worker_type=\"rule\"}"], 8, 18);
        Assert.Equal(0, scrape["worker_active_tasks{worker_type=\"rule\"}"]);
        Assert.True(scrape["worker_idle_time_seconds{worker_type=\"io\"}"] > 0);
        Assert.Equal(0, scrape["queue_depth{queue_name=\"node.rule.tasks\"}"]);
        Assert.Equal(0, scrape["queue_depth{queue_name=\"node.dead\"}"]);
        Assert.True(scrape["queue_processing_rate{queue_name=\"node.rule.tasks\"}"] > 0);
        Assert.InRange(scrape["queue_age_seconds{queue_name=\"node.rule.tasks\"}"], 0, 60);
    }

    [Fact]
    public async Task Each_attempt_that_fails_is_an_error_and_the_node_is_one()
    {
        await using var gateway = await Gateway.StartAsync(settings: Echo.Allowed);
        await gateway.SaveAsync($"name: shaky\nnodes:\n  a: {{ type: http, retry: {{ attempts: 3, delay: 10ms, backoff: fixed }}, with: {{ url: \"http://127.0.0.1:{FreePorts.TakeOne()}/\" }} }}\n");
        await gateway.SaveAsync("name: soft\nnodes:\n  a: { type: assert, on_error: { fallback: 0 }, with: { checks: [{ that: len(run.graph) > 99 }] } }\n");
        await gateway.RunAsync("shaky");
        await gateway.RunAsync("soft");

        var scrape = await Scrape.OfAsync(gateway.Admin);

        Assert.Equal(3, scrape["node_execution_errors_total{error_type=\"transient\",node_type=\"http\"}"]);
        Assert.Equal(3, scrape["node_execution_duration_seconds_count{node_type=\"http\",status=\"failed\"}"]);
        Assert.Equal(3, scrape["worker_tasks_processed_total{status=\"failed\",worker_type=\"io\"}"]);
        Assert.Equal(1, scrape["graph_nodes_executed_total{node_type=\"http\"}"]);
        // It failed, and its node succeeded by its fallback.
        Assert.Equal(1, scrape["node_execution_errors_total{error_type=\"permanent\",node_type=\"assert\"}"]);
        Assert.Equal(1, scrape["node_execution_duration_seconds_count{node_type=\"assert\",status=\"failed\"}"]);
        Assert.DoesNotContain(scrape.Names, name => name.Contains("assert", StringComparison.Ordinal) && name.Contains("succeeded", StringComparison.Ordinal));
        Assert.Equal(1, scrape["graph_nodes_executed_total{node_type=\"assert\"}"]);
        Assert.Equal(1, scrape["graph_executions_total{status=\"completed\"}"]);
        Assert.Equal(1, scrape["graph_executions_total{status=\"failed\"}"]);
    }

    [Fact]
    public async Task Requests_are_counted_by_the_templates_of_their_routes()
    {
        await using var gateway = await Gateway.StartAsync();
        foreach (var id in (string[])["one", "two", "three"])
            Assert.Equal(HttpStatusCode.NotFound, (await gateway.Admin.GetAsync($"/api/v1/graphs/{id}", Token)).StatusCode);
        await gateway.Admin.GetAsync("/nowhere/to-be-found", Token);

        var scrape = await Scrape.OfAsync(gateway.Admin);

        var counted = Assert.Single(scrape.Names, name => name.StartsWith("http_server_request_duration_seconds_count", StringComparison.Ordinal) && name.Contains("/graphs/{", StringComparison.Ordinal));
        Assert.Contains("http_response_status_code=\"404\"", counted, StringComparison.Ordinal);
        Assert.Equal(3, scrape[counted]);
        Assert.DoesNotContain("nowhere", scrape.Text, StringComparison.Ordinal);
        Assert.Contains(scrape.Names, name => name.StartsWith("dotnet_gc_collections_total", StringComparison.Ordinal));
        Assert.Contains(scrape.Names, name => name.StartsWith("dotnet_process_memory_working_set_bytes", StringComparison.Ordinal));
        // A head before every family.
        Assert.Equal(scrape.Text.Split('\n').Count(line => line.StartsWith("# HELP ", StringComparison.Ordinal)), scrape.Text.Split('\n').Count(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task On_the_public_port_they_are_for_callers_that_may_read()
    {
        await using var gateway = await Gateway.StartAsync();
        using var anybody = gateway.Anonymous();
        using var reader = await gateway.ClientAsync(Scope.Read);

        Assert.Equal(HttpStatusCode.Unauthorized, (await anybody.GetAsync("/metrics", Token)).StatusCode);
        var answer = await reader.GetAsync("/metrics", Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
    }

    [Fact]
    public async Task On_a_port_of_their_own_there_are_metrics_and_health_and_nothing_else()
    {
        var port = FreePorts.TakeOne().ToString(CultureInfo.InvariantCulture);
        await using var gateway = await Gateway.StartAsync(settings: new Dictionary<string, string?> { ["Metrics:Port"] = port });
        await gateway.SaveAsync(Good);
        await gateway.RunAsync("good");
        using var client = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}") };

        Assert.Equal(1, (await Scrape.OfAsync(client))["graph_executions_total{status=\"completed\"}"]);
        Assert.Equal("ok", (await client.GetAsync("/health/ready", Token).JsonAsync()).GetProperty("checks").GetProperty("engine").GetString());
        foreach (var path in (string[])["/", "/api/v1/graphs", "/openapi/v1.json", "/sign-in"])
            Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(path, Token)).StatusCode);
    }

    [Theory]
    [InlineData("Metrics:Port", "none", "LGS7008: Metrics:Port is `none`")]
    [InlineData("Metrics:Port", "70000", "LGS7008: Metrics:Port is `70000`")]
    [InlineData("Metrics:Address", "here", "LGS7008: Metrics:Address is `here`")]
    [InlineData("Metrics:Prot", "9090", "LGS7008: there is no setting Metrics:Prot")]
    public async Task A_wrong_setting_stops_the_start_with_its_name(string name, string value, string told)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => Gateway.StartAsync(settings: new Dictionary<string, string?> { [name] = value }));

        Assert.StartsWith(told, refused.Failures.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_stops_the_start()
    {
        await using var other = await Gateway.StartAsync();

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => Gateway.StartAsync(settings: new Dictionary<string, string?> { ["Metrics:Port"] = other.Address.Port.ToString(CultureInfo.InvariantCulture) }));

        Assert.StartsWith("LGS7009: Metrics:Port", refused.Failures.Single(), StringComparison.Ordinal);
    }
}
