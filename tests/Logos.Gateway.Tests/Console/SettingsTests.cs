using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;

namespace Logos.Gateway.Tests.Console;

public sealed partial class SettingsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_token_is_made_shown_once_and_revoked()
    {
        await using var gateway = await Gateway.StartAsync();

        var made = await PageTests.PostAsync(gateway.Admin, "/tokens", ("name", "<b>ci</b>"), ("scope", "read"), ("roles", "a, b"), ("expires_in", "30d"));

        var page = await made.Content.ReadAsStringAsync(Token);
        var text = Shown().Match(page).Groups[1].Value;
        Assert.True(made.Headers.CacheControl?.NoStore);
        Assert.Contains("&lt;b&gt;ci&lt;/b&gt;", page, StringComparison.Ordinal);
        var list = await gateway.Admin.GetStringAsync("/tokens", Token);
        Assert.DoesNotContain(text, list, StringComparison.Ordinal);
        using var reader = gateway.Anonymous();
        reader.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", text);
        Assert.Equal(HttpStatusCode.OK, (await reader.GetAsync("/graphs", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.GetAsync("/tokens", Token)).StatusCode);

        var id = text.Split('_')[1];
        Assert.Equal(HttpStatusCode.SeeOther, (await PageTests.PostAsync(gateway.Admin, $"/tokens/{id}/revoke")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await reader.GetAsync("/graphs", Token)).StatusCode);
    }

    [Fact]
    public async Task A_token_that_cannot_be_made_is_told_why_on_the_page()
    {
        await using var gateway = await Gateway.StartAsync();

        var answer = await PageTests.PostAsync(gateway.Admin, "/tokens", ("name", "ci"), ("scope", "read"), ("expires_in", "soon"));

        Assert.Contains("<code>expires_in</code> is no duration", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [GeneratedRegex("<pre class=\"secret\">(.*?)</pre>")]
    private static partial Regex Shown();
}
