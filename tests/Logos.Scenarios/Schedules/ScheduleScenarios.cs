using System.Net;
using System.Text.Json;
using Logos.Scenarios.Deployments;

namespace Logos.Scenarios.Schedules;

/// <summary>What starts by the clock.</summary>
public abstract class ScheduleScenarios(Deployment deployment)
{
    private const string Brief = """
        name: nightly
        inputs: { n: { type: integer, default: 1 } }
        nodes:
          a: { type: rule, with: { output: "${{ inputs.n }}" } }
        outputs: { n: "${{ a }}" }
        """;

    [Fact]
    public async Task A_schedule_says_when_it_fires_next()
    {
        using var api = deployment.Admin;
        var made = await MakeAsync(api, "30 2 * * *", "Europe/Berlin");
        var next = (await api.GetAsync($"/api/v1/schedules/{made.Text("id")}/next?count=5")).Good();
        var times = next.Json.GetRawText();
        var list = JsonSerializer.Deserialize<JsonElement>(times) is { ValueKind: JsonValueKind.Array } array ? array : next.At("items");
        var at = list.EnumerateArray().Select(each => each.GetDateTimeOffset()).ToList();
        Assert.Equal(5, at.Count);
        Assert.Equal(at.Order(), at);
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        Assert.All(at, each => Assert.Equal(new TimeSpan(2, 30, 0), TimeZoneInfo.ConvertTime(each, berlin).TimeOfDay));
        Assert.Equal(at[0], made.At("next_fire_at").GetDateTimeOffset());
    }

    [Fact]
    public async Task What_was_missed_can_be_made_up_for()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Brief);
        var made = await MakeAsync(api, "0 * * * *", "UTC", graph, new { n = 5 });
        var filled = (await api.PostAsync($"/api/v1/schedules/{made.Text("id")}/backfill", new { from = "2026-01-01T00:00:00Z", until = "2026-01-01T06:00:00Z" })).Good();
        var executions = filled.At("executions").EnumerateArray().Select(each => each.GetString()!).ToList();
        Assert.InRange(executions.Count, 6, 7);
        foreach (var execution in executions)
            Assert.Equal(5, (await api.EndAsync(execution)).Number("results.n"));
        Assert.Equal(executions.Count, (await api.AllAsync($"/api/v1/executions?graph={graph}")).Count);
    }

    [Fact]
    public async Task A_schedule_of_every_second_starts_executions_until_it_is_paused()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Brief);
        var key = Site.Key();
        await api.GraphAsync($"name: x\nnodes:\n  a: {{ type: http, timeout: 10s, with: {{ url: SITE/hold/{key} }} }}\n", graph);
        var made = await MakeAsync(api, "* * * * * *", "UTC", graph);
        await deployment.Site.ArrivedAsync(key);
        var id = made.Text("id");
        (await api.PostAsync($"/api/v1/schedules/{id}/pause")).Good();
        deployment.Site.Release(key);
        var told = (await api.GetAsync($"/api/v1/schedules/{id}")).Good();
        Assert.False(told.At("enabled").GetBoolean());
        Assert.True(told.Has("last_fire_at"));
        var execution = told.Text("last_execution_id");
        Assert.Equal("completed", (await api.EndAsync(execution)).Text("status"));
        (await api.PostAsync($"/api/v1/schedules/{id}/resume")).Good();
        Assert.True((await api.GetAsync($"/api/v1/schedules/{id}")).Good().At("enabled").GetBoolean());
        (await api.DeleteAsync($"/api/v1/schedules/{id}")).Expect(HttpStatusCode.NoContent);
        (await api.GetAsync($"/api/v1/schedules/{id}")).Expect(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("61 * * * *", "UTC", "skip")]
    [InlineData("* * * *", "UTC", "skip")]
    [InlineData("", "UTC", "skip")]
    [InlineData("0 0 31 2 *", "UTC", "skip")]
    [InlineData("0 0 * * *", "Europe/Atlantis", "skip")]
    [InlineData("0 0 * * *", "UTC", "sometimes")]
    public async Task A_schedule_that_makes_no_sense_is_refused(string cron, string zone, string missed)
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Brief);
        Assert.InRange((int)(await api.PostAsync("/api/v1/schedules", new { name = Api.Unique("s"), graph, cron, time_zone = zone, missed })).Status, 400, 422);
    }

    [Fact]
    public async Task A_schedule_of_no_graph_or_with_wrong_inputs_is_refused()
    {
        using var api = deployment.Admin;
        Assert.InRange((int)(await api.PostAsync("/api/v1/schedules", new { name = Api.Unique("s"), graph = "nobody-has-this-name", cron = "0 0 * * *", missed = "skip" })).Status, 404, 422);
        var graph = await api.GraphAsync(Brief);
        (await api.PostAsync("/api/v1/schedules", new { name = Api.Unique("s"), graph, cron = "0 0 * * *", missed = "skip", inputs = new { n = "x" } })).Expect(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task Schedules_are_listed()
    {
        using var api = deployment.Admin;
        var made = await MakeAsync(api, "0 0 1 1 *", "UTC");
        Assert.Single(await api.AllAsync("/api/v1/schedules?limit=100"), each => each.GetProperty("id").GetString() == made.Text("id"));
    }

    private static async Task<Answer> MakeAsync(Api api, string cron, string zone, string? graph = null, object? inputs = null) =>
        (await api.PostAsync("/api/v1/schedules", new { name = Api.Unique("s"), graph = graph ?? await api.GraphAsync(Brief), cron, time_zone = zone, missed = "skip", inputs = inputs ?? new { } })).Expect(HttpStatusCode.Created);
}
