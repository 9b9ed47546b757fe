using System.Net;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Logos.Gateway.Faults;

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

    [Fact]
    public async Task A_secret_is_set_listed_by_its_name_alone_and_deleted()
    {
        await using var gateway = await Gateway.StartAsync();

        var set = await PageTests.PostAsync(gateway.Admin, "/secrets", ("name", "API_KEY"), ("value", "hunter2-hunter2"));
        var bad = await PageTests.PostAsync(gateway.Admin, "/secrets", ("name", "no name"), ("value", "hunter2-hunter2"));

        Assert.Equal(HttpStatusCode.SeeOther, set.StatusCode);
        var list = await gateway.Admin.GetStringAsync("/secrets", Token);
        Assert.Contains("API_KEY", list, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", list, StringComparison.Ordinal);
        var again = await bad.Content.ReadAsStringAsync(Token);
        Assert.Contains(SecretCodes.BadSecret, again, StringComparison.Ordinal);
        Assert.Contains("value=\"no name\"", again, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", again, StringComparison.Ordinal);
        using var other = await gateway.ClientAsync(Logos.Gateway.Access.Scope.Admin, "elsewhere");
        Assert.DoesNotContain("API_KEY", await other.GetStringAsync("/secrets", Token), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await PageTests.PostAsync(other, "/secrets/API_KEY/delete")).StatusCode);

        await PageTests.PostAsync(gateway.Admin, "/secrets/API_KEY/delete");
        Assert.DoesNotContain("API_KEY", await gateway.Admin.GetStringAsync("/secrets", Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schedule_is_made_paused_resumed_and_deleted_and_its_faults_stand_beside_their_fields()
    {
        await using var gateway = await Gateway.StartAsync();
        await PageTests.SaveAsync(gateway, "name: hello\nnodes: { greet: { type: rule, with: { output: 1 } } }");

        var bad = await PageTests.PostAsync(gateway.Admin, "/schedules", ("name", "<i>early</i>"), ("graph", "hello"), ("cron", "when it rains"), ("inputs", "{"));
        var html = await bad.Content.ReadAsStringAsync(Token);
        Assert.Contains(ConsoleCodes.NotJson, html, StringComparison.Ordinal);
        Assert.Contains("value=\"&lt;i&gt;early&lt;/i&gt;\"", html, StringComparison.Ordinal);
        html = await (await PageTests.PostAsync(gateway.Admin, "/schedules", ("name", "early"), ("graph", "hello"), ("cron", "when it rains"), ("inputs", ""))).Content.ReadAsStringAsync(Token);
        Assert.Contains("id=\"cron-wrong\"", html, StringComparison.Ordinal);

        await PageTests.PostAsync(gateway.Admin, "/schedules", ("name", "early"), ("graph", "hello"), ("cron", "15 5 * * 1"), ("time_zone", "Europe/Berlin"), ("inputs", ""));
        html = await gateway.Admin.GetStringAsync("/schedules", Token);
        Assert.Contains("15 5 * * 1", html, StringComparison.Ordinal);
        var pause = Action("pause").Match(html).Value;
        await PageTests.PostAsync(gateway.Admin, pause);
        html = await gateway.Admin.GetStringAsync("/schedules", Token);
        Assert.Contains("paused", html, StringComparison.Ordinal);
        await PageTests.PostAsync(gateway.Admin, pause.Replace("/pause", "/resume", StringComparison.Ordinal));
        Assert.DoesNotContain("paused", await gateway.Admin.GetStringAsync("/schedules", Token), StringComparison.Ordinal);
        using var reader = await gateway.ClientAsync(Logos.Gateway.Access.Scope.Read);
        Assert.DoesNotContain("<form", await reader.GetStringAsync("/schedules", Token), StringComparison.Ordinal);

        await PageTests.PostAsync(gateway.Admin, pause.Replace("/pause", "/delete", StringComparison.Ordinal));
        Assert.DoesNotContain("15 5 * * 1", await gateway.Admin.GetStringAsync("/schedules", Token), StringComparison.Ordinal);
    }

    private static Regex Action(string what) => new($"/schedules/[0-9a-f-]{{36}}/{what}");

    [GeneratedRegex("<pre class=\"secret\">(.*?)</pre>")]
    private static partial Regex Shown();
}
