using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Logos.Gateway.Access;
using Logos.Gateway.Faults;

namespace Logos.Gateway.Tests.Access;

public sealed class SessionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_list_tells_who_is_signed_in_since_when_and_until_when()
    {
        await using var gateway = await Gateway.StartAsync();
        var (ann, token, _) = await SignedInAsync(gateway, "ann", "read");
        using var link = Browser(gateway);
        await link.GetAsync((await FirstStart.WelcomeAsync(gateway.Services, Token)).SignInPath, Token);

        var items = await ListAsync(gateway);

        Assert.Equal(["ann", "admin"], items.Select(each => each.GetProperty("name").GetString()));
        Assert.Equal(["read", "admin"], items.Select(each => each.GetProperty("scope").GetString()));
        Assert.Equal(token, items[0].GetProperty("token").GetString());
        Assert.False(items[1].TryGetProperty("token", out _));
        Assert.Equal([TimeSpan.FromDays(7), TimeSpan.FromDays(1)], items.Select(each => each.GetProperty("expires_at").GetDateTimeOffset() - each.GetProperty("created_at").GetDateTimeOffset()));
        Assert.DoesNotContain("hash", JsonSerializer.Serialize(items), StringComparison.Ordinal);
        await gateway.Admin.DeleteAsync($"/api/v1/tokens/{token}", Token);
        Assert.Equal(0, (await ListAsync(gateway)).Count(each => each.GetProperty("name").GetString() == "ann"));
        ann.Dispose();
    }

    [Fact]
    public async Task One_is_ended_at_once_and_the_others_go_on()
    {
        await using var gateway = await Gateway.StartAsync();
        var (ann, _, id) = await SignedInAsync(gateway, "ann", "admin");
        var (bob, _, _) = await SignedInAsync(gateway, "bob", "run");

        Assert.Equal(HttpStatusCode.NoContent, (await gateway.Admin.DeleteAsync($"/api/v1/sessions/{id}", Token)).StatusCode);

        Assert.Equal(HttpStatusCode.Unauthorized, (await ann.GetAsync("/api/v1/me", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await bob.GetAsync("/api/v1/me", Token)).StatusCode);
        var again = await gateway.Admin.DeleteAsync($"/api/v1/sessions/{id}", Token);
        Assert.Equal((HttpStatusCode.NotFound, AccessCodes.NoSuchSession), (again.StatusCode, await again.CodeAsync()));
        var row = (await gateway.Admin.GetAsync("/api/v1/audit?action=session.ended", Token).JsonAsync()).GetProperty("items").EnumerateArray().Single();
        Assert.Equal(("ann", id), (row.GetProperty("target").GetString(), row.GetProperty("details").GetProperty("session").GetString()));
        ann.Dispose();
        bob.Dispose();
    }

    [Fact]
    public async Task All_are_ended_at_once_and_those_of_another_workspace_are_left_alone()
    {
        await using var gateway = await Gateway.StartAsync();
        var (ann, _, id) = await SignedInAsync(gateway, "ann", "admin");
        var (bob, _, _) = await SignedInAsync(gateway, "bob", "run");
        using var stranger = await gateway.ClientAsync(Scope.Admin, "other");

        Assert.Equal(HttpStatusCode.NotFound, (await stranger.DeleteAsync($"/api/v1/sessions/{id}", Token)).StatusCode);
        Assert.Equal(0, (await stranger.DeleteAsync("/api/v1/sessions", Token).JsonAsync()).GetProperty("ended").GetInt32());
        Assert.Equal(HttpStatusCode.BadRequest, (await gateway.Admin.DeleteAsync("/api/v1/sessions?name=ann", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await ann.GetAsync("/api/v1/me", Token)).StatusCode);
        // An admin's browser may, and is among them.
        Assert.Equal(2, (await ann.DeleteAsync("/api/v1/sessions", Token).JsonAsync()).GetProperty("ended").GetInt32());

        Assert.Equal(HttpStatusCode.Unauthorized, (await ann.GetAsync("/api/v1/me", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await bob.GetAsync("/api/v1/me", Token)).StatusCode);
        Assert.Empty(await ListAsync(gateway));
        ann.Dispose();
        bob.Dispose();
    }

    private static async Task<(HttpClient Browser, string Token, string Id)> SignedInAsync(Gateway gateway, string name, string scope)
    {
        var made = await gateway.Admin.PostAsJsonAsync("/api/v1/tokens", new { name, scope }, Token).JsonAsync();
        var browser = Browser(gateway);
        await browser.PostAsJsonAsync("/sign-in", new { token = made.GetProperty("token").GetString() }, Token);
        var id = (await ListAsync(gateway)).Single(each => each.GetProperty("name").GetString() == name).GetProperty("id").GetString()!;
        return (browser, made.GetProperty("id").GetString()!, id);
    }

    private static HttpClient Browser(Gateway gateway) => new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new() }) { BaseAddress = gateway.Address };

    private static async Task<IReadOnlyList<JsonElement>> ListAsync(Gateway gateway) =>
        [.. (await gateway.Admin.GetAsync("/api/v1/sessions", Token).JsonAsync()).GetProperty("items").EnumerateArray()];
}
