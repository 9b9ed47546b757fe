using System.Net;
using System.Text;
using System.Text.Json;
using Logos.Scenarios.Deployments;

namespace Logos.Scenarios.Limits;

/// <summary>How much may be under way, in a deployment that takes <see cref="Settings"/> and that nobody else uses.</summary>
public abstract class AdmissionScenarios(Deployment deployment)
{
    private const int InFlight = 30;
    private const int Queued = 5;
    private const int OfToken = 50;

    /// <summary>Settings of the gateway, as environment variables. The graph <c>alone</c> runs one at a time.</summary>
    public static readonly IReadOnlyDictionary<string, string> Settings = new Dictionary<string, string>
    {
        ["Logos__Gateway__MaxInFlight"] = $"{InFlight}",
        ["Logos__Gateway__MaxQueued"] = $"{Queued}",
        ["Logos__Gateway__MaxInFlightOf__alone"] = "1",
        ["Logos__Gateway__MaxRequestsPerToken"] = $"{OfToken}",
        ["Logos__Gateway__MaxGraph"] = "4KiB",
        ["Logos__Gateway__MaxInputs"] = "8KiB",
        ["Logos__Gateway__MaxBody"] = "2KiB",
    };

    internal const string Waiting = """
        name: waits
        inputs: { text: { type: string, default: "" } }
        nodes:
          go: { type: wait, with: { signal: go } }
        """;

    internal const string Brief = """
        name: brief
        nodes:
          a: { type: rule, with: { output: 1 } }
        """;

    [Fact]
    public async Task What_is_one_too_many_is_refused_and_taken_again_when_one_has_ended()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Waiting);
        var executions = await FillAsync(api, graph);

        var refused = await api.PostAsync($"/api/v1/graphs/{graph}/execute", new { });
        IsFull(refused, "LGS7214");
        IsFull(await api.PostAsync($"/api/v1/graphs/{graph}/execute?wait=30s", new { }, "a-key"), "LGS7214");

        (await api.SignalAsync(executions[0], "go")).Good();
        await api.EndAsync(executions[0]);
        // The key was not used up by what was refused.
        executions.Add((await api.PostAsync($"/api/v1/graphs/{graph}/execute", new { }, "a-key")).Expect(HttpStatusCode.Accepted).Text("execution_id"));
        await api.WaitingAsync(executions[^1], "go");
        IsFull(await api.PostAsync($"/api/v1/graphs/{graph}/execute", new { }), "LGS7214");
        await EndAllAsync(api, graph);
        Assert.Equal(InFlight + 1, (await api.AllAsync($"/api/v1/executions?graph={graph}")).Count);
    }

    [Fact]
    public async Task What_is_run_again_or_forked_counts_as_what_is_executed()
    {
        using var api = deployment.Admin;
        var brief = await api.GraphAsync(Brief);
        var ended = await api.ExecuteAsync(brief);
        await api.EndAsync(ended);
        var graph = await api.GraphAsync(Waiting);
        await FillAsync(api, graph);

        IsFull(await api.PostAsync($"/api/v1/executions/{ended}/rerun", new { }), "LGS7214");
        IsFull(await api.PostAsync($"/api/v1/executions/{ended}/fork", new { node = "a" }), "LGS7214");

        await EndAllAsync(api, graph);
        Assert.Single(await api.AllAsync($"/api/v1/executions?graph={brief}"));
        (await api.PostAsync($"/api/v1/executions/{ended}/rerun", new { })).Expect(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task More_than_may_wait_to_begin_are_refused_and_nothing_of_them_is_kept()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Brief);
        var (accepted, refused) = (0, new List<Answer>());
        // How fast they begin is for the machine to say: until some have met others.
        for (var round = 0; round < 50 && refused.Count == 0; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, InFlight - 2).Select(_ => api.PostAsync($"/api/v1/graphs/{graph}/execute", new { })));
            refused.AddRange(answers.Where(answer => answer.Status != HttpStatusCode.Accepted));
            foreach (var answer in answers.Where(answer => answer.Status == HttpStatusCode.Accepted))
            {
                await api.EndAsync(answer.Text("execution_id"));
                accepted++;
            }
        }

        Assert.NotEmpty(refused);
        Assert.All(refused, answer => IsFull(answer, "LGS7215"));
        (await api.PostAsync($"/api/v1/graphs/{graph}/execute?wait=30s", new { })).Expect(HttpStatusCode.OK);
        Assert.Equal(accepted + 1, (await api.AllAsync($"/api/v1/executions?graph={graph}")).Count);
    }

    [Fact]
    public async Task A_graph_with_a_limit_of_its_own_leaves_the_others_theirs()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Waiting, "alone");
        var other = await api.GraphAsync(Brief);
        var first = await api.ExecuteAsync(graph);

        IsFull(await api.PostAsync($"/api/v1/graphs/{graph}/execute", new { }), "LGS7216");
        (await api.PostAsync($"/api/v1/graphs/{other}/execute?wait=30s", new { })).Expect(HttpStatusCode.OK);

        await api.WaitingAsync(first, "go");
        (await api.SignalAsync(first, "go")).Good();
        await api.EndAsync(first);
        var second = await api.ExecuteAsync(graph);
        (await api.CancelAsync(second)).Good();
        await api.EndAsync(second);
    }

    [Fact]
    public async Task One_token_that_watches_too_much_leaves_the_others_room()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Waiting);
        var execution = await api.ExecuteAsync(graph);
        await api.WaitingAsync(execution, "go");
        using var other = deployment.With((await api.PostAsync("/api/v1/tokens", new { name = "watcher", scope = "read" })).Good().Text("token"));
        var watching = new List<HttpResponseMessage>();
        try
        {
            for (var i = 0; i < OfToken; i++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/executions/{execution}/events");
                var answer = await other.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                watching.Add(answer);
            }

            IsFull(await other.GetAsync("/api/v1/graphs"), "LGS7217");
            (await api.GetAsync("/api/v1/graphs")).Good();
        }
        finally
        {
            foreach (var answer in watching)
                answer.Dispose();
        }

        // The server hears of it in its own time, and all of them end with the execution.
        (await api.SignalAsync(execution, "go")).Good();
        await api.EndAsync(execution);
        Answer again;
        while ((again = await other.GetAsync("/api/v1/graphs")).Status == HttpStatusCode.TooManyRequests)
            await Task.Yield();
        again.Good();
    }

    [Fact]
    public async Task Graphs_inputs_and_other_bodies_each_have_a_size()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Waiting);
        var large = await api.SaveAsync(Waiting + "\n#" + new string('x', 4096));
        large.Problem(HttpStatusCode.RequestEntityTooLarge, "LGS7005");
        Assert.Contains("4,096", large.Text("detail"), StringComparison.Ordinal);
        (await api.PostAsync("/api/v1/graphs/validate", api.Yaml(Waiting + "\n#" + new string('x', 4096)))).Problem(HttpStatusCode.RequestEntityTooLarge, "LGS7005");
        (await api.PostAsync($"/api/v1/graphs/{graph}/execute", Inputs(9000))).Problem(HttpStatusCode.RequestEntityTooLarge, "LGS7005");
        (await api.PutAsync("/api/v1/secrets/large", new { value = new string('x', 2100) })).Problem(HttpStatusCode.RequestEntityTooLarge, "LGS7005");
        (await api.GetAsync("/api/v1/secrets/large")).Expect(HttpStatusCode.NotFound);

        // What fits one and is too large for another: each has its own.
        var execution = (await api.PostAsync($"/api/v1/graphs/{graph}/execute", Inputs(7000))).Expect(HttpStatusCode.Accepted).Text("execution_id");
        (await api.SignalAsync(execution, "go", new string('x', 2100))).Problem(HttpStatusCode.RequestEntityTooLarge, "LGS7005");
        (await api.SignalAsync(execution, "go", new string('x', 1000))).Good();
        Assert.Equal("completed", (await api.EndAsync(execution)).Text("status"));
    }

    /// <summary>As many as may be under way, each waiting for <c>go</c>.</summary>
    internal static async Task<List<string>> FillAsync(Api api, string graph)
    {
        var executions = new List<string>();
        for (var i = 0; i < InFlight; i++)
        {
            executions.Add(await api.ExecuteAsync(graph));
            // One after another: none of them is among those that wait to begin when the next comes.
            await api.WaitingAsync(executions[^1], "go");
        }

        return executions;
    }

    internal static async Task EndAllAsync(Api api, string graph)
    {
        (await api.PostAsync("/api/v1/executions/cancel", new { graph })).Good();
        foreach (var execution in await api.AllAsync($"/api/v1/executions?graph={graph}"))
            await api.EndAsync(execution.GetProperty("id").GetString()!);
    }

    internal static void IsFull(Answer answer, string code)
    {
        answer.Problem(HttpStatusCode.TooManyRequests, code);
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));
        Assert.True(answer.Has("hint"));
    }

    private static StringContent Inputs(int length) =>
        new(JsonSerializer.Serialize(new { inputs = new { text = new string('x', length) } }), Encoding.UTF8, "application/json");
}
