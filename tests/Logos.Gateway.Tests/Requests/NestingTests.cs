using System.Net;
using System.Text.Json;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Gateway.Faults;
using Logos.Gateway.Webhooks;

namespace Logos.Gateway.Tests.Requests;

public sealed class NestingTests
{
    private const string Graph = """
        name: deep
        inputs: { body: { type: any } }
        nodes:
          one: { type: rule, with: { output: 1 } }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(40)]
    [InlineData(61)]
    [InlineData(250)]
    public async Task A_schedule_with_deep_inputs_is_listed(int depth)
    {
        await using var gateway = await StartAsync();
        var body = $$$"""{"name":"x","graph":"deep","cron":"0 0 * * *","inputs":{"body":{{{Deep(depth)}}}}}""";

        var made = await gateway.Admin.PostTextAsync("/api/v1/schedules", body, "a-key");
        var again = await gateway.Admin.PostTextAsync("/api/v1/schedules", body, "a-key");

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Equal(HttpStatusCode.Created, again.StatusCode);
        Assert.Contains(Deep(depth), await TextAsync(gateway, "/api/v1/schedules"), StringComparison.Ordinal);
        Assert.Contains(Deep(depth), await TextAsync(gateway, made.Headers.Location!.OriginalString), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_webhook_with_deep_inputs_is_listed()
    {
        const int depth = 61;
        await using var gateway = await StartAsync();

        var made = await gateway.Admin.PostTextAsync("/api/v1/webhooks", $$$"""{"name":"x","graph":"deep","inputs":{"body":{{{Deep(depth)}}}}}""", "a-key");

        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        Assert.Contains(Deep(depth), await TextAsync(gateway, "/api/v1/webhooks"), StringComparison.Ordinal);
        Assert.Contains(Deep(depth), await TextAsync(gateway, made.Headers.Location!.OriginalString), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(62, true)]
    [InlineData(250, true)]
    [InlineData(256, false)]
    public async Task A_deep_delivery_in_test_mode_is_shown(int depth, bool isTaken)
    {
        await using var gateway = await StartAsync();
        var made = await gateway.Admin.PostTextAsync("/api/v1/webhooks", """{"name":"x","graph":"deep","signing":"github","test_mode":true}""").JsonAsync();

        var answer = await DeliverAsync(gateway, made, Deep(depth));

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var last = JsonDocument.Parse(await TextAsync(gateway, $"/api/v1/webhooks/{made.GetProperty("id").GetString()}"), new() { MaxDepth = 1024 }).RootElement.GetProperty("last_delivery");
        Assert.Equal(Deep(depth), last.GetProperty("body").GetString());
        Assert.Equal(isTaken, last.TryGetProperty("inputs", out _));
        Assert.Equal(!isTaken, last.TryGetProperty("refused", out _));
    }

    [Fact]
    public async Task A_delivery_that_is_too_deep_to_record_is_refused_and_starts_nothing()
    {
        await using var gateway = await StartAsync();
        var made = await gateway.Admin.PostTextAsync("/api/v1/webhooks", """{"name":"x","graph":"deep","signing":"github"}""").JsonAsync();

        var refused = await DeliverAsync(gateway, made, Deep(256));
        var taken = await DeliverAsync(gateway, made, Deep(255));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal(ExecutionCodes.ValueTooLarge, await refused.CodeAsync());
        Assert.Equal(HttpStatusCode.Accepted, taken.StatusCode);
        Assert.Single((await gateway.Engine.Executions.ListAsync(ExecutionFilter.All, null, 10, Token)).Items);
    }

    [Theory]
    [InlineData("257")]
    [InlineData("5000")]
    [InlineData("1e999999999")]
    [InlineData("\"\\ud800\"")]
    [InlineData("""{"a":1,"a":2}""")]
    public async Task A_delivery_that_is_JSON_and_no_value_is_refused_and_not_taken_for_text(string body)
    {
        await using var gateway = await StartAsync();
        var made = await gateway.Admin.PostTextAsync("/api/v1/webhooks", """{"name":"x","graph":"deep","signing":"github"}""").JsonAsync();

        var refused = await DeliverAsync(gateway, made, int.TryParse(body, out var depth) ? Deep(depth) : body);
        var text = await DeliverAsync(gateway, made, body + "]");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal(WebhookCodes.UnreadableBody, await refused.CodeAsync());
        Assert.Equal(HttpStatusCode.Accepted, text.StatusCode);
        Assert.Single((await gateway.Engine.Executions.ListAsync(ExecutionFilter.All, null, 10, Token)).Items);
    }

    [Theory]
    [InlineData("1e999999999")]
    [InlineData("\"\\ud800\"")]
    public async Task What_no_value_can_be_is_no_input_of_a_schedule_or_a_webhook(string value)
    {
        await using var gateway = await StartAsync();

        var schedule = await gateway.Admin.PostTextAsync("/api/v1/schedules", $$$"""{"name":"x","graph":"deep","cron":"0 0 * * *","inputs":{"body":{{{value}}}}}""");
        var webhook = await gateway.Admin.PostTextAsync("/api/v1/webhooks", $$$"""{"name":"x","graph":"deep","inputs":{"body":{{{value}}}}}""");

        Assert.Equal((HttpStatusCode.BadRequest, ApiCodes.NotJson), (schedule.StatusCode, await schedule.CodeAsync()));
        Assert.Equal((HttpStatusCode.BadRequest, ApiCodes.NotJson), (webhook.StatusCode, await webhook.CodeAsync()));
    }

    [Theory]
    [InlineData("""{"type":"postgres","host":"\ud800"}""")]
    [InlineData("""{"type":"\ud800","host":"x"}""")]
    [InlineData("""{"type":"postgres","\ud800":"x"}""")]
    [InlineData("""{"type":"postgres","port":1e999999999}""")]
    [InlineData("""{"type":"postgres","host":"a","host":"b"}""")]
    public async Task What_no_value_can_be_is_no_connection(string body)
    {
        await using var gateway = await StartAsync();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        var answer = await gateway.Admin.PutAsync("/api/v1/connections/c", content, Token);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.Admin.GetAsync("/api/v1/connections/c", Token)).StatusCode);
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00-05:00")]
    [InlineData("1969-12-31T23:59:59Z")]
    public async Task A_backfill_from_before_all_schedules_is_refused(string from)
    {
        await using var gateway = await StartAsync();
        var made = await gateway.Admin.PostTextAsync("/api/v1/schedules", """{"name":"x","graph":"deep","cron":"0 0 1 1 *","time_zone":"Europe/Berlin","inputs":{"body":1}}""").JsonAsync();

        var answer = await gateway.Admin.PostTextAsync($"/api/v1/schedules/{made.GetProperty("id").GetString()}/backfill", $$"""{"from":"{{from}}","until":"2020-01-01T00:00:00Z"}""");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(ScheduleCodes.BackfillTooLarge, await answer.CodeAsync());
    }

    private static async Task<Gateway> StartAsync()
    {
        var gateway = await Gateway.StartAsync();
        await gateway.SaveAsync(Graph);
        return gateway;
    }

    private static string Deep(int depth) => new string('[', depth) + new string(']', depth);

    private static async Task<string> TextAsync(Gateway gateway, string path)
    {
        using var answer = await gateway.Admin.GetAsync(path, Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Token);
    }

    private static async Task<HttpResponseMessage> DeliverAsync(Gateway gateway, JsonElement webhook, string body)
    {
        using var client = gateway.Anonymous();
        client.DefaultRequestHeaders.Add("X-Hub-Signature-256", Signature.OfGitHub(webhook.GetProperty("secret").GetString()!, System.Text.Encoding.UTF8.GetBytes(body)));
        client.DefaultRequestHeaders.Add("X-GitHub-Delivery", $"d-{body.Length}");
        return await client.PostTextAsync($"/api/v1/hooks/{webhook.GetProperty("id").GetString()}", body);
    }
}
