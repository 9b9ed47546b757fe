using System.Net;
using System.Net.Http.Json;
using System.Text;
using Logos.ServiceDefaults.Faults;
using Logos.ServiceDefaults.Http;
using Logos.Servers;

namespace Logos.Gateway.Tests.Http;

/// <summary>What is tried again, after how long, and when it is given up.</summary>
public sealed class RetryTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task What_passes_is_tried_again_after_growing_pauses_that_nobody_else_has(int status)
    {
        await using var server = (await FickleServer.StartAsync()).Then(status).Then(status);
        await using var caller = new Caller();
        var pauses = new List<TimeSpan>();

        using var answer = await caller.WithPausesAsync(caller.GetAsync(new(server.Address, "/a?b=c")), pauses, 2);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(Enumerable.Repeat("GET /a?b=c", 3), server.Heard);
        Assert.All(pauses, pause => Assert.InRange(pause, TimeSpan.FromTicks(1), 5 * Second));
        Assert.DoesNotContain(TimeSpan.FromMilliseconds(200), pauses);
        Assert.Contains($"GET {server.Address.GetLeftPart(UriPartial.Authority)} is tried again after", caller.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("/a", caller.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_last_answer_is_the_callers()
    {
        await using var server = (await FickleServer.StartAsync()).Then(503).Then(503).Then(500);
        await using var caller = new Caller();

        using var answer = await caller.WithPausesAsync(caller.GetAsync(server.Address), [], 2);

        Assert.Equal((HttpStatusCode.InternalServerError, 3), (answer.StatusCode, server.Heard.Count));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(301)]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(409)]
    public async Task Other_answers_are_answers(int status)
    {
        await using var server = (await FickleServer.StartAsync()).Then(status);
        await using var caller = new Caller();

        using var answer = await caller.GetAsync(server.Address);

        Assert.Equal((status, 1), ((int)answer.StatusCode, server.Heard.Count));
    }

    [Fact]
    public async Task A_connection_that_breaks_is_made_anew()
    {
        await using var server = (await FickleServer.StartAsync()).ThenAborts();
        await using var caller = new Caller();

        using var answer = await caller.WithPausesAsync(caller.GetAsync(server.Address), [], 1);

        Assert.Equal((HttpStatusCode.OK, 2), (answer.StatusCode, server.Heard.Count));
    }

    [Fact]
    public async Task Nobody_there_is_told_after_the_last_attempt()
    {
        await using var caller = new Caller();
        var call = caller.GetAsync(new($"http://127.0.0.1:{FreePorts.TakeOne()}/"));

        var failed = await Assert.ThrowsAsync<HttpRequestException>(() => caller.WithPausesAsync(call, [], 2));

        Assert.Equal(HttpRequestError.ConnectionError, failed.HttpRequestError);
    }

    [Fact]
    public async Task What_might_be_done_twice_is_not_tried_again()
    {
        await using var server = (await FickleServer.StartAsync()).Then(503).ThenAborts();
        await using var caller = new Caller();

        using var answer = await caller.SendAsync(HttpMethod.Post, server.Address, JsonContent.Create(1));
        await Assert.ThrowsAsync<HttpRequestException>(() => caller.SendAsync(HttpMethod.Patch, server.Address, JsonContent.Create(1)));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, 2), (answer.StatusCode, server.Heard.Count));
    }

    [Fact]
    public async Task A_body_goes_along_each_time_where_it_can()
    {
        await using var server = (await FickleServer.StartAsync()).Then(503).Then(200).Then(503).Then(200).Then(503);
        await using var caller = new Caller();

        using var put = await caller.WithPausesAsync(caller.SendAsync(HttpMethod.Put, server.Address, new StringContent("kept", Encoding.UTF8)), [], 1);
        using var post = await caller.WithPausesAsync(caller.SendAsync(HttpMethod.Post, server.Address, JsonContent.Create("kept"), key: "k"), [], 1);
        using var stream = await caller.SendAsync(HttpMethod.Put, server.Address, new StreamContent(new MemoryStream("gone"u8.ToArray())));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable), (put.StatusCode, post.StatusCode, stream.StatusCode));
        Assert.Equal(["PUT / kept", "PUT / kept", "POST / \"kept\"", "POST / \"kept\"", "PUT / gone"], server.Heard);
    }

    [Fact]
    public async Task A_server_says_itself_when_to_come_back()
    {
        await using var caller = new Caller();
        await using var server = (await FickleServer.StartAsync()).Then(429, "7").Then(503, caller.Clock.GetUtcNow().AddSeconds(12).ToString("R"));
        var pauses = new List<TimeSpan>();

        using var answer = await caller.WithPausesAsync(caller.GetAsync(server.Address), pauses, 2);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal([7 * Second, 5 * Second], pauses);
    }

    [Fact]
    public async Task Who_is_told_to_come_back_later_than_it_waits_has_the_answer_at_once()
    {
        await using var server = (await FickleServer.StartAsync()).Then(429, "20").Then(429, "10");
        await using var caller = new Caller();

        using var answer = await caller.WithPausesAsync(caller.GetAsync(server.Address), [], 1);

        Assert.Equal((HttpStatusCode.TooManyRequests, 2), (answer.StatusCode, server.Heard.Count));
    }

    [Fact]
    public async Task An_attempt_that_gets_no_answer_gives_way_to_another()
    {
        await using var server = (await FickleServer.StartAsync()).ThenHangs();
        await using var caller = new Caller();
        var times = new HttpDefaults();
        var call = caller.GetAsync(server.Address);
        Assert.Equal(times.TotalTime, await caller.Clock.NextAsync());
        Assert.Equal(times.AttemptTime, await caller.Clock.NextAsync());
        await server.HearAsync();

        caller.Clock.Move(times.AttemptTime);
        using var answer = await caller.WithPausesAsync(call, [], 1);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task All_attempts_together_have_an_end()
    {
        await using var server = (await FickleServer.StartAsync()).ThenHangs();
        await using var caller = new Caller(times => times.AttemptTime = TimeSpan.FromMinutes(1));
        var call = caller.GetAsync(server.Address);
        Assert.Equal(30 * Second, await caller.Clock.NextAsync());
        Assert.Equal(60 * Second, await caller.Clock.NextAsync());
        await server.HearAsync();

        caller.Clock.Move(30 * Second);

        var told = await Assert.ThrowsAsync<ServiceCallException>(() => call);
        Assert.Equal(ServiceCodes.NoAnswer, told.Fault.Code);
        Assert.Equal($"LGS7011: GET {server.Address.GetLeftPart(UriPartial.Authority)} got no answer within 30 s", told.Message);
    }

    [Fact]
    public async Task Who_gives_up_is_not_held()
    {
        await using var server = (await FickleServer.StartAsync()).ThenHangs();
        await using var caller = new Caller();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var call = caller.Client.GetAsync(server.Address, patience.Token);
        await server.HearAsync();

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task The_request_that_is_under_way_is_named_and_a_name_that_was_given_stays()
    {
        await using var server = await FickleServer.StartAsync();
        await using var caller = new Caller();
        using var without = await caller.GetAsync(server.Address);
        caller.RequestId = "under-way";
        using var with = await caller.GetAsync(server.Address);
        using var request = new HttpRequestMessage(HttpMethod.Get, server.Address) { Headers = { { "X-Request-ID", "its-own" } } };
        using var own = await caller.Client.SendAsync(request, Token);

        Assert.Equal(["GET /", "GET /  under-way", "GET /  its-own"], server.Heard);
    }
}
