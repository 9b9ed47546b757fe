using System.Net;
using System.Text;
using Logos.Gateway.Faults;

namespace Logos.Gateway.Tests.Idempotency;

public sealed class CreationTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("tokens", """{"name":"x","scope":"read"}""", "token")]
    [InlineData("schedules", """{"name":"x","graph":"g","cron":"@yearly"}""", null)]
    [InlineData("webhooks", """{"name":"x","graph":"g"}""", "secret")]
    public async Task What_is_sent_again_under_its_key_creates_nothing_more(string kind, string body, string? shownOnce)
    {
        await using var gateway = await Gateway.StartAsync();
        await gateway.SaveAsync("""
            name: g
            nodes:
              one: { type: rule, with: { output: 1 } }
            """);
        gateway.Admin.DefaultRequestHeaders.Add("Idempotency-Key", "the-key");
        var before = await CountAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => SendAsync(body)));
        var again = await SendAsync(body);
        var other = await SendAsync(body.Replace("\"x\"", "\"y\"", StringComparison.Ordinal));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Created, answer.StatusCode));
        Assert.Single(answers, answer => !answer.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal(before + 1, await CountAsync());
        var repeated = await again.JsonAsync();
        var made = await answers.Single(answer => !answer.Headers.Contains("Idempotency-Replayed")).JsonAsync();
        Assert.Equal(made.GetProperty("id").GetString(), repeated.GetProperty("id").GetString());
        Assert.Equal(HttpStatusCode.Conflict, other.StatusCode);
        Assert.Equal(ApiCodes.KeyUsed, (await other.JsonAsync()).GetProperty("code").GetString());
        if (shownOnce is null)
            return;
        Assert.False(repeated.TryGetProperty(shownOnce, out _));
        var kept = await gateway.Engine.Documents.ListAsync("default", "idempotency", null, 10, false, Token);
        Assert.DoesNotContain(made.GetProperty(shownOnce).GetString()!, Encoding.UTF8.GetString(kept.Items.Single().Body.Span), StringComparison.Ordinal);

        Task<HttpResponseMessage> SendAsync(string sent) => gateway.Admin.PostAsync($"/api/v1/{kind}", new StringContent(sent, Encoding.UTF8, "application/json"), Token);

        async Task<int> CountAsync() => (await gateway.Admin.GetAsync($"/api/v1/{kind}", Token).JsonAsync()).GetProperty("items").GetArrayLength();
    }
}
