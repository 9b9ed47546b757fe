using System.Net;
using Logos.ServiceDefaults.Faults;
using Logos.ServiceDefaults.Http;

namespace Logos.Gateway.Tests.Http;

/// <summary>An address that is not well is given a rest, and no other.</summary>
public sealed class BreakerTests
{
    private static readonly TimeSpan BreakTime = new HttpDefaults().BreakTime;

    [Theory]
    [InlineData(500)]
    [InlineData(0)]
    public async Task After_ten_calls_of_which_half_failed_none_is_made_until_one_tries(int status)
    {
        await using var server = await FickleServer.StartAsync();
        await using var well = await FickleServer.StartAsync();
        await using var caller = new Caller(Once);
        for (var i = 0; i < 10; i++)
        {
            _ = i % 2 == 0 ? server.Then(200) : status == 0 ? server.ThenAborts() : server.Then(status);
            await CallAsync(caller, server);
        }

        var told = await Assert.ThrowsAsync<ServiceCallException>(() => caller.GetAsync(server.Address));
        using var other = await caller.GetAsync(well.Address);

        Assert.Equal((ServiceCodes.NoAnswer, 10, HttpStatusCode.OK), (told.Fault.Code, server.Heard.Count, other.StatusCode));
        Assert.Contains("is not tried for now", told.Message, StringComparison.Ordinal);
        Assert.Contains($"Warning 7011 Most calls of {server.Address.GetLeftPart(UriPartial.Authority)} fail", caller.Log.Text, StringComparison.Ordinal);

        // The first that tries fails, and it rests again; the second does not.
        server.Then(503);
        caller.Clock.Move(BreakTime);
        await CallAsync(caller, server);
        await Assert.ThrowsAsync<ServiceCallException>(() => caller.GetAsync(server.Address));
        caller.Clock.Move(BreakTime);
        for (var i = 0; i < 3; i++)
        {
            using var answer = await caller.GetAsync(server.Address);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Contains("answers again", caller.Log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(429)]
    public async Task What_the_caller_did_wrong_is_no_illness(int status)
    {
        await using var server = await FickleServer.StartAsync();
        await using var caller = new Caller(Once);
        for (var i = 0; i < 20; i++)
            server.Then(status);

        for (var i = 0; i < 20; i++)
            await CallAsync(caller, server);

        Assert.Equal(20, server.Heard.Count);
    }

    [Fact]
    public async Task Another_process_of_the_service_is_called_while_one_has_its_rest()
    {
        await using var ill = await FickleServer.StartAsync();
        await using var well = await FickleServer.StartAsync();
        await using var caller = new Caller(times => times.FirstPause = TimeSpan.Zero, ("services:gateway:http:0", ill.Address.ToString()), ("services:gateway:http:1", well.Address.ToString()));
        for (var i = 0; i < 40; i++)
            ill.Then(500);

        // Each has two attempts, and so each begins with the one that is ill.
        for (var i = 0; i < 20; i++)
        {
            using var answer = await caller.GetAsync(new("http://gateway/x"));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        // Nothing was sent to the one, so that what may be done once alone goes to the other as well.
        using var posted = await caller.SendAsync(HttpMethod.Post, new("http://gateway/y"), new StringContent("once"));

        Assert.Equal((HttpStatusCode.OK, "POST /y once"), (posted.StatusCode, well.Heard.Last()));
        Assert.Equal(10, ill.Heard.Count);
    }

    private static void Once(HttpDefaults times) => times.Attempts = 1;

    private static async Task CallAsync(Caller caller, FickleServer server)
    {
        try
        {
            using var answer = await caller.GetAsync(server.Address);
        }
        catch (HttpRequestException e) when (e is not ServiceCallException)
        {
            // As it was told to.
        }
    }
}
