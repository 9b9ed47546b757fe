using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Logos.Scenarios.Deployments;

namespace Logos.Scenarios.Watching;

/// <summary>Events as they happen, from any of them on.</summary>
public abstract class EventScenarios(Deployment deployment)
{
    private const string Chain = """
        name: chain
        nodes:
          go: { type: wait, with: { signal: go } }
          a: { type: http, needs: [go], timeout: 10s, with: { url: SITE/echo } }
          off: { type: rule, needs: [a], when: len(run.graph) > 99, with: { output: 1 } }
          b: { type: rule, needs: [a], with: { output: 2 } }
        outputs: { b: "${{ b }}" }
        """;

    [Fact]
    public async Task A_watcher_hears_every_change_once_and_in_order()
    {
        using var api = deployment.Admin;
        var (_, heard) = await WatchAsync(api);
        var ids = heard.Where(each => each.EventId is { Length: > 0 }).Select(each => long.Parse(each.EventId!, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(ids.Order().Distinct(), ids);
        Assert.Equal("end", heard[^1].EventType);
        var told = heard.Select(each => each.EventType + (Node(each) is { } node ? $" {node}" : "")).ToList();
        foreach (var (before, after) in new[] { ("node.succeeded go", "node.running a"), ("node.running a", "node.succeeded a"), ("node.succeeded a", "node.succeeded b"), ("node.succeeded a", "node.skipped off"), ("node.succeeded b", "execution.completed"), ("node.skipped off", "execution.completed"), ("execution.completed", "end") })
        {
            Assert.True(told.IndexOf(before) >= 0, $"{before} in\n{string.Join('\n', told)}");
            Assert.True(told.IndexOf(before) < told.IndexOf(after), $"{before} before {after} in\n{string.Join('\n', told)}");
        }

        Assert.All(["node.succeeded a", "node.succeeded b", "node.skipped off", "execution.completed", "end"], once => Assert.Single(told, once));
    }

    [Fact]
    public async Task From_any_event_on_the_rest_is_the_same()
    {
        using var api = deployment.Admin;
        var (execution, heard) = await WatchAsync(api);
        var withIds = heard.Where(each => each.EventId is { Length: > 0 }).ToList();
        Assert.True(withIds.Count >= 2);
        for (var i = 0; i < withIds.Count; i++)
        {
            var rest = await AllAsync(api.EventsAsync(execution, withIds[i].EventId));
            // What is no longer known event by event is told as the state that it came to.
            if (rest.Any(each => each.EventType == "execution.state"))
                continue;
            var expected = heard.SkipWhile(each => each.EventId != withIds[i].EventId).Skip(1).Select(each => (each.EventType, each.Data));
            Assert.Equal(expected, rest.Select(each => (each.EventType, each.Data)));
        }
    }

    [Fact]
    public async Task Who_comes_late_hears_how_it_ended()
    {
        using var api = deployment.Admin;
        var (execution, _) = await WatchAsync(api);
        var late = await AllAsync(api.EventsAsync(execution));
        Assert.Equal("end", late[^1].EventType);
        Assert.Contains(late, each => each.Data.Contains("completed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Many_watchers_hear_the_same()
    {
        using var api = deployment.Admin;
        var execution = await api.StartAsync(Chain);
        await api.WaitingAsync(execution, "go");
        var watchers = Enumerable.Range(0, 50).Select(_ => AllAsync(api.EventsAsync(execution))).ToList();
        (await api.SignalAsync(execution, "go")).Good();
        var heard = await Task.WhenAll(watchers);
        Assert.All(heard, each => Assert.Contains(each, told => told.EventType is "execution.completed" or "execution.state" && told.Data.Contains("completed", StringComparison.Ordinal)));
        Assert.All(heard, each => Assert.Equal("end", each[^1].EventType));
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("-1")]
    [InlineData("99999999999999999999999")]
    [InlineData("999999999")]
    public async Task An_event_that_never_was_is_answered_with_the_state_or_refused(string after)
    {
        using var api = deployment.Admin;
        var (execution, _) = await WatchAsync(api);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/executions/{execution}/events");
        request.Headers.TryAddWithoutValidation("Last-Event-ID", after);
        using var response = await api.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Contains(response.StatusCode, new[] { HttpStatusCode.OK, HttpStatusCode.BadRequest });
        if (response.StatusCode == HttpStatusCode.OK)
            Assert.Contains("event: end", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attempts_are_told_as_they_fail()
    {
        using var api = deployment.Admin;
        var execution = await api.StartAsync("""
            name: flaky
            nodes:
              go: { type: wait, with: { signal: go } }
              ask: { type: http, needs: [go], timeout: 10s, retry: { attempts: 3, delay: 10ms }, with: { url: SITE/flaky/KEY/2 } }
            """.Replace("KEY", Site.Key(), StringComparison.Ordinal));
        await api.WaitingAsync(execution, "go");
        var watching = await BeginAsync(api, execution);
        (await api.SignalAsync(execution, "go")).Good();
        var attempts = (await watching).Where(each => Node(each) == "ask").Select(each => JsonDocument.Parse(each.Data).RootElement).ToList();
        Assert.Equal(3, attempts.Max(each => each.GetProperty("attempt").GetInt32()));
        Assert.Contains(attempts, each => each.TryGetProperty("error", out var error) && error.GetRawText().Contains("LGS5047", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_has_events_of_what_is_not_there()
    {
        using var api = deployment.Admin;
        (await api.GetAsync($"/api/v1/executions/{Guid.CreateVersion7()}/events")).Problem(HttpStatusCode.NotFound, "LGS7202");
    }

    [Fact]
    public async Task The_timeline_tells_the_same_story_in_order()
    {
        using var api = deployment.Admin;
        var (execution, _) = await WatchAsync(api);
        var timeline = await api.TimelineAsync(execution);
        var times = timeline.Select(each => each.GetProperty("at").GetDateTimeOffset()).ToList();
        Assert.Equal(times.Order(), times);
        var events = timeline.Select(each => each.GetProperty("event").GetString()!).ToList();
        Assert.Equal("execution.created", events[0]);
        Assert.Equal("execution.completed", events[^1]);
        Assert.Contains("node.waiting", events);
        Assert.Contains("node.skipped", events);
        Assert.All(timeline, each => Assert.NotEmpty(each.GetProperty("message").GetString()!));
    }

    private static async Task<(string Execution, List<SseItem<string>> Heard)> WatchAsync(Api api)
    {
        var execution = await api.StartAsync(Chain);
        await api.WaitingAsync(execution, "go");
        var watching = await BeginAsync(api, execution);
        (await api.SignalAsync(execution, "go")).Good();
        return (execution, await watching);
    }

    /// <returns>Once the first has been heard: all of them, in the end.</returns>
    private static async Task<Task<List<SseItem<string>>>> BeginAsync(Api api, string execution)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var watching = AllAsync(api.EventsAsync(execution), begun);
        await Task.WhenAny(begun.Task, watching);
        return watching;
    }

    private static async Task<List<SseItem<string>>> AllAsync(IAsyncEnumerable<SseItem<string>> events, TaskCompletionSource? begun = null)
    {
        var all = new List<SseItem<string>>();
        await foreach (var each in events)
        {
            all.Add(each);
            begun?.TrySetResult();
        }

        return all;
    }

    private static string? Node(SseItem<string> told)
    {
        if (!told.EventType.StartsWith("node.", StringComparison.Ordinal))
            return null;
        using var data = JsonDocument.Parse(told.Data);
        return data.RootElement.GetProperty("node").GetString();
    }
}
