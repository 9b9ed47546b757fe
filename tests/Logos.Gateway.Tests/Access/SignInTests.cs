using System.Net;
using System.Net.Http.Json;
using System.Reflection;
using System.Text;
using Logos.Core.Documents;
using Logos.Core.Orchestration;
using Logos.Gateway.Access;
using Logos.Gateway.Access.SignIn;
using Logos.Gateway.Faults;
using Logos.Orchestrator.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Logos.Gateway.Tests.Access;

public sealed class SignInTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_link_signs_a_browser_in_once()
    {
        await using var gateway = await Gateway.StartAsync();
        var welcome = await FirstStart.WelcomeAsync(gateway.Services, Token);
        using var browser = Browser(gateway);

        var answer = await browser.GetAsync(welcome.SignInPath, Token);

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal("/", answer.Headers.Location!.OriginalString);
        var cookie = answer.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", cookie, StringComparison.Ordinal);
        Assert.Contains("samesite=strict", cookie, StringComparison.Ordinal);
        Assert.Equal("admin", (await browser.GetAsync("/api/v1/me", Token).JsonAsync()).GetProperty("name").GetString());
        using var another = Browser(gateway);
        Assert.Equal(HttpStatusCode.Unauthorized, (await another.GetAsync(welcome.SignInPath, Token)).StatusCode);
    }

    [Theory]
    [InlineData(14, HttpStatusCode.SeeOther)]
    [InlineData(15, HttpStatusCode.Unauthorized)]
    public async Task A_link_is_good_for_a_quarter_of_an_hour(int minutes, HttpStatusCode answer)
    {
        await using var gateway = await Gateway.StartAsync();
        var engine = gateway.Services.GetRequiredService<EngineAccess>();
        var then = new MovedClock();
        then.Move(TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(minutes) - then.GetUtcNow());
        var code = await SignInLinks.Of(engine, then).IssueAsync(new("somebody", "default", Scope.Admin, [], null), Token);
        using var browser = Browser(gateway);

        Assert.Equal(answer, (await browser.GetAsync($"/sign-in?code={code}", Token)).StatusCode);
    }

    [Fact]
    public async Task A_link_that_many_open_at_once_signs_one_in()
    {
        await using var gateway = await Gateway.StartAsync();
        var welcome = await FirstStart.WelcomeAsync(gateway.Services, Token);
        var browsers = Enumerable.Range(0, 8).Select(_ => Browser(gateway)).ToList();

        var answers = await Task.WhenAll(browsers.Select(browser => browser.GetAsync(welcome.SignInPath, Token)));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.SeeOther);
        browsers.ForEach(browser => browser.Dispose());
    }

    [Fact]
    public async Task A_link_ends_with_the_token_that_made_it()
    {
        await using var gateway = await Gateway.StartAsync();
        var made = await gateway.Admin.PostAsJsonAsync("/api/v1/tokens", new { name = "me", scope = "read" }, Token).JsonAsync();
        var id = made.GetProperty("id").GetString()!;
        var engine = gateway.Services.GetRequiredService<EngineAccess>();
        var code = await SignInLinks.Of(engine, TimeProvider.System).IssueAsync(new("me", "default", Scope.Read, [], id), Token);
        await gateway.Admin.DeleteAsync($"/api/v1/tokens/{id}", Token);
        using var browser = Browser(gateway);

        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync($"/sign-in?code={code}", Token)).StatusCode);
    }

    [Fact]
    public async Task A_link_that_a_store_without_room_could_not_keep_is_good_again()
    {
        FullDocuments full = null!;
        await using var gateway = await Gateway.StartAsync(also: builder => builder.Services.AddSingleton(services =>
        {
            var access = services.GetRequiredService<LogosEngine>().Access;
            var documents = DispatchProxy.Create<IDocumentStore, FullDocuments>();
            full = (FullDocuments)(object)documents;
            full.Store = access.Documents;
            return access with { Documents = documents };
        }));
        var welcome = await FirstStart.WelcomeAsync(gateway.Services, Token);
        using var browser = Browser(gateway);

        full.IsFull = true;
        var refused = await browser.GetAsync(welcome.SignInPath, Token);
        full.IsFull = false;

        Assert.Equal((HttpStatusCode.InsufficientStorage, GatewayCodes.StoreFull), (refused.StatusCode, await refused.CodeAsync()));
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.GetAsync(welcome.SignInPath, Token)).StatusCode);
    }

    [Fact]
    public async Task A_token_in_the_form_signs_in_and_its_end_ends_the_session()
    {
        await using var gateway = await Gateway.StartAsync();
        var made = await gateway.Admin.PostAsJsonAsync("/api/v1/tokens", new { name = "me", scope = "read" }, Token).JsonAsync();
        using var browser = Browser(gateway);

        var answer = await browser.PostAsync("/sign-in", Form(made.GetProperty("token").GetString()!), Token);

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Assert.Equal("read", (await browser.GetAsync("/api/v1/me", Token).JsonAsync()).GetProperty("scope").GetString());
        await gateway.Admin.DeleteAsync($"/api/v1/tokens/{made.GetProperty("id").GetString()}", Token);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/v1/me", Token)).StatusCode);
    }

    [Fact]
    public async Task Servers_beside_each_other_sign_in_each_for_itself()
    {
        await using var one = await Gateway.StartAsync();
        await using var two = await Gateway.StartAsync();
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new() });
        foreach (var gateway in (Gateway[])[one, two])
            await browser.GetAsync(new Uri(gateway.Address, (await FirstStart.WelcomeAsync(gateway.Services, Token)).SignInPath), Token);

        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(new Uri(one.Address, "/api/v1/me"), Token)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync(new Uri(two.Address, "/api/v1/me"), Token)).StatusCode);
    }

    [Fact]
    public async Task Signing_out_ends_the_session_and_not_only_the_cookie()
    {
        await using var gateway = await Gateway.StartAsync();
        var welcome = await FirstStart.WelcomeAsync(gateway.Services, Token);
        using var browser = Browser(gateway);
        var cookie = (await browser.GetAsync(welcome.SignInPath, Token)).Headers.GetValues("Set-Cookie").Single().Split(';')[0];

        Assert.Equal(HttpStatusCode.SeeOther, (await browser.PostAsync("/sign-out", null, Token)).StatusCode);

        using var thief = gateway.Anonymous();
        thief.DefaultRequestHeaders.Add("Cookie", cookie);
        Assert.Equal(HttpStatusCode.Unauthorized, (await thief.GetAsync("/api/v1/me", Token)).StatusCode);
    }

    [Fact]
    public async Task The_session_of_the_first_start_ends_with_the_first_token()
    {
        await using var gateway = await Gateway.StartAsync(createToken: false);
        var welcome = await FirstStart.WelcomeAsync(gateway.Services, Token);
        using var browser = Browser(gateway);
        await browser.GetAsync(welcome.SignInPath, Token);
        using var admin = gateway.Anonymous();
        admin.DefaultRequestHeaders.Authorization = new("Bearer", welcome.FirstToken);
        await RevokeAsync(admin, welcome.FirstToken!);

        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/v1/me", Token)).StatusCode);
    }

    [Theory]
    [InlineData("admin", "default", HttpStatusCode.Unauthorized)]
    [InlineData("run", "default", HttpStatusCode.OK)]
    [InlineData("admin", "other", HttpStatusCode.OK)]
    public async Task The_session_of_a_later_start_lasts_a_day_and_ends_when_an_admin_of_its_workspace_goes(string scope, string workspace, HttpStatusCode status)
    {
        await using var gateway = await Gateway.StartAsync();
        var welcome = await FirstStart.WelcomeAsync(gateway.Services, Token);
        using var admin = await gateway.ClientAsync(Scope.Admin, workspace);
        var gone = await admin.PostAsJsonAsync("/api/v1/tokens", new { name = "gone", scope }, Token).JsonAsync();
        using var browser = Browser(gateway);

        var cookie = (await browser.GetAsync(welcome.SignInPath, Token)).Headers.GetValues("Set-Cookie").Single();

        Assert.Contains("max-age=86400", cookie, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await admin.DeleteAsync($"/api/v1/tokens/{gone.GetProperty("id").GetString()}", Token)).StatusCode);
        Assert.Equal(status, (await browser.GetAsync("/api/v1/me", Token)).StatusCode);
    }

    [Theory]
    [InlineData("admin", "default", false)]
    [InlineData("run", "default", true)]
    [InlineData("admin", "other", true)]
    public async Task The_link_of_a_later_start_is_good_until_an_admin_of_its_workspace_goes(string scope, string workspace, bool isGood)
    {
        await using var gateway = await Gateway.StartAsync();
        var welcome = await FirstStart.WelcomeAsync(gateway.Services, Token);
        using var admin = await gateway.ClientAsync(Scope.Admin, workspace);
        var gone = await admin.PostAsJsonAsync("/api/v1/tokens", new { name = "gone", scope }, Token).JsonAsync();

        await admin.DeleteAsync($"/api/v1/tokens/{gone.GetProperty("id").GetString()}", Token);

        using var browser = Browser(gateway);
        Assert.Equal(isGood ? HttpStatusCode.SeeOther : HttpStatusCode.Unauthorized, (await browser.GetAsync(welcome.SignInPath, Token)).StatusCode);
    }

    [Fact]
    public async Task The_link_of_a_token_goes_with_it()
    {
        await using var gateway = await Gateway.StartAsync();
        var made = await gateway.Admin.PostAsJsonAsync("/api/v1/tokens", new { name = "gone", scope = "run" }, Token).JsonAsync();
        using var gone = gateway.Anonymous();
        gone.DefaultRequestHeaders.Authorization = new("Bearer", made.GetProperty("token").GetString());
        var link = await gone.PostAsync("/api/v1/sign-in-links", null, Token).JsonAsync();
        await gateway.Admin.DeleteAsync($"/api/v1/tokens/{made.GetProperty("id").GetString()}", Token);
        using var browser = Browser(gateway);

        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync(link.GetProperty("path").GetString(), Token)).StatusCode);
    }

    [Fact]
    public async Task Who_signs_in_and_out_is_written_down_and_who_fails_is_logged()
    {
        var log = new HeardLog();
        await using var gateway = await Gateway.StartAsync(also: builder => builder.Logging.AddProvider(log));
        var welcome = await FirstStart.WelcomeAsync(gateway.Services, Token);
        using var browser = Browser(gateway);

        await browser.GetAsync("/sign-in?code=guess", Token);
        await browser.GetAsync(welcome.SignInPath, Token);
        await browser.PostAsync("/sign-out", null, Token);

        var rows = (await gateway.Admin.GetAsync("/api/v1/audit?action=session", Token).JsonAsync()).GetProperty("items").EnumerateArray();
        Assert.Equal(["session.ended", "session.begun"], rows.Select(row => row.GetProperty("action").GetString()));
        var line = Assert.Single(log.Text.Split('\n'), line => line.Contains("Signing in failed from 127.0.0.1", StringComparison.Ordinal));
        Assert.DoesNotContain("guess", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_kept_of_a_session_does_not_sign_in()
    {
        await using var gateway = await Gateway.StartAsync();
        var welcome = await FirstStart.WelcomeAsync(gateway.Services, Token);
        using var browser = Browser(gateway);
        var text = (await browser.GetAsync(welcome.SignInPath, Token)).Headers.GetValues("Set-Cookie").Single().Split(';')[0].Split('=', 2)[1];

        var kept = await gateway.Services.GetRequiredService<EngineAccess>().Documents.ListAsync("", Session.Kind, null, 10, false, Token);

        Assert.DoesNotContain(text.Split('_', 2)[1], Encoding.UTF8.GetString(kept.Items.Single().Body.Span), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-site", HttpStatusCode.Forbidden)]
    [InlineData("Origin", "http://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("Sec-Fetch-Site", "same-origin", HttpStatusCode.Created)]
    public async Task A_page_of_another_site_cannot_act_for_who_is_signed_in(string header, string value, HttpStatusCode status)
    {
        await using var gateway = await Gateway.StartAsync();
        var welcome = await FirstStart.WelcomeAsync(gateway.Services, Token);
        using var browser = Browser(gateway);
        await browser.GetAsync(welcome.SignInPath, Token);
        browser.DefaultRequestHeaders.Add(header, value);

        Assert.Equal(status, (await browser.PostAsJsonAsync("/api/v1/tokens", new { name = "stolen", scope = "admin" }, Token)).StatusCode);
    }

    [Fact]
    public async Task After_ten_failures_an_address_waits()
    {
        await using var gateway = await Gateway.StartAsync();
        using var browser = Browser(gateway);
        for (var i = 0; i < 10; i++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await browser.PostAsync("/sign-in", Form("logos_0123456789abcdef_guess"), Token)).StatusCode);

        var answer = await browser.PostAsync("/sign-in", Form("logos_0123456789abcdef_guess"), Token);

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Assert.Equal(AccessCodes.TooManySignIns, (await answer.JsonAsync()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Failures_of_an_address_keep_nobody_out_who_has_a_token_or_a_link()
    {
        await using var gateway = await Gateway.StartAsync();
        var welcome = await FirstStart.WelcomeAsync(gateway.Services, Token);
        using var browser = Browser(gateway);
        for (var i = 0; i < 12; i++)
            await browser.PostAsync("/sign-in", Form("logos_0123456789abcdef_guess"), Token);
        Assert.Equal(HttpStatusCode.TooManyRequests, (await browser.GetAsync("/sign-in?code=guess", Token)).StatusCode);

        Assert.Equal(HttpStatusCode.SeeOther, (await browser.GetAsync(welcome.SignInPath, Token)).StatusCode);
        Assert.Equal(HttpStatusCode.SeeOther, (await browser.PostAsync("/sign-in", Form(gateway.Admin.DefaultRequestHeaders.Authorization!.Parameter!), Token)).StatusCode);
    }

    [Fact]
    public async Task A_link_can_be_had_with_a_token_and_may_do_no_more_than_it()
    {
        await using var gateway = await Gateway.StartAsync();
        using var reader = await gateway.ClientAsync(Scope.Read);

        var link = await reader.PostAsync("/api/v1/sign-in-links", null, Token).JsonAsync();

        using var browser = Browser(gateway);
        await browser.GetAsync(link.GetProperty("path").GetString(), Token);
        Assert.Equal("read", (await browser.GetAsync("/api/v1/me", Token).JsonAsync()).GetProperty("scope").GetString());
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.PostAsync("/api/v1/sign-in-links", null, Token)).StatusCode);
    }

    [Theory]
    [InlineData("evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("127.0.0.1.evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("[::1]:80", HttpStatusCode.OK)]
    [InlineData("logos.internal", HttpStatusCode.OK)]
    public async Task On_loopback_a_request_names_this_machine(string host, HttpStatusCode status)
    {
        await using var gateway = await Gateway.StartAsync(options => options.Hosts.Add("logos.internal"));
        using var client = gateway.Anonymous();
        client.DefaultRequestHeaders.Host = host;

        Assert.Equal(status, (await client.GetAsync("/health/live", Token)).StatusCode);
    }

    private static async Task RevokeAsync(HttpClient admin, string token) =>
        Assert.Equal(HttpStatusCode.NoContent, (await admin.DeleteAsync($"/api/v1/tokens/{token.Split('_')[1]}", Token)).StatusCode);

    private static HttpClient Browser(Gateway gateway) => new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new() }) { BaseAddress = gateway.Address };

    /// <summary>Documents of a store that has no room for more while it is told so.</summary>
    public class FullDocuments : DispatchProxy
    {
        internal IDocumentStore? Store { get; set; }

        internal bool IsFull { get; set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => IsFull && targetMethod!.Name == nameof(IDocumentStore.WriteAsync)
            ? throw new StoreUnavailableException("the disk is full", new IOException()) { IsFull = true }
            : targetMethod!.Invoke(Store, args);
    }

    private static FormUrlEncodedContent Form(string token) => new([KeyValuePair.Create("token", token)]);
}
