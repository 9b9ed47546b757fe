using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Logos.Core.Orchestration;
using Logos.Gateway.Access;
using Logos.Gateway.Audit;
using Logos.Gateway.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace Logos.Gateway.Tests.Access;

public sealed class TokenTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_is_shown_once_and_says_who_its_caller_is()
    {
        await using var gateway = await Gateway.StartAsync();

        var answer = await gateway.Admin.PostAsJsonAsync("/api/v1/tokens", new { name = "builds", scope = "run", roles = new[] { "buyer" }, expires_in = "30d" }, Token);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var made = await answer.JsonAsync();
        using var client = gateway.Anonymous();
        client.DefaultRequestHeaders.Authorization = new("Bearer", made.GetProperty("token").GetString());
        var me = await client.GetAsync("/api/v1/me", Token).JsonAsync();
        Assert.Equal("""{"name":"builds","workspace":"default","scope":"run","roles":["buyer"]}""", me.GetRawText());
        var listed = (await gateway.Admin.GetAsync("/api/v1/tokens", Token).JsonAsync()).GetProperty("items").EnumerateArray().Single(token => token.GetProperty("id").GetString() == made.GetProperty("id").GetString());
        Assert.False(listed.TryGetProperty("token", out _));
        Assert.False(listed.TryGetProperty("hash", out _));
        Assert.True(listed.GetProperty("expires_at").GetDateTimeOffset() > listed.GetProperty("created_at").GetDateTimeOffset().AddDays(29));
    }

    [Fact]
    public async Task A_token_that_was_revoked_is_not_known_any_more()
    {
        await using var gateway = await Gateway.StartAsync();
        var made = await gateway.Admin.PostAsJsonAsync("/api/v1/tokens", new { name = "builds", scope = "read" }, Token).JsonAsync();
        using var client = gateway.Anonymous();
        client.DefaultRequestHeaders.Authorization = new("Bearer", made.GetProperty("token").GetString());
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/me", Token)).StatusCode);

        Assert.Equal(HttpStatusCode.NoContent, (await gateway.Admin.DeleteAsync($"/api/v1/tokens/{made.GetProperty("id").GetString()}", Token)).StatusCode);

        Assert.Equal(HttpStatusCode.Unauthorized, (await client.GetAsync("/api/v1/me", Token)).StatusCode);
    }

    [Fact]
    public async Task Another_workspaces_token_can_be_neither_seen_nor_revoked()
    {
        await using var gateway = await Gateway.StartAsync();
        var made = await gateway.Admin.PostAsJsonAsync("/api/v1/tokens", new { name = "ours", scope = "read" }, Token).JsonAsync();
        using var other = await gateway.ClientAsync(Scope.Admin, "other");

        var answer = await other.DeleteAsync($"/api/v1/tokens/{made.GetProperty("id").GetString()}", Token);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(AccessCodes.NoSuchToken, (await answer.JsonAsync()).GetProperty("code").GetString());
        Assert.DoesNotContain("ours", await other.GetStringAsync("/api/v1/tokens", Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"name":"","scope":"read"}""", 422)]
    [InlineData("""{"name":"x","scope":"root"}""", 422)]
    [InlineData("""{"name":"x","scope":"read","expires_in":"soon"}""", 422)]
    [InlineData("""{"name":"x"}""", 422)]
    [InlineData("""{"name":"x","scope":"read","admin":true}""", 422)]
    [InlineData("""nonsense""", 400)]
    public async Task What_makes_no_token_is_refused(string body, int status)
    {
        await using var gateway = await Gateway.StartAsync();

        var answer = await gateway.Admin.PostAsync("/api/v1/tokens", new StringContent(body, new MediaTypeHeaderValue("application/json")), Token);

        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_token_makes_no_tokens_unless_it_may_do_all()
    {
        await using var gateway = await Gateway.StartAsync();
        using var runner = await gateway.ClientAsync(Scope.Run);

        var answer = await runner.PostAsJsonAsync("/api/v1/tokens", new { name = "more", scope = "admin" }, Token);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(GatewayCodes.ScopeTooSmall, (await answer.JsonAsync()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task The_first_start_makes_one_token_and_the_next_none()
    {
        await using var gateway = await Gateway.StartAsync(createToken: false);

        var first = await FirstStart.WelcomeAsync(gateway.Services, Token);
        var second = await FirstStart.WelcomeAsync(gateway.Services, Token);

        Assert.Null(second.FirstToken);
        using var client = gateway.Anonymous();
        client.DefaultRequestHeaders.Authorization = new("Bearer", first.FirstToken);
        Assert.Equal("admin", (await client.GetAsync("/api/v1/me", Token).JsonAsync()).GetProperty("scope").GetString());
    }

    [Fact]
    public async Task The_first_token_is_written_down_as_made_by_the_server()
    {
        await using var gateway = await Gateway.StartAsync(createToken: false);
        var first = await FirstStart.WelcomeAsync(gateway.Services, Token);
        using var client = gateway.Anonymous();
        client.DefaultRequestHeaders.Authorization = new("Bearer", first.FirstToken);

        var row = Assert.Single((await client.GetAsync("/api/v1/audit?action=token", Token).JsonAsync()).GetProperty("items").EnumerateArray());

        Assert.Equal(("token.created", "server"), (row.GetProperty("action").GetString(), row.GetProperty("by").GetString()));
        Assert.Equal(first.FirstToken!.Split('_')[1], row.GetProperty("target").GetString());
        Assert.Equal("""{"name":"admin","scope":"admin"}""", row.GetProperty("details").GetRawText());
    }

    [Fact]
    public async Task A_token_ages_from_the_moment_that_it_says_it_was_made()
    {
        await using var gateway = await Gateway.StartAsync();

        var made = await gateway.Admin.PostAsJsonAsync("/api/v1/tokens", new { name = "short", scope = "read", expires_in = "1ms" }, Token).JsonAsync();

        Assert.Equal(TimeSpan.FromMilliseconds(1), made.GetProperty("expires_at").GetDateTimeOffset() - made.GetProperty("created_at").GetDateTimeOffset());
    }

    [Fact]
    public async Task Of_many_that_start_at_once_one_makes_the_first_token()
    {
        await using var gateway = await Gateway.StartAsync(createToken: false);
        var book = TokenBook.Of(gateway.Services.GetRequiredService<EngineAccess>(), TimeProvider.System);

        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => book.EnsureFirstAsync(Auditor.OfServer(TimeProvider.System, TimeSpan.FromDays(1)), Token).AsTask())));

        Assert.Single(made, text => text is not null);
    }

    [Fact]
    public async Task A_new_first_token_is_made_when_all_were_revoked()
    {
        await using var gateway = await Gateway.StartAsync(createToken: false);
        var book = TokenBook.Of(gateway.Services.GetRequiredService<EngineAccess>(), TimeProvider.System);
        Assert.NotNull(await book.EnsureFirstAsync(Auditor.OfServer(TimeProvider.System, TimeSpan.FromDays(1)), Token));
        Assert.True(await book.RevokeAsync("default", (await book.ListAsync("default", Token)).Single().Id, Token));

        Assert.NotNull(await book.EnsureFirstAsync(Auditor.OfServer(TimeProvider.System, TimeSpan.FromDays(1)), Token));
    }

    [Theory]
    [InlineData("http://127.0.0.1:5050", true)]
    [InlineData("http://localhost:5050;http://[::1]:5050", true)]
    [InlineData("https://127.0.0.1:0", true)]
    [InlineData("http://0.0.0.0:5050", false)]
    [InlineData("http://*:5050", false)]
    [InlineData("http://[::]:5050", false)]
    [InlineData("http://127.0.0.1:5050;http://10.0.0.1:5050", false)]
    [InlineData("http://localhost.example.com:80", false)]
    [InlineData("nonsense", false)]
    public void Without_authentication_a_server_listens_on_loopback_alone(string urls, bool isAllowed)
    {
        var refusal = OpenDoor.Refusal([urls]);

        Assert.Equal(isAllowed, refusal is null);
        Assert.True(isAllowed || refusal!.Code == AccessCodes.OpenToTheWorld);
    }
}
