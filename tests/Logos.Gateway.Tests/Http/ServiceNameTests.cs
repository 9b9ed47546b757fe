using System.Net;
using Logos.ServiceDefaults.Faults;
using Logos.ServiceDefaults.Http;

namespace Logos.Gateway.Tests.Http;

/// <summary>Where a name leads.</summary>
public sealed class ServiceNameTests
{
    [Fact]
    public async Task A_service_of_several_processes_is_called_at_each_in_turn()
    {
        await using var first = await FickleServer.StartAsync();
        await using var second = await FickleServer.StartAsync();
        await using var caller = new Caller(null, ("services:gateway:http:0", first.Address.ToString()), ("services:gateway:http:1", second.Address.Authority));

        for (var i = 0; i < 6; i++)
            (await caller.GetAsync(new($"http://gateway/api?n={i}"))).Dispose();

        Assert.Equal(["GET /api?n=0", "GET /api?n=2", "GET /api?n=4"], first.Heard);
        Assert.Equal(["GET /api?n=1", "GET /api?n=3", "GET /api?n=5"], second.Heard);
    }

    [Fact]
    public async Task Another_attempt_goes_to_another_process()
    {
        await using var first = (await FickleServer.StartAsync()).Then(503);
        await using var second = await FickleServer.StartAsync();
        await using var caller = new Caller(null, ("services:gateway:http:0", first.Address.ToString()), ("services:gateway:http:1", second.Address.ToString()));

        using var answer = await caller.WithPausesAsync(caller.GetAsync(new("http://gateway/x")), [], 1);

        Assert.Equal((HttpStatusCode.OK, 1, 1), (answer.StatusCode, first.Heard.Count, second.Heard.Count));
        Assert.Equal("http://gateway/x", answer.RequestMessage!.RequestUri!.ToString());
    }

    [Theory]
    [InlineData("http://gateway/a", "services:gateway:http:0")]
    [InlineData("https+http://gateway/a", "services:gateway:http:0")]
    [InlineData("http://GATEWAY/a", "services:gateway:http:0")]
    [InlineData("https+http://gateway/a", "services:gateway:https:0")]
    public async Task The_first_scheme_that_is_set_is_taken(string asked, string setting)
    {
        await using var server = await FickleServer.StartAsync();
        await using var caller = new Caller(null, (setting, $"{server.Address.GetLeftPart(UriPartial.Authority)}/base/"));

        using var answer = await caller.GetAsync(new(asked));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(["GET /base/a"], server.Heard);
    }

    [Fact]
    public async Task Whatever_is_set_while_the_service_runs_counts()
    {
        await using var server = await FickleServer.StartAsync();
        await using var caller = new Caller(null, ("services:gateway:http:0", "http://nowhere.invalid"));
        caller.Configuration["services:gateway:http:0"] = server.Address.ToString();

        using var answer = await caller.GetAsync(new("http://gateway/"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("https+http://gateway/", "set services:gateway:https:0 or services:gateway:http:0, in the environment services__gateway__http__0")]
    [InlineData("https://chat/", "set services:chat:https:0, in the environment services__chat__https__0")]
    [InlineData("http://broken/", "services:broken:http:0 is `mailto://somebody`, and takes the address of a service, such as http://localhost:5050")]
    public async Task A_name_that_leads_nowhere_is_told_with_the_setting_that_is_missing(string asked, string told)
    {
        await using var caller = new Caller(null, ("services:chat:http:0", "http://localhost:1"), ("services:broken:http:0", "mailto://somebody"));

        var failed = await Assert.ThrowsAsync<ServiceCallException>(() => caller.GetAsync(new(asked)));

        Assert.Equal(ServiceCodes.UnknownService, failed.Fault.Code);
        Assert.Contains(told, failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_without_a_setting_is_asked_of_DNS_and_when_that_does_not_know_it_the_setting_is_named()
    {
        await using var caller = new Caller(times => times.Attempts = 1);

        var failed = await Assert.ThrowsAsync<ServiceCallException>(() => caller.GetAsync(new("http://no-such-service-of-logos/")));

        Assert.Equal(ServiceCodes.UnknownService, failed.Fault.Code);
        Assert.Contains("set services:no-such-service-of-logos:http:0", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_with_a_port_is_an_address()
    {
        await using var server = await FickleServer.StartAsync();
        await using var caller = new Caller(null, ("services:localhost:http:0", "http://nowhere.invalid"));

        using var answer = await caller.GetAsync(new($"http://localhost:{server.Address.Port}/"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
