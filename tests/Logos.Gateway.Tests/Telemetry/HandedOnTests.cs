using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Logos.ServiceDefaults.Logs;
using Logos.ServiceDefaults.Terminals;
using Microsoft.Extensions.Logging;

namespace Logos.Gateway.Tests.Telemetry;

/// <summary>The trace of a caller, through a server that exports nothing.</summary>
public sealed class HandedOnTests
{
    private const string Calls = "name: calls\nnodes:\n  a: { type: http, with: { url: \"ADDRESS/\", response: full } }\noutputs: { trace: \"${{ a.headers['x-trace'] }}\" }\n";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_reaches_what_nodes_call_and_the_log()
    {
        await using var echo = await Echo.StartAsync();
        await using var written = new StringWriter();
        await using var gateway = await Gateway.StartAsync(settings: Echo.Allowed, also: builder => new ServiceLogs(new ErrorStreamLogs(TextWriter.Synchronized(written), Ink.Plain, TimeProvider.System, LogFormat.Json), LogLevel.Information).AddTo(builder.Logging));
        await gateway.SaveAsync(Calls.Replace("ADDRESS", echo.Address, StringComparison.Ordinal));
        var (trace, other) = (ActivityTraceId.CreateRandom().ToHexString(), ActivityTraceId.CreateRandom().ToHexString());

        var ended = await SendAsync(gateway.Admin, "/api/v1/graphs/calls/execute?wait=30s", JsonContent.Create(new { inputs = new { } }), $"00-{trace}-b7ad6b7169203331-01").JsonAsync();
        using var stranger = gateway.Anonymous();
        await SendAsync(stranger, "/sign-in", new FormUrlEncodedContent([new("token", "nobody's")]), $"00-{other}-b7ad6b7169203331-01", gateway.Address);

        Assert.Contains(trace, ended.GetProperty("results").GetProperty("trace").GetString(), StringComparison.Ordinal);
        var line = Assert.Single(written.ToString().Split('\n'), line => line.Contains("Signing in failed", StringComparison.Ordinal));
        using var json = JsonDocument.Parse(line);
        Assert.Equal(other, json.RootElement.GetProperty("trace_id").GetString());
    }

    [Theory]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    [InlineData("nothing of the kind")]
    public async Task What_is_no_trace_is_passed_over(string given)
    {
        await using var gateway = await Gateway.StartAsync();

        Assert.True((await SendAsync(gateway.Admin, "/api/v1/graphs/validate", new StringContent("name: x\nnodes:\n  a: { type: rule, with: { output: 1 } }\n", System.Text.Encoding.UTF8, "application/yaml"), given)).IsSuccessStatusCode);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, string path, HttpContent content, string traceParent, Uri? origin = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.TryAddWithoutValidation("traceparent", traceParent);
        if (origin is not null)
            request.Headers.Add("Origin", origin.GetLeftPart(UriPartial.Authority));
        return await client.SendAsync(request, Token);
    }
}
