using System.Net;
using System.Net.Http.Json;
using Logos.Gateway.Access;
using Logos.Gateway.Faults;
using Microsoft.Extensions.Options;

namespace Logos.Gateway.Tests.Access;

public sealed class ProxyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.0.0.0/8, 127.0.0.0/8", true)]
    [InlineData("10.0.0.0/8", false)]
    [InlineData(null, false)]
    public async Task Https_before_a_proxy_that_is_trusted_counts_as_https(string? proxies, bool isTrusted)
    {
        await using var gateway = await StartAsync(proxies);
        using var browser = Behind(gateway);

        var answer = await browser.GetAsync((await FirstStart.WelcomeAsync(gateway.Services, Token)).SignInPath, Token);

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal(isTrusted, answer.Headers.GetValues("Set-Cookie").Single().Contains("secure", StringComparison.Ordinal));
        // A browser without Sec-Fetch-Site says where its page comes from, and that alone.
        browser.DefaultRequestHeaders.Add("Cookie", answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
        browser.DefaultRequestHeaders.Add("Origin", "https://logos.example");
        var made = await browser.PostAsJsonAsync("/api/v1/tokens", new { name = "x", scope = "read" }, Token);
        Assert.Equal(isTrusted ? HttpStatusCode.Created : HttpStatusCode.Forbidden, made.StatusCode);
    }

    [Theory]
    [InlineData("127.0.0.1", HttpStatusCode.Unauthorized)]
    [InlineData(null, HttpStatusCode.TooManyRequests)]
    public async Task Failed_sign_ins_count_for_the_caller_whom_a_trusted_proxy_names(string? proxies, HttpStatusCode other)
    {
        await using var gateway = await StartAsync(proxies);
        using var one = Behind(gateway, "192.0.2.1");
        using var another = Behind(gateway, "192.0.2.2");
        // What a caller puts in front of the chain is not believed.
        using var liar = Behind(gateway, "192.0.2.2, 192.0.2.1");

        for (var i = 0; i < 10; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await one.GetAsync("/sign-in?code=wrong", Token)).StatusCode);

        Assert.Equal(HttpStatusCode.TooManyRequests, (await one.GetAsync("/sign-in?code=wrong", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await liar.GetAsync("/sign-in?code=wrong", Token)).StatusCode);
        Assert.Equal(other, (await another.GetAsync("/sign-in?code=wrong", Token)).StatusCode);
    }

    [Fact]
    public async Task Hosts_are_a_list_with_commas_too()
    {
        await using var gateway = await StartAsync(null, "one.example, logos.example");
        using var known = Behind(gateway);
        using var unknown = gateway.Anonymous();
        unknown.DefaultRequestHeaders.Host = "evil.example";

        Assert.Equal(HttpStatusCode.OK, (await known.GetAsync("/health", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, (await unknown.GetAsync("/health", Token)).StatusCode);
    }

    [Theory]
    [InlineData("Proxies", "nginx")]
    [InlineData("Proxies", "10.0.0.0/40")]
    [InlineData("Hosts", "https://logos.example")]
    [InlineData("Hosts", "logos.example:8443")]
    public async Task One_that_is_none_stops_the_start_with_its_name(string setting, string value)
    {
        var wrong = await Assert.ThrowsAsync<OptionsValidationException>(() => Gateway.StartAsync(settings: new Dictionary<string, string?> { [$"Logos:Gateway:{setting}"] = value }));

        Assert.StartsWith($"{ApiCodes.BadSetting}: Logos:Gateway:{setting} has `{value}`", wrong.Message, StringComparison.Ordinal);
    }

    private static Task<Gateway> StartAsync(string? proxies, string hosts = "logos.example") =>
        Gateway.StartAsync(settings: new Dictionary<string, string?> { ["Logos:Gateway:Hosts"] = hosts, ["Logos:Gateway:Proxies"] = proxies });

    /// <summary>As a proxy that speaks TLS to the outside passes a request on.</summary>
    private static HttpClient Behind(Gateway gateway, string caller = "192.0.2.1")
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = gateway.Address };
        client.DefaultRequestHeaders.Host = "logos.example";
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        client.DefaultRequestHeaders.Add("X-Forwarded-For", caller);
        return client;
    }
}
