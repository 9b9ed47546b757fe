using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Logos.Gateway.Requests;

namespace Logos.Gateway.Tests.Requests;

public sealed partial class UtcTimesTests
{
    private static readonly JsonSerializerOptions Options = new() { Converters = { new UtcTimes() } };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("2026-01-31T08:00:00+00:00", "2026-01-31T08:00:00Z")]
    [InlineData("2026-01-31T08:00:00.1200000+01:00", "2026-01-31T07:00:00.12Z")]
    [InlineData("2026-01-31T08:00:00.1234567Z", "2026-01-31T08:00:00.1234567Z")]
    [InlineData("9999-12-31T23:59:59.9999999Z", "9999-12-31T23:59:59.9999999Z")]
    public void A_time_is_written_in_UTC_with_a_Z_and_read_as_it_was(string given, string written)
    {
        var at = JsonSerializer.Deserialize<DateTimeOffset>($"\"{given}\"", Options);

        Assert.Equal($"\"{written}\"", JsonSerializer.Serialize(at, Options));
        Assert.Equal(DateTimeOffset.Parse(given, System.Globalization.CultureInfo.InvariantCulture), JsonSerializer.Deserialize<DateTimeOffset>($"\"{written}\"", Options));
    }

    [Fact]
    public async Task Answers_write_their_times_with_a_Z()
    {
        await using var gateway = await Gateway.StartAsync();
        await gateway.Admin.SaveAsync(Sent.Hello);
        await gateway.Admin.SaveAsync("name: naps\nnodes:\n  nap: { type: wait, with: { for: 1ms } }\n");
        var execution = (await gateway.Admin.PostTextAsync("/api/v1/graphs/naps/execute?wait=1m", """{"deadline":"1h"}""").JsonAsync()).GetProperty("execution_id").GetGuid();
        await gateway.Admin.PostAsJsonAsync("/api/v1/tokens", new { name = "t", scope = "read", expires_in = "1d" }, Token);
        await gateway.Admin.PutAsJsonAsync("/api/v1/secrets/S", new { value = "x" }, Token);
        await gateway.Admin.PutAsJsonAsync("/api/v1/connections/c", new { type = "redis", host = "h" }, Token);
        await gateway.Admin.PutAsJsonAsync("/api/v1/on-failure", new { graph = "hello" }, Token);
        await gateway.Admin.PostAsJsonAsync("/api/v1/webhooks", new { name = "w", graph = "hello" }, Token);
        var schedule = (await gateway.Admin.PostAsJsonAsync("/api/v1/schedules", new { name = "s", graph = "hello", cron = "0 * * * *", time_zone = "Asia/Tokyo" }, Token).JsonAsync()).GetProperty("id").GetGuid();

        foreach (var path in (string[])[
            "graphs", "graphs/hello", "graphs/hello/versions", "executions", $"executions/{execution}", $"executions/{execution}/nodes", $"executions/{execution}/timeline", $"executions/{execution}/events",
            "tokens", "secrets", "connections", "connections/c", "on-failure", "webhooks", "schedules", $"schedules/{schedule}", $"schedules/{schedule}/next", "audit"])
        {
            var answer = await gateway.Admin.GetAsync($"/api/v1/{path}", Token);
            var text = await answer.Content.ReadAsStringAsync(Token);

            Assert.True(answer.IsSuccessStatusCode, $"{path}: {text}");
            Assert.DoesNotMatch(Offset(), text);
            if (!path.EndsWith("/events", StringComparison.Ordinal))
                Assert.Matches(WithZ(), text);
        }
    }

    [Fact]
    public async Task Events_write_their_times_with_a_Z()
    {
        await using var gateway = await Gateway.StartAsync();
        await gateway.Admin.SaveAsync("name: naps\nnodes:\n  go: { type: wait, with: { signal: go } }\n  nap: { type: wait, needs: [go], with: { for: 1h } }\n");
        var execution = await gateway.Admin.StartAsync("naps");
        using var answer = await gateway.Admin.GetAsync($"/api/v1/executions/{execution}/events", HttpCompletionOption.ResponseHeadersRead, Token);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Token));

        // It is listened to from here on: a stream that begins later tells how all stands, without times.
        var line = await lines.ReadLineAsync(Token);
        await gateway.Admin.PostAsJsonAsync($"/api/v1/executions/{execution}/signal", new { name = "go" }, Token);
        do
            line = await lines.ReadLineAsync(Token);
        while (line is not null && !line.Contains("due_at", StringComparison.Ordinal));

        Assert.NotNull(line);
        Assert.Matches(WithZ(), line);
        Assert.DoesNotMatch(Offset(), line);
    }

    [GeneratedRegex(@"T\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d")]
    private static partial Regex Offset();

    [GeneratedRegex(@"T\d\d:\d\d:\d\d(\.\d+)?Z")]
    private static partial Regex WithZ();
}
