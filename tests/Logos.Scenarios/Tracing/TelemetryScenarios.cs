using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using Logos.Scenarios.Deployments;
using Logos.Servers.Otlp;

namespace Logos.Scenarios.Tracing;

/// <summary>What services export, read as a collector gets it.</summary>
/// <param name="gateway">What the service of the API calls itself, and those of the owners and the workers: all one, where one process is all.</param>
public abstract class TelemetryScenarios(Deployment deployment, ITraced traced, string gateway, string orchestrator, string workers)
{
    private const string Graph = """
        name: traced
        inputs: { key: { type: string, required: true } }
        nodes:
          first: { type: rule, with: { output: 1 } }
          asks: { type: http, needs: [first], with: { url: "SITE/count/${{ inputs.key }}" } }
          waits: { type: wait, needs: [asks], with: { signal: go } }
          last: { type: rule, needs: [waits], with: { output: 2 } }
        """;

    private const int Server = 2, Client = 3;

    private bool IsOne => gateway == workers;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task One_trace_follows_a_request_through_gateway_owner_worker_and_back_and_over_a_restart()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Graph);
        var (trace, caller, key) = (Hex(16), Hex(8), Site.Key());

        var execution = await ExecuteAsync(api, graph, key, $"00-{trace}-{caller}-01");

        var request = await SpanAsync(trace, "POST /api/v1/graphs/{id}/execute");
        Assert.Equal((gateway, Server, caller, "202"), (request.Service, request.Kind, request.Parent, request.Attributes["http.response.status_code"]));
        var submitted = await SpanAsync(trace, $"execution.submit {graph}");
        Assert.Equal((gateway, request.Id, execution), (submitted.Service, submitted.Parent, submitted.Attributes["logos.execution_id"]));
        foreach (var node in (string[])["first", "asks"])
        {
            var dispatched = await SpanAsync(trace, $"node.dispatch {node}");
            var ran = await SpanAsync(trace, $"node.run {node}");
            var reported = await SpanAsync(trace, $"node.report {node}");
            var recorded = await SpanAsync(trace, $"node.record {node}");
            Assert.Equal((orchestrator, submitted.Id), (dispatched.Service, dispatched.Parent));
            Assert.Equal((workers, dispatched.Id), (ran.Service, ran.Parent));
            Assert.Equal((workers, dispatched.Id), (reported.Service, reported.Parent));
            Assert.Equal((orchestrator, reported.Id), (recorded.Service, recorded.Parent));
            Assert.All((OtlpSpan[])[dispatched, ran, reported, recorded], span => Assert.Equal((execution, node), (span.Attributes["logos.execution_id"], span.Attributes["logos.node"])));
            if (node == "asks")
                Assert.Equal(ran.Id, (await traced.Collector.UntilAsync(all => all.Spans.FirstOrDefault(span => span.Trace == trace && span.Kind == Client && span.Service == workers && span.Attributes.ContainsKey("http.request.method")), Token)).Parent);
        }

        await deployment.RestartAsync();
        using var again = deployment.Admin;
        (await again.SignalAsync(execution, "go")).Good();

        Assert.Equal((orchestrator, submitted.Id), (await SpanAsync(trace, $"execution {graph}")) is var whole ? (whole.Service, whole.Parent) : default);
        Assert.Equal(submitted.Id, (await SpanAsync(trace, "node.dispatch last")).Parent);
        Assert.Equal(workers, (await SpanAsync(trace, "node.run last")).Service);
        // What the store is asked for a request stands below it, and what owners ask it for nobody's sake is told nowhere.
        if (!IsOne)
            Assert.Contains(traced.Collector.Spans, span => span.Trace == trace && span.Service == gateway && span.Kind == Client && span.Attributes.Keys.Any(name => name.StartsWith("db.", StringComparison.Ordinal)));
        Assert.DoesNotContain(traced.Collector.Spans, span => span is { Kind: Client, Parent: "" });
        // What the node called was told where it is, and nobody who reads traces is told what that was.
        Assert.All(traced.Collector.Bodies, body => Assert.DoesNotContain(key, Encoding.UTF8.GetString(body), StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_each_service_measures_and_logs_is_exported_under_its_name()
    {
        using var api = deployment.Admin;
        await api.RunAsync("name: measured\nnodes:\n  only: { type: rule, with: { output: 1 } }\n");

        await traced.Collector.UntilAsync(all => all.Points.FirstOrDefault(point => point.Service == orchestrator && point.Metric == "graph_executions_total" && point.Attributes["status"] == "completed"), Token);
        await traced.Collector.UntilAsync(all => all.Points.FirstOrDefault(point => point.Service == workers && point.Metric == "worker_tasks_processed_total" && point.Attributes["worker_type"] == "rule"), Token);
        await traced.Collector.UntilAsync(all => all.Points.FirstOrDefault(point => point.Service == gateway && point.Metric == "http.server.request.duration"), Token);
        using var stranger = deployment.With(null);
        var trace = Hex(16);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in") { Content = new FormUrlEncodedContent([new("token", "nobody's")]) };
        request.Headers.Add("traceparent", $"00-{trace}-{Hex(8)}-01");
        request.Headers.Add("Origin", deployment.Address.GetLeftPart(UriPartial.Authority));
        await stranger.Http.SendAsync(request, Token);
        var log = await traced.Collector.UntilAsync(all => all.Logs.FirstOrDefault(log => log.Service == gateway && log.Trace == trace), Token);
        Assert.Contains("Signing in failed", log.Text, StringComparison.Ordinal);
        Assert.Contains($"\"trace_id\":\"{trace}\"", deployment.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_metric_that_operations_name_is_there_with_its_labels()
    {
        using var api = deployment.Admin;
        await api.RunAsync("name: kept\nnodes:\n  a: { type: rule, cache: { ttl: 1h }, with: { output: 1 } }\n  b: { type: assert, needs: [a], with: { checks: [{ that: len(run.graph) > 99 }] } }\n");
        var named = MetricsPage.Read().Where(metric => metric.Of != (IsOne ? "all of a cluster" : "`logos up`")).ToArray();
        Assert.InRange(named.Length, 15, 40);

        // A failure is counted a moment after it is seen, and queues are looked at every few seconds.
        var missing = Missing(named, await ReadAsync());
        for (var began = TimeProvider.System.GetTimestamp(); missing.Count > 0 && TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(60); missing = Missing(named, await ReadAsync()))
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Token);
        Assert.Empty(missing);
    }

    private static List<string> Missing(IReadOnlyList<(string Name, IReadOnlyList<string> Labels, string Of)> named, string[] lines) =>
    [
        .. from metric in named
           let series = lines.Where(line => line.StartsWith(metric.Name, StringComparison.Ordinal) && line[metric.Name.Length..] is ['{' or ' ', ..] or ['_', 'c', 'o', 'u', 'n', 't', ..])
           where !series.Any(line => metric.Labels.All(label => line.Contains($"{{{label}=\"", StringComparison.Ordinal) || line.Contains($",{label}=\"", StringComparison.Ordinal)))
           select $"{metric.Name} with {string.Join(", ", metric.Labels)}",
    ];

    private async Task<string[]> ReadAsync()
    {
        var texts = await Task.WhenAll(deployment.ProcessAddresses.Select(async address =>
        {
            using var api = new Api(address, deployment.AdminToken, deployment.Site.Address);
            return (await api.Http.GetStringAsync("/metrics", Token)).Split('\n');
        }));
        return [.. texts.SelectMany(text => text)];
    }

    private Task<OtlpSpan> SpanAsync(string trace, string name) =>
        traced.Collector.UntilAsync(all => all.Spans.FirstOrDefault(span => span.Trace == trace && span.Name == name), Token);

    private static async Task<string> ExecuteAsync(Api api, string graph, string key, string traceParent)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/graphs/{graph}/execute") { Content = JsonContent.Create(new { inputs = new { key } }) };
        request.Headers.Add("traceparent", traceParent);
        using var answer = await api.Http.SendAsync(request, Token);
        return (await Answer.OfAsync(answer)).Expect(HttpStatusCode.Accepted).Text("execution_id");
    }

    private static string Hex(int bytes) => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(bytes));
}
