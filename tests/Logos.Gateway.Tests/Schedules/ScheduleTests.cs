using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Logos.Core.Orchestration;
using Logos.Gateway.Access;
using Logos.Gateway.Faults;
using Logos.Gateway.Limits;
using Logos.Gateway.Schedules;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Logos.Gateway.Tests.Schedules;

public sealed class ScheduleTests
{
    private const string Graph = """
        name: nightly
        inputs: { day: { type: string, default: today } }
        nodes:
          one: { type: rule, with: { output: { day: "${{ inputs.day }}" } } }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_schedule_is_kept_and_tells_when_it_is_due()
    {
        await using var gateway = await StartAsync();

        var answer = await gateway.Admin.PostAsJsonAsync("/api/v1/schedules", new { name = "every night", graph = "nightly", cron = "30 2 * * *", time_zone = "Europe/Berlin", inputs = new { day = "x" }, missed = "once" }, Token);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var made = await answer.JsonAsync();
        var id = made.GetProperty("id").GetString();
        Assert.Equal(answer.Headers.Location!.OriginalString, $"/api/v1/schedules/{id}");
        Assert.Equal(made.GetRawText(), await gateway.Admin.GetStringAsync($"/api/v1/schedules/{id}", Token));
        var next = (await gateway.Admin.GetAsync($"/api/v1/schedules/{id}/next?count=3", Token).JsonAsync()).GetProperty("items").EnumerateArray().Select(time => time.GetDateTimeOffset()).ToArray();
        Assert.Equal(3, next.Length);
        Assert.Equal(made.GetProperty("next_fire_at").GetDateTimeOffset(), next[0]);
        Assert.False((await gateway.Admin.PostAsync($"/api/v1/schedules/{id}/pause", null, Token).JsonAsync()).TryGetProperty("next_fire_at", out _));
        Assert.True((await gateway.Admin.PostAsync($"/api/v1/schedules/{id}/resume", null, Token).JsonAsync()).TryGetProperty("next_fire_at", out _));
        using var other = await gateway.ClientAsync(Scope.Admin, "other");
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/api/v1/schedules/{id}", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await other.DeleteAsync($"/api/v1/schedules/{id}", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await gateway.Admin.DeleteAsync($"/api/v1/schedules/{id}", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.Admin.GetAsync($"/api/v1/schedules/{id}", Token)).StatusCode);
    }

    [Fact]
    public async Task All_that_is_wrong_with_a_schedule_is_told_at_once()
    {
        await using var gateway = await StartAsync();

        var answer = await gateway.Admin.PostAsJsonAsync("/api/v1/schedules", new { name = "", graph = "nightly", cron = "61 * * * *", time_zone = "../../etc/passwd", inputs = new { night = 1 } }, Token);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var codes = (await answer.JsonAsync()).GetProperty("errors").EnumerateArray().Select(fault => fault.GetProperty("code").GetString()).ToArray();
        Assert.Equal(string.Join(" ", ScheduleCodes.BadSchedule, ScheduleCodes.BadTimeZone, ScheduleCodes.BadCron, "LGS2204"), string.Join(" ", codes));
    }

    [Fact]
    public async Task What_is_due_starts_its_graph()
    {
        await using var service = await Echo.StartAsync();
        await using var gateway = await Gateway.StartAsync(settings: Echo.Allowed);
        await gateway.SaveAsync($$$"""
            name: tell
            inputs: { day: { type: string, required: true } }
            nodes:
              call: { type: http, with: { method: POST, url: "{{{service.Address}}}/", body: { day: "${{ inputs.day }}" } } }
            """);

        await gateway.Admin.PostAsJsonAsync("/api/v1/schedules", new { name = "each second", graph = "tell", cron = "* * * * * *", inputs = new { day = "monday" }, tags = new { team = "a" } }, Token);

        Assert.Equal("""{"day":"monday"}""", await service.HearAsync());
        Assert.Equal("""{"day":"monday"}""", await service.HearAsync());
        var started = (await gateway.Engine.Executions.ListAsync(ExecutionFilter.All, null, 100, Token)).Items;
        Assert.All(started, execution => Assert.Equal("a", execution.Tags["team"]));
        Assert.Equal(started.Count, started.Select(execution => execution.Tags["scheduled_at"]).Distinct().Count());
    }

    [Theory]
    [InlineData("skip", 0)]
    [InlineData("once", 1)]
    [InlineData("all", 5)]
    public async Task What_was_missed_is_made_up_for_as_the_schedule_says(string missed, int runs)
    {
        await using var gateway = await StartAsync();
        var due = await DueAsync(gateway, "0 * * * *", missed);

        // Five hours later, and a quarter.
        await RoundAsync(gateway, due.AddHours(4).AddMinutes(15));

        Assert.Equal(runs, await CountAsync(gateway));
        var schedule = await OneAsync(gateway);
        Assert.Equal(due.AddHours(5), schedule.GetProperty("next_fire_at").GetDateTimeOffset());
    }

    [Fact]
    public async Task A_late_second_is_not_a_missed_one()
    {
        await using var gateway = await StartAsync();
        var due = await DueAsync(gateway, "0 * * * *", "skip");

        await RoundAsync(gateway, due.AddSeconds(30));

        Assert.Equal(1, await CountAsync(gateway));
    }

    [Fact]
    public async Task No_more_than_a_hundred_are_made_up_for_and_those_are_the_newest()
    {
        await using var gateway = await StartAsync();
        var due = await DueAsync(gateway, "*/5 * * * *", "all");

        await RoundAsync(gateway, due.AddDays(365));

        Assert.Equal(100, await CountAsync(gateway));
        var times = (await gateway.Engine.Executions.ListAsync(ExecutionFilter.All, null, 1000, Token)).Items.Select(execution => execution.Tags["scheduled_at"]).Order(StringComparer.Ordinal).ToArray();
        Assert.Equal(ScheduleRounds.Text(due.AddDays(365)), times[^1]);
        Assert.Equal(ScheduleRounds.Text(due.AddDays(365).AddMinutes(-5 * 99)), times[0]);
    }

    [Fact]
    public async Task Many_runners_start_it_once()
    {
        await using var gateway = await StartAsync();
        var due = await DueAsync(gateway, "0 * * * *", "all");

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => RoundAsync(gateway, due.AddHours(2)))));
        await RoundAsync(gateway, due.AddHours(2));

        Assert.Equal(3, await CountAsync(gateway));
    }

    [Fact]
    public async Task One_that_cannot_be_read_keeps_no_other_waiting()
    {
        await using var gateway = await StartAsync();
        await gateway.Engine.Documents.WriteAsync([new("default", Schedule.Kind, "0-broken", "[]"u8.ToArray())], Token);
        var due = await DueAsync(gateway, "0 * * * *", "skip");

        await RoundAsync(gateway, due);

        Assert.Equal(1, await CountAsync(gateway));
    }

    [Fact]
    public async Task A_clock_that_goes_back_starts_nothing_twice()
    {
        await using var gateway = await StartAsync();
        var due = await PastAsync(gateway, "all");

        await RoundAsync(gateway, due.AddMinutes(1));
        await RoundAsync(gateway, due.AddDays(-3));
        await RoundAsync(gateway, due.AddMinutes(2));

        Assert.Equal(1, await CountAsync(gateway));
    }

    [Theory]
    [InlineData("skip")]
    [InlineData("all")]
    public async Task A_clock_that_was_ahead_and_is_corrected_leaves_no_schedule_silent(string missed)
    {
        await using var gateway = await StartAsync();
        var due = await PastAsync(gateway, missed);
        var ahead = due.AddDays(3);
        await RoundAsync(gateway, ahead.AddSeconds(1));
        var before = await CountAsync(gateway);

        await RoundAsync(gateway, due.AddMinutes(-5));
        var next = (await OneAsync(gateway)).GetProperty("next_fire_at").GetDateTimeOffset();
        for (var hour = 0; hour <= 74; hour++)
            await RoundAsync(gateway, due.AddHours(hour).AddSeconds(1));

        Assert.Equal(due, next);
        var times = (await gateway.Engine.Executions.ListAsync(ExecutionFilter.All, null, 1000, Token)).Items.Select(execution => execution.Tags["scheduled_at"]).ToArray();
        Assert.Equal(missed == "all" ? 73 : 1, before);
        Assert.Equal(75, times.Length);
        Assert.Equal(75, times.Distinct().Count());
        Assert.False((await OneAsync(gateway)).TryGetProperty("ran_ahead_to", out _));
    }

    [Theory]
    [InlineData("once")]
    [InlineData("all")]
    public async Task A_clock_that_comes_forward_part_of_the_way_has_missed_nothing(string missed)
    {
        await using var gateway = await StartAsync();
        var due = await PastAsync(gateway, missed);
        await RoundAsync(gateway, due.AddHours(2).AddSeconds(1));
        var before = await CountAsync(gateway);

        // Two days back, and then to where it had been two hours before.
        await RoundAsync(gateway, due.AddDays(-2));
        await RoundAsync(gateway, due.AddMinutes(10));

        Assert.Equal(before, await CountAsync(gateway));
        Assert.Equal(due.AddHours(1), (await OneAsync(gateway)).GetProperty("next_fire_at").GetDateTimeOffset());
    }

    [Fact]
    public async Task A_schedule_that_has_not_run_yet_misses_nothing_before_it_was_made()
    {
        await using var gateway = await StartAsync();
        var due = await PastAsync(gateway, "all");

        await RoundAsync(gateway, due.AddDays(-1));
        await RoundAsync(gateway, due.AddMinutes(-10));
        var next = (await OneAsync(gateway)).GetProperty("next_fire_at").GetDateTimeOffset();
        await RoundAsync(gateway, due.AddSeconds(1));

        Assert.Equal(due, next);
        Assert.Equal(1, await CountAsync(gateway));
    }

    [Fact]
    public async Task A_time_zone_that_is_gone_is_told_and_the_schedule_goes_on_when_it_is_back()
    {
        await using var gateway = await StartAsync();
        var due = await DueAsync(gateway, "0 * * * *", "once");
        await ZoneAsync(gateway, "Mars/Olympus");

        await RoundAsync(gateway, due.AddMinutes(1));

        var schedule = await OneAsync(gateway);
        Assert.Equal(ScheduleCodes.BadTimeZone, schedule.GetProperty("last_error").GetProperty("code").GetString());
        Assert.Equal(due, schedule.GetProperty("next_fire_at").GetDateTimeOffset());
        await ZoneAsync(gateway, "UTC");
        await RoundAsync(gateway, due.AddMinutes(2));
        Assert.Equal(1, await CountAsync(gateway));
    }

    [Fact]
    public async Task A_graph_that_cannot_be_started_is_told_of_and_the_schedule_goes_on()
    {
        await using var gateway = await StartAsync();
        var due = await DueAsync(gateway, "0 * * * *", "skip");
        await gateway.Engine.Graphs.DeleteAsync("default", "nightly", Token);

        await RoundAsync(gateway, due);

        var schedule = await OneAsync(gateway);
        Assert.Equal(GatewayCodes.NoSuchGraph, schedule.GetProperty("last_error").GetProperty("code").GetString());
        Assert.Equal(due.AddHours(1), schedule.GetProperty("next_fire_at").GetDateTimeOffset());
    }

    [Fact]
    public async Task A_backfill_runs_each_time_once_however_often_it_is_asked_for()
    {
        await using var gateway = await StartAsync();
        var due = await DueAsync(gateway, "0 * * * *", "skip");
        var id = (await OneAsync(gateway)).GetProperty("id").GetString();
        var asked = new { from = due.AddHours(-10), until = due.AddHours(10) };

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => gateway.Admin.PostAsJsonAsync($"/api/v1/schedules/{id}/backfill", asked, Token)));

        foreach (var answer in answers)
            Assert.Equal(10, (await answer.JsonAsync()).GetProperty("executions").EnumerateArray().Select(each => each.GetGuid()).Distinct().Count());
        Assert.Equal(10, await CountAsync(gateway));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await gateway.Admin.PostAsJsonAsync($"/api/v1/schedules/{id}/backfill", new { from = due.AddDays(-100), until = due }, Token)).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await gateway.Admin.PostAsJsonAsync($"/api/v1/schedules/{id}/backfill", new { from = due.AddHours(1), until = due.AddHours(2) }, Token)).StatusCode);
    }

    [Theory]
    [InlineData("2026-07-01T10:00:00", "2026-07-01T10:00:00+02:00")]
    [InlineData("2026-01-15", "2026-01-15T00:00:00+01:00")]
    public async Task A_backfill_takes_no_time_without_a_zone_and_names_that_of_the_schedule(string from, string meant)
    {
        await using var gateway = await StartAsync();
        var made = await gateway.Admin.PostAsJsonAsync("/api/v1/schedules", new { name = "x", graph = "nightly", cron = "0 * * * *", time_zone = "Europe/Berlin" }, Token).JsonAsync();
        var path = $"/api/v1/schedules/{made.GetProperty("id").GetString()}/backfill";

        var answer = await gateway.Admin.PostAsJsonAsync(path, new { from, until = "2026-07-02T00:00:00Z" }, Token);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var fault = (await answer.JsonAsync()).GetProperty("errors").EnumerateArray().Single();
        Assert.Equal((ScheduleCodes.NoZone, "from"), (fault.GetProperty("code").GetString(), fault.GetProperty("path").GetString()));
        Assert.Contains($"in the schedule's zone, Europe/Berlin, that is `{meant}`", fault.GetProperty("hint").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await gateway.Admin.PostAsJsonAsync(path, new { from = "0001-01-01", until = "9999-12-31" }, Token)).StatusCode);
        Assert.Equal(0, await CountAsync(gateway));
        Assert.Equal(HttpStatusCode.OK, (await gateway.Admin.PostAsJsonAsync(path, new { from = "2026-07-01T22:00:00+02:00", until = "2026-07-01T21:00:00Z" }, Token)).StatusCode);
    }

    [Fact]
    public async Task A_backfill_leaves_alone_what_the_schedule_has_started()
    {
        await using var gateway = await StartAsync();
        var due = await DueAsync(gateway, "0 * * * *", "skip");
        // Pretends that the hour before was due: its execution is there, with the time that it stands for.
        var schedule = Schedule.Read((await gateway.Engine.Documents.ListAsync("default", Schedule.Kind, null, 1, false, Token)).Items.Single());
        var start = await ScheduleRounds.PrepareAsync(gateway.Engine, "default", schedule, due.AddHours(-1), Token);
        await gateway.Engine.Client.SubmitAsync(start.Submission!, Token);

        var answer = await gateway.Admin.PostAsJsonAsync($"/api/v1/schedules/{schedule.Id}/backfill", new { from = due.AddHours(-2), until = due }, Token).JsonAsync();

        Assert.Equal(2, await CountAsync(gateway));
        Assert.Equal(start.Submission!.Head.Id, answer.GetProperty("executions")[1].GetGuid());
    }

    [Theory]
    [InlineData("GET", "/api/v1/schedules/NOPE", ScheduleCodes.NoSuchSchedule)]
    [InlineData("GET", "/api/v1/schedules/NOPE/next", ScheduleCodes.NoSuchSchedule)]
    [InlineData("DELETE", "/api/v1/schedules/NOPE", ScheduleCodes.NoSuchSchedule)]
    [InlineData("POST", "/api/v1/schedules/NOPE/pause", ScheduleCodes.NoSuchSchedule)]
    [InlineData("GET", "/api/v1/webhooks/NOPE", WebhookCodes.NoSuchWebhook)]
    [InlineData("DELETE", "/api/v1/webhooks/NOPE", WebhookCodes.NoSuchWebhook)]
    [InlineData("POST", "/api/v1/hooks/NOPE", WebhookCodes.NoSuchWebhook)]
    public async Task What_is_no_id_names_nothing_that_is_there(string method, string path, string code)
    {
        await using var gateway = await StartAsync();
        using var request = new HttpRequestMessage(new(method), path);

        var answer = await gateway.Admin.SendAsync(request, Token);

        Assert.Equal((HttpStatusCode.NotFound, code), (answer.StatusCode, await answer.CodeAsync()));
    }

    private static async Task<Gateway> StartAsync()
    {
        var gateway = await Gateway.StartAsync();
        await gateway.SaveAsync(Graph);
        return gateway;
    }

    private static async Task<DateTimeOffset> DueAsync(Gateway gateway, string cron, string missed)
    {
        var made = await gateway.Admin.PostAsJsonAsync("/api/v1/schedules", new { name = "x", graph = "nightly", cron, missed }, Token).JsonAsync();
        return made.GetProperty("next_fire_at").GetDateTimeOffset();
    }

    private static Task ZoneAsync(Gateway gateway, string zone) => ChangeAsync(gateway, schedule => schedule with { TimeZone = zone });

    // What a round starts is of today, and no execution is older than the time that it stands for.
    private static async Task<DateTimeOffset> PastAsync(Gateway gateway, string missed)
    {
        var due = (await DueAsync(gateway, "0 * * * *", missed)).AddDays(-10);
        await ChangeAsync(gateway, schedule => schedule with { NextFireAt = due, CreatedAt = due.AddHours(-1) });
        return due;
    }

    private static async Task ChangeAsync(Gateway gateway, Func<Schedule, Schedule> change)
    {
        var document = (await gateway.Engine.Documents.ListAsync("default", Schedule.Kind, null, 1, false, Token)).Items.Single();
        Assert.Null(await gateway.Engine.Documents.WriteAsync([change(Schedule.Read(document)).Write("default", document.Version)], Token));
    }

    private static async Task RoundAsync(Gateway gateway, DateTimeOffset now) => await new ScheduleRounds(gateway.Engine, gateway.Services.GetRequiredService<Admission>(), NullLogger.Instance).RunAsync(now, isChanged: false, Token);

    private static async Task<int> CountAsync(Gateway gateway) => (await gateway.Engine.Executions.ListAsync(ExecutionFilter.All, null, 1000, Token)).Items.Count;

    private static async Task<JsonElement> OneAsync(Gateway gateway) => (await gateway.Admin.GetAsync("/api/v1/schedules", Token).JsonAsync()).GetProperty("items")[0];
}
