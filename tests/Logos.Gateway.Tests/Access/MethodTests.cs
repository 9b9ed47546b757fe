using System.Net;
using Logos.Gateway.Access;
using Logos.ServiceDefaults.Faults;

namespace Logos.Gateway.Tests.Access;

public sealed class MethodTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/health")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/ready")]
    [InlineData("/sign-in")]
    public async Task What_is_open_to_all_answers_HEAD_as_it_answers_GET(string path)
    {
        await using var gateway = await Gateway.StartAsync();
        using var monitor = gateway.Anonymous();

        using var request = new HttpRequestMessage(HttpMethod.Head, path);
        var answer = await monitor.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync(Token));
    }

    [Fact]
    public async Task Who_only_looks_at_a_link_does_not_use_it()
    {
        await using var gateway = await Gateway.StartAsync();
        var welcome = await FirstStart.WelcomeAsync(gateway.Services, Token);
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = gateway.Address };

        using var request = new HttpRequestMessage(HttpMethod.Head, welcome.SignInPath);
        await browser.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.SeeOther, (await browser.GetAsync(welcome.SignInPath, Token)).StatusCode);
    }

    [Fact]
    public async Task A_method_that_a_route_does_not_take_is_told_to_everybody()
    {
        await using var gateway = await Gateway.StartAsync();
        using var anonymous = gateway.Anonymous();

        var answer = await anonymous.DeleteAsync("/health", Token);

        Assert.Equal((HttpStatusCode.MethodNotAllowed, ServiceCodes.NotAllowed), (answer.StatusCode, await answer.CodeAsync()));
        Assert.Equal(HttpStatusCode.Unauthorized, (await anonymous.GetAsync("/api/v1/graphs", Token)).StatusCode);
    }
}
