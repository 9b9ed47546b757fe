using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Logos.Gateway.Access;
using Logos.Gateway.Faults;
using Logos.Gateway.Webhooks;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Logos.Gateway.Tests.Console;

public sealed partial class WebhookPageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_webhook_is_made_its_secret_shown_once_tested_and_deleted()
    {
        await using var gateway = await Gateway.StartAsync();
        Assert.Contains("submit a graph", await gateway.Admin.GetStringAsync("/webhooks", Token), StringComparison.Ordinal);
        await gateway.Admin.SaveAsync(Sent.Hello);

        var made = await PageTests.PostAsync(gateway.Admin, "/webhooks", ("name", "<b>shop</b>"), ("graph", "hello"), ("signing", "github"), ("inputs", """{ "name": "${{ body.who }}" }"""), ("headers", "X-Shop, Content-Type"));

        var html = await made.Content.ReadAsStringAsync(Token);
        Assert.True(made.Headers.CacheControl?.NoStore);
        var secret = Secret().Match(html).Groups[1].Value;
        Assert.StartsWith("whs_", secret, StringComparison.Ordinal);
        var list = await gateway.Admin.GetStringAsync("/webhooks", Token);
        var page = Address().Match(list).Value;
        Assert.Contains("&lt;b&gt;shop&lt;/b&gt;", list, StringComparison.Ordinal);
        var shown = await gateway.Admin.GetStringAsync(page, Token);
        Assert.Contains($"{gateway.Address.Scheme}://{gateway.Address.Authority}/api/v1/hooks/", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, list + shown, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.SeeOther, (await PageTests.PostAsync(gateway.Admin, $"{page}/test")).StatusCode);
        Assert.Contains("Nothing has come yet.", await gateway.Admin.GetStringAsync(page, Token), StringComparison.Ordinal);
        await DeliverAsync(gateway, page, "wrong", """{"who":"Ada"}""");
        shown = await gateway.Admin.GetStringAsync(page, Token);
        Assert.Contains("It would not start the graph", shown, StringComparison.Ordinal);
        await DeliverAsync(gateway, page, secret, """{"who":"<i>Ada</i>"}""");
        shown = await gateway.Admin.GetStringAsync(page, Token);
        Assert.Contains("would start the graph", shown, StringComparison.Ordinal);
        Assert.Contains("&lt;i&gt;Ada&lt;/i&gt;", shown, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, shown, StringComparison.Ordinal);
        await PageTests.PostAsync(gateway.Admin, $"{page}/test-end");
        Assert.Contains("Begin a test", await gateway.Admin.GetStringAsync(page, Token), StringComparison.Ordinal);
        Assert.Empty((await gateway.Admin.GetAsync("/api/v1/executions", Token).JsonAsync()).GetProperty("items").EnumerateArray());

        using var other = await gateway.ClientAsync(Scope.Admin, "elsewhere");
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync(page, Token)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await PageTests.PostAsync(other, $"{page}/test")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await PageTests.PostAsync(other, $"{page}/delete")).StatusCode);
        using var runner = await gateway.ClientAsync(Scope.Run);
        Assert.Equal(HttpStatusCode.Forbidden, (await runner.GetAsync("/webhooks", Token)).StatusCode);
        await PageTests.PostAsync(gateway.Admin, $"{page}/delete");
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.Admin.GetAsync(page, Token)).StatusCode);
    }

    [Fact]
    [Trait("Needs", "chromium")]
    public async Task A_delivery_to_a_webhook_in_test_mode_appears_by_itself_and_deleting_takes_two_steps()
    {
        await using var gateway = await Gateway.StartAsync(options => options.NoAuth = true);
        await gateway.Admin.SaveAsync(Sent.Hello);
        await using var chromium = await Chromium.StartAsync();
        var page = await chromium.OpenAsync(gateway.Address);
        await page.GotoAsync("/webhooks");
        await page.GetByLabel("Name").FillAsync("shop");
        await page.GetByLabel("Signed").SelectOptionAsync("github");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the webhook" }).ClickAsync();
        var secret = await page.Locator(".made .secret").InnerTextAsync();
        await Chromium.PictureAsync(page, "webhook-made");
        await page.GetByRole(AriaRole.Link, new() { Name = "Try it in test mode" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Begin a test" }).ClickAsync();
        await Expect(page.GetByText("Nothing has come yet.")).ToBeVisibleAsync();

        await DeliverAsync(gateway, new Uri(page.Url).AbsolutePath, secret, """{"name":"Ada"}""");
        // The page asks every five seconds.
        await Expect(page.GetByText("It is signed as it should be")).ToBeVisibleAsync(new() { Timeout = 20_000 });
        await Chromium.PictureAsync(page, "webhook-tested");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Delete it for good: shop" })).ToBeHiddenAsync();
        await page.Locator(".sure > summary").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete it for good: shop" }).ClickAsync();

        await Expect(page.GetByText("None yet.")).ToBeVisibleAsync();
        Assert.Empty(chromium.Complaints);
    }

    [Theory]
    [InlineData("", "", "", "name", WebhookCodes.BadWebhook)]
    [InlineData("shop", "{", "", "inputs", ConsoleCodes.NotJson)]
    [InlineData("shop", "[1]", "", "inputs", WebhookCodes.BadWebhook)]
    [InlineData("shop", """{ "name": "${{ elsewhere }}" }""", "", "inputs", WebhookCodes.BadWebhook)]
    [InlineData("shop", "", "Authorization", "headers", WebhookCodes.BadWebhook)]
    public async Task What_is_wrong_is_told_beside_its_field_and_what_was_typed_stays(string name, string inputs, string headers, string field, string code)
    {
        await using var gateway = await Gateway.StartAsync();
        await gateway.Admin.SaveAsync(Sent.Hello);

        var answer = await PageTests.PostAsync(gateway.Admin, "/webhooks", ("name", name), ("graph", "hello"), ("inputs", inputs), ("headers", headers));

        var html = await answer.Content.ReadAsStringAsync(Token);
        Assert.Contains(code, html[html.IndexOf($"id=\"{field}-wrong\"", StringComparison.Ordinal)..], StringComparison.Ordinal);
        Assert.Contains(WebUtility.HtmlEncode(inputs), html, StringComparison.Ordinal);
        Assert.Empty((await gateway.Admin.GetAsync("/api/v1/webhooks", Token).JsonAsync()).GetProperty("items").EnumerateArray());
    }

    private static async Task DeliverAsync(Gateway gateway, string page, string secret, string body)
    {
        using var anonymous = gateway.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/hooks/{page.Split('/')[^1]}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Hub-Signature-256", Signature.OfGitHub(secret, Encoding.UTF8.GetBytes(body)));
        await anonymous.SendAsync(request, Token);
    }

    [GeneratedRegex("<pre class=\"secret\">(whs_.*?)</pre>")]
    private static partial Regex Secret();

    [GeneratedRegex("/webhooks/[0-9a-f-]{36}")]
    private static partial Regex Address();
}
