using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Logos.Scenarios.Deployments;
using Logos.Scenarios.Deployments.Cluster;
using Logos.Scenarios.Faults;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Logos.Scenarios.Tracing;

/// <summary>The id of the request that asked for an execution, on the messages that it costs.</summary>
[OverServers]
[Collection(nameof(ClusterSuite))]
public sealed class RequestIdTests(TappedCluster cluster) : IClassFixture<TappedCluster>
{
    private const string Graph = """
        name: asked
        nodes:
          first: { type: rule, with: { output: 1 } }
          waits: { type: wait, needs: [first], with: { signal: go } }
          last: { type: rule, needs: [waits], with: { output: 2 } }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_stands_on_wake_ups_and_results_also_after_a_restart()
    {
        await using var connection = await cluster.ConnectAsync(Token);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Token);
        var heard = await ListenAsync(channel);
        using var api = cluster.Admin;
        var graph = await api.GraphAsync(Graph);
        foreach (var process in cluster.ProcessAddresses)
            await Until.TrueAsync(() => BrokerTroubleAsync(process), TimeSpan.FromMinutes(1));

        var execution = (await SendAsync(api, $"/api/v1/graphs/{graph}/execute", new { }, "the-asking")).Expect(HttpStatusCode.Accepted).Text("execution_id");

        Assert.Equal("the-asking", await RequestOfAsync(heard, "wake", null));
        Assert.Equal("the-asking", await RequestOfAsync(heard, "ended", execution));
        await cluster.RestartAsync();
        using var again = cluster.Admin;
        foreach (var process in cluster.ProcessAddresses)
            await Until.TrueAsync(() => BrokerTroubleAsync(process), TimeSpan.FromMinutes(1));
        (await SendAsync(again, $"/api/v1/executions/{execution}/signal", new { name = "go" }, "the-signalling")).Good();
        // What wakes the owner is the signal's, and what follows from it the execution's.
        Assert.Equal("the-signalling", await RequestOfAsync(heard, "wake", null));
        Assert.Equal("the-asking", await RequestOfAsync(heard, "ended", execution));
    }

    private async Task<Channel<(string? Kind, string? Execution, string? Request)>> ListenAsync(IChannel channel)
    {
        var heard = Channel.CreateUnbounded<(string? Kind, string? Execution, string? Request)>();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, message) =>
        {
            string? Text(string name) => message.BasicProperties.Headers!.TryGetValue(name, out var value) ? value is byte[] bytes ? Encoding.UTF8.GetString(bytes) : Convert.ToString(value, CultureInfo.InvariantCulture) : null;
            heard.Writer.TryWrite((Text("logos-kind"), Text("logos-execution"), Text("X-Request-ID")));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(await cluster.TapAsync(channel, Token), autoAck: true, consumer, Token);
        return heard;
    }

    private static async Task<string?> RequestOfAsync(Channel<(string? Kind, string? Execution, string? Request)> heard, string kind, string? execution)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(TimeSpan.FromMinutes(1));
        while (true)
        {
            if (await heard.Reader.ReadAsync(patience.Token) is var message && message.Kind == kind && message.Execution == execution)
                return message.Request;
        }
    }

    private static async Task<string?> BrokerTroubleAsync(Uri process)
    {
        using var http = new HttpClient { BaseAddress = process };
        using var told = JsonDocument.Parse(await (await http.GetAsync("/health", Token)).Content.ReadAsStringAsync(Token));
        return told.RootElement.GetProperty("checks").GetProperty("rabbitmq").GetString() is var rabbit && rabbit == "ok" ? null : rabbit;
    }

    private static async Task<Answer> SendAsync(Api api, string path, object body, string id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("X-Request-ID", id);
        using var answer = await api.Http.SendAsync(request, Token);
        return await Answer.OfAsync(answer);
    }
}
