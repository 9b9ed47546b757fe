using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Logos.Core.Faults;
using Logos.Gateway.Faults;
using Logos.Gateway.Limits;
using Logos.ServiceDefaults.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace Logos.Gateway.Tests.Limits;

public sealed class BodyLimitTests
{
    private const string Takes = """
        name: takes
        inputs: { a: { type: any }, list: { type: array, default: [] } }
        nodes:
          ask: { type: approval, with: { message: "May I?" } }
        outputs: { answer: "${{ ask }}" }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_body_holds_so_many_values_and_no_more()
    {
        await using var gateway = await Gateway.StartAsync(options => options.MaxValues = 20_000);
        await gateway.Admin.SaveAsync(Takes);

        var good = await gateway.Admin.PostTextAsync("/api/v1/graphs/takes/execute", Inputs(Zeros(19_000)));
        var many = await gateway.Admin.PostTextAsync("/api/v1/graphs/takes/execute", Inputs(Zeros(20_001)));
        using var form = new FormUrlEncodedContent([new("inputs.list", Zeros(20_001))]);
        var typed = await gateway.Admin.PostAsync("/graphs/takes/run", form, Token);

        Assert.Equal(HttpStatusCode.Accepted, good.StatusCode);
        Assert.Equal((HttpStatusCode.UnprocessableEntity, LoadCodes.TooManyValues), (many.StatusCode, await many.CodeAsync()));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, LoadCodes.TooManyValues), (typed.StatusCode, await typed.CodeAsync()));
    }

    [Fact]
    public async Task Large_bodies_share_their_room_and_small_ones_need_none()
    {
        await using var gateway = await Gateway.StartAsync(options => options.MaxBodies = 1024 * 1024);
        await gateway.Admin.SaveAsync(Takes);
        var large = Inputs($"\"{new string('x', 100_000)}\"");

        using (var slow = await BegunAsync(gateway, length: 1_000_000, sent: 900_000))
        {
            // Alone it is let in, however large; beside another it might have been refused itself.
            await TakenAsync(gateway, taken => taken >= 900_000 * BodyRoom.PerByte);
            var refused = await gateway.Admin.PostTextAsync("/api/v1/graphs/takes/execute", large);
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.Equal(LoadCodes.NoRoomForBody, await refused.CodeAsync());
            Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
            Assert.Equal(HttpStatusCode.Accepted, (await gateway.Admin.PostTextAsync("/api/v1/graphs/takes/execute", Inputs("1"))).StatusCode);
        }

        await TakenAsync(gateway, taken => taken == 0);
        Assert.Equal(HttpStatusCode.Accepted, (await gateway.Admin.PostTextAsync("/api/v1/graphs/takes/execute", large)).StatusCode);
    }

    [Fact]
    public async Task What_a_caller_only_says_that_it_will_send_takes_no_room()
    {
        await using var gateway = await Gateway.StartAsync(options => options.MaxBodies = 1024 * 1024);
        await gateway.Admin.SaveAsync(Takes);
        using var slow = await BegunAsync(gateway, length: 10_000_000, sent: 10_000);

        for (var i = 0; i < 5; i++)
            Assert.Equal(HttpStatusCode.Accepted, (await gateway.Admin.PostTextAsync("/api/v1/graphs/takes/execute", Inputs($"\"{new string('x', 100_000)}\""))).StatusCode);
    }

    [Fact]
    public async Task Who_waits_for_an_end_keeps_no_room()
    {
        await using var gateway = await Gateway.StartAsync(options => options.MaxBodies = 1024 * 1024);
        await gateway.Admin.SaveAsync(Takes);
        var large = Inputs($"\"{new string('x', 300_000)}\"");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var content = new StringContent(large, Encoding.UTF8, "application/json");
        var waiting = gateway.Admin.PostAsync("/api/v1/graphs/takes/execute?wait=5m", content, stop.Token);
        while ((await gateway.Admin.GetAsync("/api/v1/executions", Token).JsonAsync()).GetProperty("items").GetArrayLength() == 0)
            await Task.Yield();

        Assert.Equal(HttpStatusCode.Accepted, (await gateway.Admin.PostTextAsync("/api/v1/graphs/takes/execute", large)).StatusCode);
        Assert.False(waiting.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Half_of_the_processors_work_through_large_graphs()
    {
        using var gate = new GraphGate();
        var places = new Stack<IDisposable>();
        for (var i = 0; i < Math.Max(1, Environment.ProcessorCount / 2); i++)
            places.Push((await gate.EnterAsync(GraphGate.Small + 1, Token))!);

        var next = gate.EnterAsync(GraphGate.Small + 1, Token).AsTask();
        Assert.Null(await gate.EnterAsync(GraphGate.Small, Token));
        Assert.False(next.IsCompleted);
        places.Pop().Dispose();
        places.Push((await next)!);
    }

    [Fact]
    public async Task A_graph_has_so_many_edges_and_no_more()
    {
        await using var gateway = await Gateway.StartAsync();
        var dense = new StringBuilder("name: dense\nnodes:\n");
        for (var i = 0; i < 1_000; i++)
            dense.Append(System.Globalization.CultureInfo.InvariantCulture, $"  n{i}: {{ type: rule, needs: [{string.Join(",", Enumerable.Range(Math.Max(0, i - 110), Math.Min(i, 110)).Select(j => $"n{j}"))}], with: {{ output: 1 }} }}\n");

        var answer = await gateway.Admin.PostYamlAsync("/api/v1/graphs/validate", dense.ToString());

        Assert.Equal((HttpStatusCode.UnprocessableEntity, CoreCodes.TooManyEdges), (answer.StatusCode, await answer.CodeAsync()));
    }

    [Theory]
    [InlineData("/sign-in", "multipart/form-data")]
    [InlineData("/sign-in", "multipart/form-data; boundary=")]
    [InlineData("/sign-in", "multipart/form-data; boundary=x; charset=utf-7")]
    [InlineData("/sign-in", "application/x-www-form-urlencoded; charset=utf-7")]
    [InlineData("/sign-in", "application/x-www-form-urlencoded; charset=\"utf-16\"")]
    [InlineData("/submit", "application/x-www-form-urlencoded; charset=utf-7")]
    [InlineData("/secrets", "application/x-www-form-urlencoded; charset=utf-7")]
    [InlineData("/graphs/takes/run", "application/x-www-form-urlencoded; charset=nonsense")]
    public async Task A_form_is_in_UTF_8_and_in_one_form(string path, string type)
    {
        await using var gateway = await Gateway.StartAsync();
        await gateway.Admin.SaveAsync(Takes);
        using var content = new ByteArrayContent("token=a"u8.ToArray());
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        var answer = await gateway.Admin.PostAsync(path, content, Token);

        Assert.Equal((HttpStatusCode.UnsupportedMediaType, ConsoleCodes.NotAForm), (answer.StatusCode, await answer.CodeAsync()));
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/x-www-form-urlencoded; charset=UTF-8")]
    [InlineData("application/json")]
    public async Task A_token_signs_in_from_a_form_and_from_JSON(string type)
    {
        await using var gateway = await Gateway.StartAsync();
        var token = gateway.Admin.DefaultRequestHeaders.Authorization!.Parameter;
        using var content = new StringContent(type.EndsWith("json", StringComparison.Ordinal) ? $$"""{"token":"{{token}}"}""" : $"token={token}");
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = gateway.Address };

        Assert.Equal(HttpStatusCode.SeeOther, (await browser.PostAsync("/sign-in", content, Token)).StatusCode);
    }

    [Theory]
    [InlineData("POST", "/sign-in", 413)]
    [InlineData("PUT", "/api/v1/secrets/x", 413)]
    [InlineData("POST", "/api/v1/tokens", 413)]
    [InlineData("PUT", "/api/v1/connections/x", 413)]
    public async Task MaxBody_holds_for_every_other_body(string method, string path, int status)
    {
        await using var gateway = await Gateway.StartAsync(options => options.MaxBody = 4096);
        using var request = new HttpRequestMessage(new(method), path) { Content = new StringContent($$"""{"value":"{{new string('x', 6000)}}"}""", Encoding.UTF8, "application/json") };

        var answer = await gateway.Admin.SendAsync(request, Token);

        Assert.Equal((status, ServiceCodes.BodyTooLarge), ((int)answer.StatusCode, await answer.CodeAsync()));
    }

    private static string Zeros(int count) => $"[{string.Join(",", Enumerable.Repeat("0", count))}]";

    private static string Inputs(string a) => $$$"""{"inputs":{"a":{{{a}}}}}""";

    private static async Task<TcpClient> BegunAsync(Gateway gateway, int length, int sent)
    {
        var client = new TcpClient();
        await client.ConnectAsync(gateway.Address.Host, gateway.Address.Port, Token);
        var token = gateway.Admin.DefaultRequestHeaders.Authorization!.Parameter;
        var head = $"POST /api/v1/graphs/takes/execute HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head + Inputs($"\"{new string('x', length)}")[..sent]), Token);
        return client;
    }

    private static async Task TakenAsync(Gateway gateway, Predicate<long> isSo)
    {
        var room = gateway.Services.GetRequiredService<BodyRoom>();
        while (!isSo(room.Taken))
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
