using System.Net;
using System.Net.Sockets;
using System.Text;
using Logos.Gateway.Access;
using Logos.Gateway.Faults;
using Logos.Gateway.Webhooks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Stream = Logos.Gateway.Tests.Events.Stream;

namespace Logos.Gateway.Tests.Limits;

public sealed class LimitTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_workspace_has_so_many_executions_under_way_and_no_more()
    {
        await using var gateway = await Gateway.StartAsync(options => options.MaxInFlight = 3);
        await gateway.Admin.SaveAsync(Sent.Asks);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => gateway.Admin.PostTextAsync("/api/v1/graphs/asks/execute", "{}")));

        Assert.InRange(answers.Count(answer => answer.StatusCode == HttpStatusCode.Accepted), 1, 3);
        var refused = answers.First(answer => answer.StatusCode == HttpStatusCode.TooManyRequests);
        Assert.Equal(ApiCodes.TooManyInFlight, await refused.CodeAsync());
        Assert.NotNull(refused.Headers.RetryAfter);
        var running = (await gateway.Admin.GetAsync("/api/v1/executions", Token).JsonAsync()).GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid()).ToList();
        await gateway.Admin.PostTextAsync($"/api/v1/executions/{running[0]}/cancel", "{}");
        await gateway.Admin.EndedAsync(running[0]);
        Assert.Equal(HttpStatusCode.Accepted, (await gateway.Admin.PostTextAsync("/api/v1/graphs/asks/execute", "{}")).StatusCode);
    }

    [Fact]
    public async Task The_console_and_webhooks_have_the_limits_too()
    {
        await using var gateway = await Gateway.StartAsync(options => options.MaxInFlight = 1);
        await gateway.Admin.SaveAsync(Sent.Asks);
        await gateway.Admin.SaveAsync(Sent.Hello);
        var ended = await gateway.Admin.StartAsync("hello");
        await gateway.Admin.EndedAsync(ended);
        await gateway.Admin.StartAsync("asks");
        var hook = await gateway.Admin.PostTextAsync("/api/v1/webhooks", """{"name":"x","graph":"hello","signing":"github"}""").JsonAsync();
        using var sender = gateway.Anonymous();
        sender.DefaultRequestHeaders.Add("X-Hub-Signature-256", Signature.OfGitHub(hook.GetProperty("secret").GetString()!, "{}"u8));
        sender.DefaultRequestHeaders.Add("X-GitHub-Delivery", "one");

        HttpResponseMessage[] answers =
        [
            await SendFormAsync(gateway, "/graphs/hello/run"),
            await SendFormAsync(gateway, $"/executions/{ended}/rerun"),
            await SendFormAsync(gateway, $"/executions/{ended}/fork", ("node", "greet")),
            await sender.PostTextAsync($"/api/v1/hooks/{hook.GetProperty("id").GetString()}", "{}"),
        ];

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode));
        Assert.All(answers, answer => Assert.NotNull(answer.Headers.RetryAfter));
        Assert.Equal(2, (await gateway.Admin.GetAsync("/api/v1/executions", Token).JsonAsync()).GetProperty("items").GetArrayLength());
    }

    private static async Task<HttpResponseMessage> SendFormAsync(Gateway gateway, string path, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await gateway.Admin.PostAsync(path, form, Token);
    }

    [Fact]
    public async Task A_graph_may_have_a_limit_of_its_own()
    {
        await using var gateway = await Gateway.StartAsync(options => options.MaxInFlightOf["asks"] = 1);
        await gateway.Admin.SaveAsync(Sent.Asks);
        await gateway.Admin.SaveAsync(Sent.Hello);
        await gateway.Admin.StartAsync("asks");

        var second = await gateway.Admin.PostTextAsync("/api/v1/graphs/asks/execute", "{}");
        var other = await gateway.Admin.PostTextAsync("/api/v1/graphs/hello/execute?wait=30s", "{}");

        Assert.Equal((HttpStatusCode.TooManyRequests, ApiCodes.GraphFull), (second.StatusCode, await second.CodeAsync()));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Theory]
    [InlineData("POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 4000\r\n\r\ntoken=")]
    [InlineData("GET /sign-in HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")]
    public async Task Who_sends_slowly_does_not_keep_the_server_from_stopping(string begun)
    {
        var gateway = await Gateway.StartAsync(options =>
        {
            options.MinBodyRate = 1;
            options.HeadersTime = TimeSpan.FromMinutes(2);
        });
        using var slow = new TcpClient();
        await slow.ConnectAsync("127.0.0.1", gateway.Address.Port, Token);
        await slow.GetStream().WriteAsync(Encoding.ASCII.GetBytes(begun + new string('x', 1000)), Token);
        // What came later has been answered: the server has the slow one, too.
        Assert.Equal(HttpStatusCode.OK, (await gateway.Admin.GetAsync("/api/v1/me", Token)).StatusCode);

        // Without an end the host would wait for half a minute.
        await gateway.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), Token);
    }

    [Fact]
    public async Task A_delivery_to_no_webhook_is_answered_before_its_body_has_come()
    {
        await using var gateway = await Gateway.StartAsync();
        using var slow = new TcpClient();
        await slow.ConnectAsync("127.0.0.1", gateway.Address.Port, Token);
        await slow.GetStream().WriteAsync(Encoding.ASCII.GetBytes("POST /api/v1/hooks/0199f1a0-7c00-7000-8000-000000000009 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4000\r\n\r\n"), Token);
        using var answer = new StreamReader(slow.GetStream());

        Assert.Equal("HTTP/1.1 404 Not Found", await answer.ReadLineAsync(Token).AsTask().WaitAsync(TimeSpan.FromSeconds(4), Token));
    }

    [Fact]
    public async Task One_token_has_so_many_requests_under_way()
    {
        await using var gateway = await Gateway.StartAsync(options => options.MaxRequestsPerToken = 2);
        await gateway.Admin.SaveAsync(Sent.Asks);
        var id = await gateway.Admin.StartAsync("asks");
        using var other = await gateway.ClientAsync(Scope.Read);

        using (var watching = await Stream.OpenAsync(gateway.Admin, id))
        using (await Stream.OpenAsync(gateway.Admin, id))
        {
            await watching.UntilAsync("execution.state");
            var refused = await gateway.Admin.GetAsync("/api/v1/executions", Token);
            Assert.Equal((HttpStatusCode.TooManyRequests, ApiCodes.TokenBusy), (refused.StatusCode, await refused.CodeAsync()));
            Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/api/v1/executions", Token)).StatusCode);
        }

        while ((await gateway.Admin.GetAsync("/api/v1/executions", Token)).StatusCode != HttpStatusCode.OK)
            await Task.Yield();
    }

    [Fact]
    public async Task Headers_that_do_not_end_are_given_up()
    {
        await using var gateway = await Gateway.StartAsync(options => options.HeadersTime = TimeSpan.FromSeconds(1));
        using var socket = new TcpClient();
        await socket.ConnectAsync(gateway.Address.Host, gateway.Address.Port, Token);
        var stream = socket.GetStream();

        await stream.WriteAsync("GET /api/v1/graphs HTTP/1.1\r\nHost: localhost\r\nX-Slow: a"u8.ToArray(), Token);

        // To its end: the connection is closed behind it.
        Assert.StartsWith("HTTP/1.1 408", await new StreamReader(stream).ReadToEndAsync(Token), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await gateway.Admin.GetAsync("/api/v1/graphs", Token)).StatusCode);
    }

    [Fact]
    public async Task A_body_that_stops_halfway_is_given_up()
    {
        await using var gateway = await Gateway.StartAsync(options => options.MinBodyRate = 1024 * 1024);
        using var socket = new TcpClient();
        await socket.ConnectAsync(gateway.Address.Host, gateway.Address.Port, Token);
        var stream = socket.GetStream();
        var token = gateway.Admin.DefaultRequestHeaders.Authorization!.Parameter;

        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /api/v1/graphs/validate HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{"), Token);

        Assert.StartsWith("HTTP/1.1 408", await new StreamReader(stream).ReadLineAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MaxInFlight", "many", "a whole number from 1 to")]
    [InlineData("MaxInputs", "16", "a size from")]
    [InlineData("MaxInputs", "1GiB", "a size from")]
    [InlineData("MaxBodies", "1KiB", "a size from")]
    [InlineData("MaxValues", "10", "a whole number from 1000")]
    [InlineData("MaxOpenConnections", "0", "a whole number from 1 to")]
    [InlineData("HeadersTime", "1ms", "a duration from")]
    [InlineData("MaxInFlightOf:asks", "0", "a whole number from 1")]
    [InlineData("MaxInflght", "1", "did you mean `MaxInFlight`?")]
    public async Task A_wrong_setting_stops_the_start(string name, string value, string told)
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => Gateway.StartAsync(also: builder => builder.Configuration.AddInMemoryCollection([new($"Logos:Gateway:{name}", value)])));

        Assert.Contains(told, refused.Message, StringComparison.Ordinal);
        Assert.Contains($"Logos:Gateway:{name}", refused.Message, StringComparison.Ordinal);
        Assert.Contains(ApiCodes.BadSetting, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_are_read_from_the_configuration()
    {
        await using var gateway = await Gateway.StartAsync(also: builder => builder.Configuration.AddInMemoryCollection([new("Logos:Gateway:MaxGraph", "1KiB"), new("Logos:Gateway:Hosts:0", "logos.example")]));

        var answer = await gateway.Admin.PostYamlAsync("/api/v1/graphs", Sent.Hello + new string('#', 2000));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }
}
