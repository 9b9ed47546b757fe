using System.Net;
using System.Net.Http.Headers;
using Logos.Gateway.Access;
using Logos.Gateway.Faults;
using Logos.ServiceDefaults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Logos.Gateway.Tests.Access;

public sealed class AccessTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_without_a_token_is_told_how_to_send_one()
    {
        await using var gateway = await Gateway.StartAsync();
        using var client = gateway.Anonymous();

        var answer = await client.GetAsync("/api/v1/graphs/x", Token);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
        var problem = await answer.JsonAsync();
        Assert.Equal(GatewayCodes.NotSignedIn, problem.GetProperty("code").GetString());
        Assert.Equal(answer.Headers.GetValues("X-Request-ID").Single(), problem.GetProperty("request_id").GetString());
    }

    [Theory]
    [InlineData("Bearer nonsense")]
    [InlineData("Bearer logos_0123456789abcdef_nonsense")]
    [InlineData("Basic bG9nb3M6bG9nb3M=")]
    public async Task A_token_that_is_not_known_is_refused(string header)
    {
        await using var gateway = await Gateway.StartAsync();
        using var client = gateway.Anonymous();
        client.DefaultRequestHeaders.Authorization = AuthenticationHeaderValue.Parse(header);

        var answer = await client.GetAsync("/api/v1/graphs/x", Token);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(GatewayCodes.UnknownToken, (await answer.JsonAsync()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Every_route_says_what_scope_it_wants_or_that_it_is_open_to_all()
    {
        await using var gateway = await Gateway.StartAsync();

        Assert.All(
            gateway.Services.GetRequiredService<EndpointDataSource>().Endpoints,
            route => Assert.True(route.Metadata.GetMetadata<RequiredScope>() is not null || route.Metadata.GetMetadata<OpenToAll>() is not null, route.DisplayName));
    }

    [Fact]
    public async Task Health_is_open_to_all()
    {
        await using var gateway = await Gateway.StartAsync();
        using var client = gateway.Anonymous();

        foreach (var path in (string[])["/health", "/health/live", "/health/ready", "/ready"])
            Assert.Equal("ok", (await client.GetAsync(path, Token).JsonAsync()).GetProperty("status").GetString());
    }
}
