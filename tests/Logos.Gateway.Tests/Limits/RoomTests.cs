using System.Net;
using System.Net.Http.Json;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Gateway.Failures;
using Logos.Gateway.Faults;
using Logos.Gateway.Limits;
using Logos.Gateway.Schedules;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Logos.Gateway.Tests.Limits;

/// <summary>What is started by itself, or again, in a system that is full.</summary>
public sealed class RoomTests
{
    private const string Failing = """
        name: shaky
        nodes:
          check: { type: assert, with: { checks: [ { that: false, message: "it is not so" } ] } }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_tried_again_needs_room_and_what_cannot_be_is_told_why()
    {
        await using var gateway = await StartAsync(options => options.MaxInFlight = 1);
        var cancelled = await CancelledAsync(gateway);
        var running = await gateway.Admin.StartAsync("asks");

        var refused = await gateway.Admin.PostTextAsync($"/api/v1/executions/{cancelled}/retry", "{}");
        using var nothing = new FormUrlEncodedContent([]);
        var fromConsole = await gateway.Admin.PostAsync($"/executions/{cancelled}/retry", nothing, Token);
        var unended = await gateway.Admin.PostTextAsync($"/api/v1/executions/{running}/retry", "{}");

        Assert.Equal((HttpStatusCode.TooManyRequests, ApiCodes.TooManyInFlight), (refused.StatusCode, await refused.CodeAsync()));
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.TooManyRequests, fromConsole.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, unended.StatusCode);
        await gateway.Admin.PostTextAsync($"/api/v1/executions/{running}/cancel", "{}");
        await gateway.Admin.EndedAsync(running);
        Assert.Equal(HttpStatusCode.OK, (await gateway.Admin.PostTextAsync($"/api/v1/executions/{cancelled}/retry", "{}")).StatusCode);
        await gateway.Admin.WaitsAsync(cancelled, "ask");
    }

    [Fact]
    public async Task Of_many_that_are_tried_again_those_without_room_are_told_one_by_one()
    {
        await using var gateway = await StartAsync(options => options.MaxInFlightOf["asks"] = 3);
        for (var i = 0; i < 5; i++)
            await CancelledAsync(gateway);

        var answer = await gateway.Admin.PostTextAsync("/api/v1/executions/retry", """{"graph":"asks","status":"cancelled"}""").JsonAsync();

        Assert.Equal(5, answer.GetProperty("matched").GetInt32());
        var accepted = answer.GetProperty("accepted").GetInt32();
        Assert.InRange(accepted, 1, 3);
        var refused = answer.GetProperty("refused").EnumerateArray().ToList();
        Assert.Equal(5 - accepted, refused.Count);
        Assert.All(refused, each => Assert.Equal(ApiCodes.GraphFull, each.GetProperty("code").GetString()));
        Assert.Equal(accepted, (await gateway.Engine.Executions.CountOpenAsync("default", "asks", Token)).Count);
    }

    [Theory]
    [InlineData("skip")]
    [InlineData("once")]
    [InlineData("all")]
    public async Task A_schedule_that_finds_no_room_waits_and_is_not_missed(string missed)
    {
        await using var gateway = await StartAsync(options => options.MaxInFlight = 1);
        var made = await gateway.Admin.PostAsJsonAsync("/api/v1/schedules", new { name = "x", graph = "hello", cron = "0 * * * *", missed }, Token).JsonAsync();
        var (id, due) = (made.GetProperty("id").GetString(), made.GetProperty("next_fire_at").GetDateTimeOffset());
        var running = await gateway.Admin.StartAsync("asks");
        var rounds = new ScheduleRounds(gateway.Engine, gateway.Services.GetRequiredService<Admission>(), NullLogger.Instance);

        var next = await rounds.RunAsync(due, isChanged: true, Token);
        await rounds.RunAsync(due.AddSeconds(1), isChanged: false, Token);
        await rounds.RunAsync(due.AddMinutes(50), isChanged: false, Token);

        Assert.Equal(due.AddSeconds(1), next);
        var waiting = await gateway.Admin.GetAsync($"/api/v1/schedules/{id}", Token).JsonAsync();
        Assert.Equal(due, waiting.GetProperty("delayed").GetDateTimeOffset());
        Assert.Equal(ApiCodes.TooManyInFlight, waiting.GetProperty("last_error").GetProperty("code").GetString());
        Assert.Empty(await OfAsync(gateway, "hello"));
        await gateway.Admin.PostTextAsync($"/api/v1/executions/{running}/cancel", "{}");
        await gateway.Admin.EndedAsync(running);
        await rounds.RunAsync(due.AddMinutes(51), isChanged: false, Token);

        Assert.Equal(ScheduleRounds.Text(due), Assert.Single(await OfAsync(gateway, "hello")).Tags["scheduled_at"]);
        var after = await gateway.Admin.GetAsync($"/api/v1/schedules/{id}", Token).JsonAsync();
        Assert.False(after.TryGetProperty("delayed", out _));
        Assert.False(after.TryGetProperty("last_error", out _));
        Assert.Equal(due.AddHours(1), after.GetProperty("next_fire_at").GetDateTimeOffset());
    }

    [Fact]
    public async Task What_runs_because_of_a_failure_waits_until_there_is_room()
    {
        await using var gateway = await StartAsync(options => options.MaxInFlightOf["asks"] = 1);
        await gateway.SaveAsync(Failing);
        await gateway.Admin.PutAsJsonAsync("/api/v1/on-failure", new { graph = "asks" }, Token);
        var first = await gateway.RunAsync("shaky");
        var alarm = await AlarmAsync(gateway, first.Head.Id);
        await gateway.Admin.WaitsAsync(alarm, "ask");

        var second = await gateway.RunAsync("shaky");
        var rounds = new FailureRounds(gateway.Engine, gateway.Services.GetRequiredService<Admission>(), NullLogger.Instance);
        Assert.False(await rounds.LookAsync(second.Head.Id, TimeProvider.System.GetUtcNow(), Token));
        // Nobody who listened is left, and the store is looked through much later.
        await rounds.SweepAsync(TimeProvider.System.GetUtcNow().AddHours(1), Token);
        await rounds.SweepAsync(TimeProvider.System.GetUtcNow().AddHours(2), Token);
        Assert.Single(await OfAsync(gateway, "asks"));

        await gateway.Admin.PostTextAsync($"/api/v1/executions/{alarm}/cancel", "{}");
        await gateway.Admin.EndedAsync(alarm);
        await rounds.SweepAsync(TimeProvider.System.GetUtcNow().AddHours(3), Token);

        await AlarmAsync(gateway, second.Head.Id);
        Assert.Equal(2, (await OfAsync(gateway, "asks")).Count);
    }

    [Fact]
    public async Task Who_listens_to_failures_comes_again_when_there_is_room()
    {
        await using var gateway = await StartAsync(options => options.MaxInFlightOf["asks"] = 1);
        await gateway.SaveAsync(Failing);
        await gateway.Admin.PutAsJsonAsync("/api/v1/on-failure", new { graph = "asks" }, Token);
        var failed = new List<Guid>();
        for (var i = 0; i < 3; i++)
            failed.Add((await gateway.RunAsync("shaky")).Head.Id);

        foreach (var _ in failed)
        {
            // One alone may run: whose, is for the queue to say.
            while ((await OfAsync(gateway, "asks")).FirstOrDefault(each => !each.Status.IsEnd()) is not { } alarm || !await CancelAsync(gateway, alarm.Id))
                await Task.Yield();
        }

        Assert.Equal(failed.Order(), (await OfAsync(gateway, "asks")).Select(each => Guid.Parse(each.Tags[FailureRounds.Tag])).Order());
    }

    [Fact]
    public async Task A_backfill_takes_half_of_the_room_and_goes_on_by_itself()
    {
        await using var gateway = await StartAsync(options => options.MaxInFlightOf["asks"] = 4);
        var made = await gateway.Admin.PostAsJsonAsync("/api/v1/schedules", new { name = "x", graph = "asks", cron = "0 0 1 1 *" }, Token).JsonAsync();
        var path = $"/api/v1/schedules/{made.GetProperty("id").GetString()}";
        var asked = new { from = "2015-01-01T00:00:00Z", until = "2020-06-01T00:00:00Z" };

        var answer = await gateway.Admin.PostAsJsonAsync($"{path}/backfill", asked, Token);
        var again = await gateway.Admin.PostAsJsonAsync($"{path}/backfill", asked, Token);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var told = await answer.JsonAsync();
        Assert.Equal((2, 4), (told.GetProperty("executions").GetArrayLength(), told.GetProperty("remaining").GetInt32()));
        Assert.Equal((HttpStatusCode.Conflict, ScheduleCodes.BackfillUnderWay), (again.StatusCode, await again.CodeAsync()));
        // A caller still has room.
        await gateway.Admin.StartAsync("asks");
        var ended = 0;
        while ((await gateway.Admin.GetAsync(path, Token).JsonAsync()).TryGetProperty("backfill", out _))
        {
            var open = (await OfAsync(gateway, "asks")).Where(each => !each.Status.IsEnd()).ToList();
            Assert.InRange(open.Count, 0, 3);
            if (open.Count > 0 && await CancelAsync(gateway, open[0].Id))
                ended++;
        }

        var times = (await OfAsync(gateway, "asks")).Where(each => each.Tags.Count > 0).Select(each => each.Tags["scheduled_at"]).Order(StringComparer.Ordinal);
        Assert.Equal(Enumerable.Range(2015, 6).Select(year => $"{year}-01-01T00:00:00Z"), times);
        Assert.InRange(ended, 3, 7);
        Assert.Equal(HttpStatusCode.OK, (await gateway.Admin.PostAsJsonAsync($"{path}/backfill", asked, Token)).StatusCode);
    }

    private static async Task<Gateway> StartAsync(Action<GatewayOptions> options)
    {
        var gateway = await Gateway.StartAsync(options);
        await gateway.SaveAsync(Sent.Asks);
        await gateway.SaveAsync(Sent.Hello);
        return gateway;
    }

    private static async Task<Guid> CancelledAsync(Gateway gateway)
    {
        var id = await gateway.Admin.StartAsync("asks");
        await gateway.Admin.WaitsAsync(id, "ask");
        Assert.True(await CancelAsync(gateway, id));
        return id;
    }

    private static async Task<bool> CancelAsync(Gateway gateway, Guid id)
    {
        var answer = await gateway.Admin.PostTextAsync($"/api/v1/executions/{id}/cancel", "{}");
        await gateway.Admin.EndedAsync(id);
        return answer.IsSuccessStatusCode;
    }

    private static async Task<Guid> AlarmAsync(Gateway gateway, Guid failed)
    {
        IReadOnlyList<ExecutionSummary> found;
        while ((found = (await gateway.Engine.Executions.ListAsync(new() { Tag = new(FailureRounds.Tag, failed.ToString()) }, null, 10, Token)).Items).Count == 0)
            await Task.Yield();
        return Assert.Single(found).Id;
    }

    private static async Task<IReadOnlyList<ExecutionSummary>> OfAsync(Gateway gateway, string graph) =>
        (await gateway.Engine.Executions.ListAsync(new() { Graph = graph }, null, 100, Token)).Items;
}
