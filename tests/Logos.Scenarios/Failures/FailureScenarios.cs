using System.Net;
using System.Text.Json;
using Logos.Scenarios.Deployments;

namespace Logos.Scenarios.Failures;

/// <summary>The graph that runs when another fails. What it is for the workspace hears of everything: needs a deployment that nobody else uses.</summary>
public abstract class FailureScenarios(Deployment deployment)
{
    private const string Failing = """
        name: shaky
        inputs: { fine: { type: boolean, default: false } }
        nodes:
          check: { type: assert, with: { checks: [ { that: inputs.fine, message: "it is not so" } ] } }
        """;

    [Fact]
    public async Task A_failure_starts_the_graph_of_its_workspace_once_with_what_failed()
    {
        using var api = deployment.Admin;
        var key = Site.Key();
        await HookAsync(api, "/api/v1/on-failure", await api.GraphAsync(Alarm(key)));
        var graph = await api.GraphAsync(Failing);

        (await api.EndAsync(await api.ExecuteAsync(graph, new { fine = true }))).Good();
        var failed = await api.EndAsync(await api.ExecuteAsync(graph));

        Assert.Equal("failed", failed.Text("status"));
        var alarm = await AlarmAsync(api, failed.Text("id"));
        Assert.Equal("completed", (await api.EndAsync(alarm)).Text("status"));
        var told = JsonSerializer.Deserialize<JsonElement>(Assert.Single(deployment.Site.Bodies(key)));
        Assert.Equal(failed.Text("id"), told.GetProperty("execution").GetString());
        Assert.Equal(graph, told.GetProperty("graph").GetString());
        Assert.Equal(failed.Text("error.code"), told.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(failed.Text("error.kind"), told.GetProperty("error").GetProperty("kind").GetString());
        Assert.Contains("it is not so", told.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        await RemoveAsync(api, "/api/v1/on-failure");
    }

    [Fact]
    public async Task The_graphs_own_comes_before_that_of_the_workspace()
    {
        using var api = deployment.Admin;
        var (all, own) = (await api.GraphAsync(Alarm(Site.Key())), await api.GraphAsync(Alarm(Site.Key())));
        var (graph, other) = (await api.GraphAsync(Failing), await api.GraphAsync(Failing));
        await HookAsync(api, "/api/v1/on-failure", all);
        await HookAsync(api, $"/api/v1/graphs/{graph}/on-failure", own);

        var ofGraph = await AlarmAsync(api, (await api.EndAsync(await api.ExecuteAsync(graph))).Text("id"));
        var ofOther = await AlarmAsync(api, (await api.EndAsync(await api.ExecuteAsync(other))).Text("id"));

        Assert.Equal(own, (await api.ExecutionAsync(ofGraph)).Text("graph"));
        Assert.Equal(all, (await api.ExecutionAsync(ofOther)).Text("graph"));
        await RemoveAsync(api, $"/api/v1/graphs/{graph}/on-failure");
        var again = await AlarmAsync(api, (await api.EndAsync(await api.ExecuteAsync(graph))).Text("id"));
        Assert.Equal(all, (await api.ExecutionAsync(again)).Text("graph"));
        await RemoveAsync(api, "/api/v1/on-failure");
    }

    [Fact]
    public async Task What_fails_because_of_a_failure_starts_nothing()
    {
        using var api = deployment.Admin;
        var (hook, graph) = (await api.GraphAsync(Failing), await api.GraphAsync(Failing));
        await HookAsync(api, "/api/v1/on-failure", hook);
        var alarm = await AlarmAsync(api, (await api.EndAsync(await api.ExecuteAsync(graph))).Text("id"));
        Assert.Equal("failed", (await api.EndAsync(alarm)).Text("status"));

        // Failures are looked at in their order: the alarm's came before this one.
        await AlarmAsync(api, (await api.EndAsync(await api.ExecuteAsync(graph))).Text("id"));

        Assert.Empty(await api.AllAsync($"/api/v1/executions?tag=on_failure_of:{alarm}"));
        Assert.Equal(2, (await api.AllAsync($"/api/v1/executions?graph={hook}")).Count);
        await RemoveAsync(api, "/api/v1/on-failure");
    }

    [Fact]
    public async Task What_is_tried_again_and_fails_again_is_told_of_once()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Failing);
        await HookAsync(api, $"/api/v1/graphs/{graph}/on-failure", await api.GraphAsync(Alarm(Site.Key())));
        var failed = (await api.EndAsync(await api.ExecuteAsync(graph))).Text("id");
        await AlarmAsync(api, failed);

        (await api.PostAsync($"/api/v1/executions/{failed}/retry", new { })).Good();
        Assert.Equal("failed", (await api.EndAsync(failed)).Text("status"));
        await AlarmAsync(api, (await api.EndAsync(await api.ExecuteAsync(graph))).Text("id"));

        await AlarmAsync(api, failed);
    }

    [Fact]
    public async Task A_crash_starts_it_neither_twice_nor_never()
    {
        using var api = deployment.Admin;
        var (graph, key) = (await api.GraphAsync(Failing), Site.Key());
        await HookAsync(api, $"/api/v1/graphs/{graph}/on-failure", await api.GraphAsync(Alarm(key)));
        var told = (await api.EndAsync(await api.ExecuteAsync(graph))).Text("id");
        await AlarmAsync(api, told);
        // Whether anybody had heard of this one is left to chance.
        var untold = (await api.EndAsync(await api.ExecuteAsync(graph))).Text("id");

        await deployment.CrashAsync();

        using var after = deployment.Admin;
        await AlarmAsync(after, untold);
        await AlarmAsync(after, told);
    }

    [Fact]
    public async Task A_graph_that_asks_for_what_it_is_not_given_is_refused()
    {
        using var api = deployment.Admin;
        var picky = await api.GraphAsync("name: picky\ninputs: { colour: { type: string, required: true } }\nnodes:\n  a: { type: rule, with: { output: 1 } }\n");
        (await api.PutAsync("/api/v1/on-failure", new { graph = picky })).Expect(HttpStatusCode.UnprocessableEntity);
        (await api.PutAsync("/api/v1/on-failure", new { graph = "nobody-has-this-name" })).Expect(HttpStatusCode.UnprocessableEntity);
        (await api.PutAsync("/api/v1/graphs/nobody-has-this-name/on-failure", new { graph = picky })).Expect(HttpStatusCode.NotFound);
        (await api.GetAsync("/api/v1/on-failure")).Expect(HttpStatusCode.NotFound);
    }

    private static string Alarm(string key) => $$$"""
        name: alarm
        inputs: { execution_id: { type: string, required: true }, graph: { type: string }, error: { type: object } }
        nodes:
          tell: { type: http, with: { method: POST, url: "SITE/count/{{{key}}}", body: { execution: "${{ inputs.execution_id }}", graph: "${{ inputs.graph }}", error: "${{ inputs.error }}" } } }
        """;

    private static async Task HookAsync(Api api, string path, string graph) => Assert.Equal(graph, (await api.PutAsync(path, new { graph })).Good().Text("graph"));

    private static async Task RemoveAsync(Api api, string path) => (await api.DeleteAsync(path)).Expect(HttpStatusCode.NoContent);

    /// <returns>The one execution that a failure has started, as soon as it is there.</returns>
    private static async Task<string> AlarmAsync(Api api, string failed)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        List<JsonElement> alarms;
        while ((alarms = await api.AllAsync($"/api/v1/executions?tag=on_failure_of:{failed}")).Count == 0)
            patience.Token.ThrowIfCancellationRequested();
        return Assert.Single(alarms).GetProperty("id").GetString()!;
    }
}
