using System.Net;
using System.Text.Json;
using Logos.Scenarios.Deployments;

namespace Logos.Scenarios.Limits;

/// <summary>What is tried again, and what the server starts by itself, where little may be under way: <see cref="AdmissionScenarios.Settings"/>.</summary>
public abstract class RoomScenarios(Deployment deployment)
{
    [Fact]
    public async Task What_is_tried_again_is_refused_while_there_is_no_room()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(AdmissionScenarios.Waiting);
        var cancelled = await CancelledAsync(api, graph);
        var executions = await AdmissionScenarios.FillAsync(api, graph);

        AdmissionScenarios.IsFull(await api.PostAsync($"/api/v1/executions/{cancelled}/retry", new { }), "LGS7214");
        var many = (await api.PostAsync("/api/v1/executions/retry", new { graph, status = "cancelled" })).Good();

        Assert.Equal((1, 0), (many.Number("matched"), many.Number("accepted")));
        Assert.Equal((cancelled, "LGS7214"), (many.Text("refused.0.id"), many.Text("refused.0.code")));
        (await api.SignalAsync(executions[0], "go")).Good();
        await api.EndAsync(executions[0]);
        (await api.PostAsync($"/api/v1/executions/{cancelled}/retry", new { })).Good();
        await api.WaitingAsync(cancelled, "go");
        AdmissionScenarios.IsFull(await api.PostAsync($"/api/v1/graphs/{graph}/execute", new { }), "LGS7214");
        await AdmissionScenarios.EndAllAsync(api, graph);
    }

    [Fact]
    public async Task A_schedule_waits_until_there_is_room_and_loses_nothing()
    {
        using var api = deployment.Admin;
        var (graph, brief) = (await api.GraphAsync(AdmissionScenarios.Waiting), await api.GraphAsync(AdmissionScenarios.Brief));
        await AdmissionScenarios.FillAsync(api, graph);
        var made = (await api.PostAsync("/api/v1/schedules", new { name = Api.Unique("s"), graph = brief, cron = "* * * * * *" })).Expect(HttpStatusCode.Created);
        var path = $"/api/v1/schedules/{made.Text("id")}";
        Answer waiting;
        while (!(waiting = (await api.GetAsync(path)).Good()).Has("delayed"))
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();

        Assert.Equal("LGS7214", waiting.Text("last_error.code"));
        Assert.Empty(await api.AllAsync($"/api/v1/executions?graph={brief}"));
        // What waits outlives the server.
        await deployment.CrashAsync();
        using var after = deployment.Admin;
        await AdmissionScenarios.EndAllAsync(after, graph);

        var delayed = waiting.At("delayed").GetDateTimeOffset();
        List<JsonElement> started;
        while ((started = await after.AllAsync($"/api/v1/executions?graph={brief}")).Count == 0)
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        (await after.DeleteAsync(path)).Expect(HttpStatusCode.NoContent);
        Assert.Equal(delayed, DateTimeOffset.Parse(started[^1].GetProperty("tags").GetProperty("scheduled_at").GetString()!, System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_backfill_of_a_graph_that_runs_alone_goes_through_its_times_one_by_one()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(AdmissionScenarios.Waiting, "alone");
        var made = (await api.PostAsync("/api/v1/schedules", new { name = Api.Unique("s"), graph, cron = "0 0 1 1 *" })).Expect(HttpStatusCode.Created);
        var path = $"/api/v1/schedules/{made.Text("id")}";

        var told = (await api.PostAsync($"{path}/backfill", new { from = "2020-01-01T00:00:00Z", until = "2023-06-01T00:00:00Z" })).Expect(HttpStatusCode.Accepted);

        Assert.Equal((1, 3), (told.Count("executions"), told.Number("remaining")));
        (await api.PostAsync($"{path}/backfill", new { from = "2019-01-01T00:00:00Z", until = "2019-06-01T00:00:00Z" })).Problem(HttpStatusCode.Conflict, "LGS7277");
        var execution = told.Text("executions.0");
        for (var done = 1; ; done++)
        {
            await api.WaitingAsync(execution, "go");
            Assert.Equal(done, (await api.AllAsync($"/api/v1/executions?tag=schedule:{made.Text("id")}")).Count);
            (await api.SignalAsync(execution, "go")).Good();
            await api.EndAsync(execution);
            if (done == 4)
                break;
            List<JsonElement> open;
            while ((open = await api.AllAsync($"/api/v1/executions?tag=schedule:{made.Text("id")}&status=running")).Count == 0)
                TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            execution = Assert.Single(open).GetProperty("id").GetString()!;
        }

        while ((await api.GetAsync(path)).Good().Has("backfill"))
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        Assert.Equal(4, (await api.AllAsync($"/api/v1/executions?tag=schedule:{made.Text("id")}")).Count);
    }

    private static async Task<string> CancelledAsync(Api api, string graph)
    {
        var execution = await api.ExecuteAsync(graph);
        await api.WaitingAsync(execution, "go");
        (await api.CancelAsync(execution)).Good();
        Assert.Equal("cancelled", (await api.EndAsync(execution)).Text("status"));
        return execution;
    }
}
