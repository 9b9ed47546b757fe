using System.Net;
using System.Text;
using Logos.Core.Graphs;
using Logos.Core.Graphs.Reading;
using Logos.Core.Orchestration;
using Logos.Gateway.Access;
using Logos.Gateway.Console.Assets;
using Logos.Gateway.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace Logos.Gateway.Tests.Console;

public sealed class PageTests
{
    private const string Hello = """
        name: hello
        inputs: { name: { type: string, default: world } }
        nodes: { greet: { type: rule, with: { output: "Hello, ${{ inputs.name }}!" } } }
        outputs: { greeting: "${{ greet }}" }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("/graphs")]
    [InlineData("/graphs/hello")]
    [InlineData("/submit")]
    [InlineData("/executions")]
    [InlineData("/nowhere")]
    public async Task Every_page_says_what_a_browser_may_do_with_it(string path)
    {
        await using var gateway = await Gateway.StartAsync();
        await SaveAsync(gateway, Hello);

        var answer = await BrowserAsync(gateway, path);

        Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("script-src 'self'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("DENY", answer.Headers.GetValues("X-Frame-Options").Single());
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("same-origin", answer.Headers.GetValues("Referrer-Policy").Single());
        // Going back finds the very form that was sent; no other page is kept.
        Assert.Equal(path == "/graphs/hello" ? "no-cache, private" : "no-store", answer.Headers.CacheControl?.ToString());
        var html = await answer.Content.ReadAsStringAsync(Token);
        Assert.Contains("<main id=\"main\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain(" style=", html, StringComparison.Ordinal);
        Assert.Single(html.Split("<script").Skip(1));
    }

    [Fact]
    public async Task Assets_are_open_to_all_and_kept_for_good_under_the_address_that_pages_give()
    {
        await using var gateway = await Gateway.StartAsync();
        using var client = gateway.Anonymous();
        foreach (var asset in Asset.All)
        {
            var answer = await client.GetAsync(asset.Address, Token);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(TimeSpan.FromDays(365), answer.Headers.CacheControl?.MaxAge);
            Assert.Equal(asset.Content, await answer.Content.ReadAsByteArrayAsync(Token));

            using var again = new HttpRequestMessage(HttpMethod.Get, asset.Address);
            again.Headers.TryAddWithoutValidation("If-None-Match", answer.Headers.ETag!.ToString());
            Assert.Equal(HttpStatusCode.NotModified, (await client.SendAsync(again, Token)).StatusCode);

            Assert.True((await client.GetAsync($"/assets/{asset.Name}?v=other", Token)).Headers.CacheControl?.NoCache);
        }
    }

    [Fact]
    public async Task What_is_wrong_is_told_as_a_page_to_a_browser_and_as_problem_details_to_a_program()
    {
        await using var gateway = await Gateway.StartAsync();
        var path = $"/executions/{Guid.CreateVersion7(TimeProvider.System.GetUtcNow())}";

        var page = await BrowserAsync(gateway, path);
        var problem = await gateway.Admin.GetAsync(path, Token);

        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        Assert.Contains(GatewayCodes.NoSuchExecution, await page.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Equal(GatewayCodes.NoSuchExecution, (await problem.JsonAsync()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_form_leads_to_what_it_started_and_a_caller_who_may_only_look_is_offered_none()
    {
        await using var gateway = await Gateway.StartAsync();
        await SaveAsync(gateway, Hello);
        using var reader = await gateway.ClientAsync(Scope.Read);
        using var other = await gateway.ClientAsync(Scope.Admin, "elsewhere");

        var started = await PostAsync(gateway.Admin, "/graphs/hello/run", ("inputs.name", "Ada"));
        var refused = await PostAsync(reader, "/graphs/hello/run", ("inputs.name", "Ada"));
        var foreign = await PostAsync(other, "/graphs/hello/run", ("inputs.name", "Ada"));

        Assert.Equal(HttpStatusCode.SeeOther, started.StatusCode);
        Assert.StartsWith("/executions/", started.Headers.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(started.Headers.Location, Token)).StatusCode);
        Assert.DoesNotContain("hello", await other.GetStringAsync("/graphs", Token), StringComparison.Ordinal);
        Assert.Contains("name=\"inputs.name\"", await gateway.Admin.GetStringAsync("/graphs/hello", Token), StringComparison.Ordinal);
        Assert.DoesNotContain("<form method=\"post\" action=\"/graphs", await reader.GetStringAsync("/graphs/hello", Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/executions?status=failed", "/executions?status=failed")]
    [InlineData("//evil.example/", "/")]
    [InlineData("https://evil.example/", "/")]
    [InlineData("/\\evil.example", "/")]
    public async Task Signing_in_leads_to_where_the_browser_was_going_and_to_no_other_server(string back, string path)
    {
        await using var gateway = await Gateway.StartAsync();
        using var anonymous = gateway.Anonymous();
        var token = gateway.Admin.DefaultRequestHeaders.Authorization!.Parameter!;

        var wrong = await PostAsync(anonymous, "/sign-in", ("token", "nonsense"), ("return", back));
        var right = await PostAsync(anonymous, "/sign-in", ("token", token), ("return", back));

        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.Equal(path, right.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task What_is_no_form_is_refused()
    {
        await using var gateway = await Gateway.StartAsync();
        await SaveAsync(gateway, Hello);
        using var json = new StringContent("{}", Encoding.UTF8, "application/json");

        var answer = await gateway.Admin.PostAsync("/graphs/hello/run", json, Token);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal(ConsoleCodes.NotAForm, (await answer.JsonAsync()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_page_of_another_site_starts_nothing()
    {
        await using var gateway = await Gateway.StartAsync(options => options.NoAuth = true);
        await SaveAsync(gateway, Hello);
        using var client = gateway.Anonymous();
        client.DefaultRequestHeaders.Add("Sec-Fetch-Site", "cross-site");

        var answer = await PostAsync(client, "/graphs/hello/run", ("inputs.name", "Ada"));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    internal static async Task SaveAsync(Gateway gateway, string yaml, string workspace = "default")
    {
        var engine = gateway.Services.GetRequiredService<EngineAccess>();
        var reading = GraphLoader.Load(Encoding.UTF8.GetBytes(yaml), GraphFormat.Yaml, engine.Types);
        Assert.True(reading.IsValid, string.Join("; ", reading.Faults.Select(fault => fault.Message)));
        await engine.Graphs.SaveAsync(workspace, reading.Graph!, Token);
    }

    internal static async Task<HttpResponseMessage> PostAsync(HttpClient client, string path, params (string Name, string Value)[] fields)
    {
        // Redirects are looked at, and not followed.
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        using var plain = new HttpClient(handler) { BaseAddress = client.BaseAddress };
        foreach (var (name, values) in client.DefaultRequestHeaders)
            plain.DefaultRequestHeaders.Add(name, values);
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await plain.PostAsync(path, form, Token);
    }

    private static async Task<HttpResponseMessage> BrowserAsync(Gateway gateway, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Accept", "text/html");
        return await gateway.Admin.SendAsync(request, Token);
    }
}
