using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Logos.Gateway.Access;
using Logos.Servers;

namespace Logos.Gateway.Tests.Metrics;

[Trait("Needs", "prometheus")]
public sealed class PrometheusTests
{
    private const string Graph = "name: good\nnodes:\n  a: { type: rule, with: { output: 1 } }\n";

    private static readonly TimeSpan ScrapeTime = TimeSpan.FromMilliseconds(100);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Prometheus_scrapes_a_server_with_a_token_and_answers_with_what_has_run()
    {
        await using var gateway = await Gateway.StartAsync();
        await gateway.SaveAsync(Graph);
        for (var i = 0; i < 7; i++)
            await gateway.RunAsync("good");
        using var reader = await gateway.ClientAsync(Scope.Read);
        await using var prometheus = new PrometheusServer(gateway.Address.Authority, reader.DefaultRequestHeaders.Authorization!.Parameter);
        await prometheus.StartAsync();

        Assert.Equal("7", await AskAsync(prometheus, "sum(graph_executions_total{status=\"completed\"})"));
        Assert.Equal("7", await AskAsync(prometheus, "graph_nodes_executed_total{node_type=\"rule\"}"));
        Assert.Equal("1", await AskAsync(prometheus, "up{job=\"logos\"}"));
        // All of a histogram is there, and its quantiles can be had.
        Assert.InRange(double.Parse(await AskAsync(prometheus, "histogram_quantile(0.99, node_execution_duration_seconds_bucket{node_type=\"rule\"})"), CultureInfo.InvariantCulture), 0, 10);
    }

    [Fact]
    public async Task Prometheus_scrapes_a_port_of_metrics_alone_without_a_token()
    {
        var port = FreePorts.TakeOne().ToString(CultureInfo.InvariantCulture);
        await using var gateway = await Gateway.StartAsync(settings: new Dictionary<string, string?> { ["Metrics:Port"] = port });
        await gateway.SaveAsync(Graph);
        await gateway.RunAsync("good");
        await using var prometheus = new PrometheusServer($"127.0.0.1:{port}");
        await prometheus.StartAsync();

        Assert.Equal("1", await AskAsync(prometheus, "graph_executions_total{status=\"completed\"}"));
    }

    /// <returns>The one value that the query has, once the first scrape has brought it.</returns>
    private static async Task<string> AskAsync(PrometheusServer prometheus, string query)
    {
        using var client = new HttpClient { BaseAddress = prometheus.Address };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            var answer = await client.GetFromJsonAsync<JsonElement>($"/api/v1/query?query={Uri.EscapeDataString(query)}", patience.Token);
            Assert.Equal("success", answer.GetProperty("status").GetString());
            var results = answer.GetProperty("data").GetProperty("result");
            if (results.GetArrayLength() > 0)
                return Assert.Single(results.EnumerateArray()).GetProperty("value")[1].GetString()!;
            // It scrapes when it likes, and tells nobody.
            await Task.Delay(ScrapeTime, TimeProvider.System, patience.Token);
        }
    }
}
