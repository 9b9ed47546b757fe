using System.Net.Http.Json;
using System.Text.Json;
using Logos.Core.Work;
using Logos.ServiceDefaults.Logs;
using Logos.ServiceDefaults.Terminals;
using Logos.Workers.Nodes;
using Microsoft.Extensions.Logging;

namespace Logos.Gateway.Tests.Telemetry;

/// <summary>The id of the request that asked for an execution, in what is logged while its nodes run.</summary>
public sealed class RequestIdTests
{
    private const string Says = "name: says\nnodes:\n  a: { type: says }\n";
    private const string Starts = "name: starts\nnodes:\n  child: { type: subgraph, with: { graph: says } }\n";

    private static readonly Action<ILogger, string, Exception?> Say = LoggerMessage.Define<string>(LogLevel.Information, new(1), "{What}");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("says")]
    [InlineData("starts")]
    public async Task It_is_that_of_the_request_in_what_it_starts_as_well(string graph)
    {
        await using var written = new StringWriter();
        await using var gateway = await StartAsync(written);

        var first = await ExecuteAsync(gateway, $"/api/v1/graphs/{graph}/execute?wait=30s", "the-first");
        await ExecuteAsync(gateway, $"/api/v1/executions/{first}/rerun?wait=30s", "the-second");

        Assert.Equal(["the-first", "the-second"], Said(written).Select(line => line.GetProperty("request_id").GetString()));
    }

    [Fact]
    public async Task What_nobody_asked_for_by_a_request_has_none()
    {
        await using var written = new StringWriter();
        await using var gateway = await StartAsync(written);

        var execution = await gateway.RunAsync("says");

        var line = Assert.Single(Said(written));
        Assert.Equal(execution.Head.Id.ToString(), line.GetProperty("execution_id").GetString());
        Assert.False(line.TryGetProperty("request_id", out _));
    }

    private static async Task<Gateway> StartAsync(StringWriter written)
    {
        var gateway = await Gateway.StartAsync(also: builder =>
        {
            new ServiceLogs(new ErrorStreamLogs(TextWriter.Synchronized(written), Ink.Plain, TimeProvider.System, LogFormat.Json), LogLevel.Information).AddTo(builder.Logging);
            builder.AddLogosNode<Talker>("says");
        });
        await gateway.SaveAsync(Says);
        await gateway.SaveAsync(Starts);
        return gateway;
    }

    private static async Task<string> ExecuteAsync(Gateway gateway, string path, string id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(new { }) };
        request.Headers.Add("X-Request-ID", id);
        var answer = await gateway.Admin.SendAsync(request, Token).JsonAsync();
        Assert.Equal("completed", answer.GetProperty("status").GetString());
        return answer.GetProperty("execution_id").GetString()!;
    }

    private sealed record Nothing;

    private sealed class Talker(ILogger<Talker> logger) : NodeHandler<Nothing, Nothing>
    {
        public override Task<NodeResult<Nothing>> RunAsync(Nothing input, NodeContext context, CancellationToken cancellationToken)
        {
            Say(logger, "said", null);
            return Done(new Nothing());
        }
    }

    private static List<JsonElement> Said(StringWriter written) =>
        [.. written.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).Where(line => line.GetProperty("message").GetString() == "said")];
}
