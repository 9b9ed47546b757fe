using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using Logos.Servers.Otlp;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Logos.Gateway.Tests.Telemetry;

public sealed class OtlpTests
{
    private const string Calls = "name: calls\nnodes:\n  a: { type: rule, with: { output: 1 } }\n  b: { type: http, needs: [a], with: { url: \"ADDRESS/hidden-path/of-the-node\" } }\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("http/protobuf")]
    [InlineData("grpc")]
    public async Task Traces_metrics_and_logs_arrive_where_the_standard_settings_say(string protocol)
    {
        await using var collector = await OtlpCollector.StartAsync(isGrpc: protocol == "grpc");
        await using var gateway = await Gateway.StartAsync(settings: Settings(collector, ("OTEL_EXPORTER_OTLP_PROTOCOL", protocol), ("OTEL_SERVICE_NAME", $"of-{protocol}")), also: builder => builder.Logging.SetMinimumLevel(LogLevel.Information));
        var trace = ActivityTraceId.CreateRandom();
        Assert.True((await SendAsync(gateway, HttpMethod.Get, "/api/v1/graphs", trace)).IsSuccessStatusCode);

        var span = await collector.UntilAsync(all => all.Spans.FirstOrDefault(span => span.Trace == trace.ToHexString() && span.Kind == 2), Token);
        Assert.Equal(($"of-{protocol}", "GET /api/v1/graphs/", "200", "/api/v1/graphs/"), (span.Service, span.Name, span.Attributes["http.response.status_code"], span.Attributes["http.route"]));
        Assert.NotEmpty(span.Attributes["logos.request_id"]);
        await collector.UntilAsync(all => all.Points.FirstOrDefault(point => point.Metric == "graph_executions_total" && point.Attributes["status"] == "completed"), Token);
        await collector.UntilAsync(all => all.Points.FirstOrDefault(point => point.Metric == "http.server.request.duration"), Token);
        Assert.Equal($"of-{protocol}", (await collector.UntilAsync(all => all.Logs.FirstOrDefault(log => log.Text.StartsWith("The engine has started", StringComparison.Ordinal)), Token)).Service);
    }

    [Fact]
    public async Task One_request_is_one_trace_and_tells_neither_paths_nor_addresses()
    {
        await using var echo = await Echo.StartAsync();
        await using var collector = await OtlpCollector.StartAsync();
        await using var gateway = await Gateway.StartAsync(settings: new Dictionary<string, string?>([.. Settings(collector), .. Echo.Allowed]));
        await gateway.SaveAsync(Calls.Replace("ADDRESS", echo.Address, StringComparison.Ordinal));
        var trace = ActivityTraceId.CreateRandom();
        Assert.True((await SendAsync(gateway, HttpMethod.Post, "/api/v1/graphs/calls/execute?wait=30s", trace)).IsSuccessStatusCode);

        await collector.UntilAsync(all => all.Spans.FirstOrDefault(span => span.Name == "execution calls" && span.Trace == trace.ToHexString()), Token);
        var request = await collector.UntilAsync(all => all.Spans.FirstOrDefault(span => span.Name == "POST /api/v1/graphs/{id}/execute" && span.Trace == trace.ToHexString()), Token);
        var spans = collector.Spans.Where(span => span.Trace == trace.ToHexString()).ToArray();
        var submitted = Assert.Single(spans, span => span.Name == "execution.submit calls");
        var ran = Assert.Single(spans, span => span.Name == "node.run b");
        var called = Assert.Single(spans, span => span.Kind == 3);
        Assert.Equal((request.Id, ran.Id), (submitted.Parent, called.Parent));
        Assert.Equal(("GET", "200"), (called.Attributes["http.request.method"], called.Attributes["http.response.status_code"]));
        Assert.All(collector.Bodies, body => Assert.DoesNotContain("hidden-path", Encoding.UTF8.GetString(body), StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_only_probes_and_scrapers_ask_for_is_no_trace()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var gateway = await Gateway.StartAsync(settings: Settings(collector));
        var (probed, asked) = (ActivityTraceId.CreateRandom(), ActivityTraceId.CreateRandom());
        foreach (var path in (string[])["/health/live", "/ready", "/metrics"])
            await SendAsync(gateway, HttpMethod.Get, path, probed);
        await SendAsync(gateway, HttpMethod.Get, "/api/v1/graphs", asked);

        await collector.UntilAsync(all => all.Spans.FirstOrDefault(span => span.Trace == asked.ToHexString()), Token);

        Assert.DoesNotContain(collector.Spans, span => span.Trace == probed.ToHexString());
    }

    [Fact]
    public async Task What_the_sampler_leaves_out_is_not_exported()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var gateway = await Gateway.StartAsync(settings: Settings(collector, ("OTEL_TRACES_SAMPLER", "parentbased_always_off")));
        var (unwanted, wanted) = (ActivityTraceId.CreateRandom(), ActivityTraceId.CreateRandom());
        await SendAsync(gateway, HttpMethod.Get, "/api/v1/graphs", unwanted, flags: "00");
        await SendAsync(gateway, HttpMethod.Get, "/api/v1/graphs", wanted);

        await collector.UntilAsync(all => all.Spans.FirstOrDefault(span => span.Trace == wanted.ToHexString()), Token);

        Assert.DoesNotContain(collector.Spans, span => span.Trace == unwanted.ToHexString());
    }

    [Fact]
    public async Task What_waits_to_be_sent_is_sent_before_the_service_has_stopped()
    {
        await using var collector = await OtlpCollector.StartAsync();
        var trace = ActivityTraceId.CreateRandom();
        await using (var gateway = await Gateway.StartAsync(settings: Settings(collector, ("OTEL_BSP_SCHEDULE_DELAY", "3600000"), ("OTEL_METRIC_EXPORT_INTERVAL", "3600000"))))
            await SendAsync(gateway, HttpMethod.Get, "/api/v1/graphs", trace);

        Assert.Contains(collector.Spans, span => span.Trace == trace.ToHexString());
        Assert.Contains(collector.Points, point => point.Metric == "graph_executions_total");
    }

    [Fact]
    public async Task A_collector_that_takes_a_call_and_never_answers_holds_no_stop_up()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var settings = new Dictionary<string, string?> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://{silent.LocalEndpoint}", ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf" };
        await using var gateway = await Gateway.StartAsync(settings: settings);
        Assert.True((await SendAsync(gateway, HttpMethod.Get, "/api/v1/graphs", ActivityTraceId.CreateRandom())).IsSuccessStatusCode);
        var service = gateway.Services.GetServices<IHostedService>().First(each => each.GetType().Name == "OtlpService");

        // What a host that is out of time passes on.
        await service.StopAsync(new CancellationToken(canceled: true)).WaitAsync(TimeSpan.FromSeconds(30), Token);
    }

    [Fact]
    public async Task What_a_statement_failed_with_is_not_exported_and_what_it_asked_is()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var gateway = await Gateway.StartAsync(settings: Settings(collector));
        var trace = ActivityTraceId.CreateRandom();
        using var client = new ActivitySource("Npgsql");
        foreach (var (name, fails) in new[] { ("failed", true), ("done", false) })
        {
            using var span = client.StartActivity(name, ActivityKind.Client, new ActivityContext(trace, ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded))!;
            span.SetTag("db.npgsql.data_source", "Host=inside");
            if (fails)
                span.AddException(new InvalidOperationException("invalid input syntax for type integer: \"hunter2\"")).SetStatus(ActivityStatusCode.Error);
        }

        await collector.UntilAsync(all => all.Spans.FirstOrDefault(span => span.Trace == trace.ToHexString() && span.Name == "done"), Token);
        Assert.DoesNotContain(collector.Spans, span => span.Name == "failed");
        Assert.All(collector.Bodies, body => Assert.DoesNotMatch("hunter2|Host=inside", Encoding.UTF8.GetString(body)));
    }

    [Theory]
    [InlineData("true", false)]
    [InlineData("false", true)]
    public async Task The_standards_switch_turns_it_off(string disabled, bool isOn)
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var gateway = await Gateway.StartAsync(settings: Settings(collector, ("OTEL_SDK_DISABLED", disabled)));

        Assert.Equal(isOn, gateway.Services.GetServices<IHostedService>().Any(service => service.GetType().Name is "OtlpService" or "TelemetryHostedService"));
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317", "LGS7008: OTEL_EXPORTER_OTLP_ENDPOINT is `collector:4317`")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http", "LGS7008: OTEL_EXPORTER_OTLP_PROTOCOL is `http`, and takes grpc, http/protobuf")]
    [InlineData("OTEL_TRACES_SAMPLER", "sometimes", "LGS7008: OTEL_TRACES_SAMPLER is `sometimes`")]
    [InlineData("OTEL_TRACES_SAMPLER_ARG", "10%", "LGS7008: OTEL_TRACES_SAMPLER_ARG is `10%`, and takes a number from 0 to 1")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "hunter2", "LGS7008: OTEL_EXPORTER_OTLP_HEADERS takes `name=value`")]
    public async Task A_wrong_setting_stops_the_start_with_its_name(string name, string value, string told)
    {
        var settings = new Dictionary<string, string?> { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = "http://127.0.0.1:9", [name] = value };

        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => Gateway.StartAsync(settings: settings));

        Assert.StartsWith(told, refused.Failures.Single(), StringComparison.Ordinal);
    }

    private static Dictionary<string, string?> Settings(OtlpCollector collector, params (string Name, string Value)[] more)
    {
        var settings = new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address.ToString(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "50",
            ["OTEL_BLRP_SCHEDULE_DELAY"] = "50",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "200",
        };
        foreach (var (name, value) in more)
            settings[name] = value;
        return settings;
    }

    // A trace of the test's own: its client would have one that nobody wants.
    private static async Task<HttpResponseMessage> SendAsync(Gateway gateway, HttpMethod method, string path, ActivityTraceId trace, string flags = "01")
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("traceparent", $"00-{trace.ToHexString()}-{ActivitySpanId.CreateRandom().ToHexString()}-{flags}");
        if (method == HttpMethod.Post)
            request.Content = JsonContent.Create(new { inputs = new { } });
        return await gateway.Admin.SendAsync(request, Token);
    }
}
