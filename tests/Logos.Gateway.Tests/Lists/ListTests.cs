using System.Net;

namespace Logos.Gateway.Tests.Lists;

public sealed class ListTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("secrets")]
    [InlineData("connections")]
    [InlineData("schedules")]
    [InlineData("webhooks")]
    [InlineData("tokens")]
    [InlineData("audit")]
    [InlineData("graphs")]
    [InlineData("executions")]
    public async Task A_page_has_up_to_a_thousand(string list)
    {
        await using var gateway = await Gateway.StartAsync();

        Assert.Equal(HttpStatusCode.OK, (await gateway.Admin.GetAsync($"/api/v1/{list}?limit=1000", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await gateway.Admin.GetAsync($"/api/v1/{list}?limit=1001", Token)).StatusCode);
    }

    [Fact]
    public async Task Tokens_come_in_pages_and_one_that_is_revoked_is_a_place_all_the_same()
    {
        await using var gateway = await Gateway.StartAsync();
        var ids = new List<string> { await IdAsync(gateway.Admin.GetAsync("/api/v1/tokens?limit=1", Token), "items") };
        for (var i = 0; i < 4; i++)
            ids.Add(await IdAsync(gateway.Admin.PostTextAsync("/api/v1/tokens", $$"""{"name":"t{{i}}","scope":"read"}"""), null));

        var first = await gateway.Admin.GetAsync("/api/v1/tokens?limit=2", Token).JsonAsync();
        await gateway.Admin.DeleteAsync($"/api/v1/tokens/{ids[1]}", Token);
        var rest = await gateway.Admin.GetAsync($"/api/v1/tokens?limit=10&after={first.GetProperty("next").GetString()}", Token).JsonAsync();

        Assert.Equal(ids[..2], first.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()));
        Assert.Equal(ids[2..], rest.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()));
        Assert.False(rest.TryGetProperty("next", out _));
        Assert.Equal(HttpStatusCode.BadRequest, (await gateway.Admin.GetAsync("/api/v1/tokens?after=nowhere", Token)).StatusCode);
    }

    private static async Task<string> IdAsync(Task<HttpResponseMessage> answer, string? list)
    {
        var json = await answer.JsonAsync();
        return (list is null ? json : json.GetProperty(list)[0]).GetProperty("id").GetString()!;
    }
}
