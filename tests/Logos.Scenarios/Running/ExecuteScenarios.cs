using System.Net;
using System.Text;
using System.Text.Json;
using Logos.Scenarios.Deployments;

namespace Logos.Scenarios.Running;

/// <summary>Starting a graph: inputs, waiting for the end, deadlines, tags, versions.</summary>
public abstract class ExecuteScenarios(Deployment deployment)
{
    private const string Doubling = """
        name: doubling
        inputs:
          n: { type: integer, required: true, minimum: 0, maximum: 1000 }
          unit: { type: string, default: kg, enum: [kg, lb] }
        nodes:
          a: { type: rule, with: { output: "${{ inputs.n * 2 }}" } }
        outputs: { value: "${{ a }}", unit: "${{ inputs.unit }}" }
        """;

    private const string Waiting = """
        name: waiting
        nodes:
          go: { type: wait, with: { signal: go } }
        outputs: { said: "${{ go }}" }
        """;

    [Fact]
    public async Task An_answer_says_where_to_look()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Doubling);
        var started = (await api.PostAsync($"/api/v1/graphs/{graph}/execute", new { inputs = new { n = 4 } })).Expect(HttpStatusCode.Accepted);
        await api.EndAsync(started.Text("execution_id"));
        foreach (var link in new[] { "self", "results", "timeline" })
            (await api.GetAsync(started.Text($"links.{link}"))).Good();
        Assert.EndsWith($"/executions/{started.Text("execution_id")}/events", started.Text("links.events"), StringComparison.Ordinal);
        Assert.EndsWith($"/executions/{started.Text("execution_id")}/cancel", started.Text("links.cancel"), StringComparison.Ordinal);
        Assert.Equal(7, Guid.Parse(started.Text("execution_id")).Version);
    }

    [Fact]
    public async Task Who_waits_gets_the_results()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Doubling);
        var answer = (await api.PostAsync($"/api/v1/graphs/{graph}/execute?wait=30s", new { inputs = new { n = 21 } })).Expect(HttpStatusCode.OK);
        Assert.Equal("completed", answer.Text("status"));
        Assert.Equal(42, answer.Number("results.value"));
        Assert.Equal("kg", answer.Text("results.unit"));
    }

    [Fact]
    public async Task Who_waits_for_a_failure_gets_its_error()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync("name: f\nnodes:\n  a: { type: assert, with: { checks: [{ that: len(run.graph) > 99 }] } }\n");
        var answer = (await api.PostAsync($"/api/v1/graphs/{graph}/execute?wait=30s", new { })).Expect(HttpStatusCode.OK);
        Assert.Equal("failed", answer.Text("status"));
        Assert.Equal("LGS5020", answer.Text("error.code"));
    }

    [Fact]
    public async Task Who_waits_too_short_is_told_where_to_look()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Waiting);
        var answer = (await api.PostAsync($"/api/v1/graphs/{graph}/execute?wait=50ms", new { })).Expect(HttpStatusCode.Accepted);
        (await api.SignalAsync(answer.Text("execution_id"), "go", "now")).Good();
        Assert.Equal("now", (await api.EndAsync(answer.Text("execution_id"))).Text("results.said"));
    }

    [Theory]
    [InlineData("wait=6m")]
    [InlineData("wait=soon")]
    [InlineData("version=0")]
    [InlineData("version=x")]
    public async Task A_wrong_parameter_is_refused(string query)
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Doubling);
        (await api.PostAsync($"/api/v1/graphs/{graph}/execute?{query}", new { inputs = new { n = 1 } })).Expect(HttpStatusCode.BadRequest);
        Assert.Empty(await api.AllAsync($"/api/v1/executions?graph={graph}"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"n": "four"}""")]
    [InlineData("""{"n": 4.5}""")]
    [InlineData("""{"n": 1001}""")]
    [InlineData("""{"n": 1, "unit": "oz"}""")]
    [InlineData("""{"n": 1, "m": 2}""")]
    [InlineData("[1]")]
    public async Task Inputs_that_do_not_fit_start_nothing(string inputs)
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Doubling);
        var told = (await api.PostAsync($"/api/v1/graphs/{graph}/execute", new { inputs = JsonSerializer.Deserialize<JsonElement>(inputs) })).Expect(HttpStatusCode.UnprocessableEntity);
        Assert.NotEmpty(told.Text("code"));
        Assert.Empty(await api.AllAsync($"/api/v1/executions?graph={graph}"));
    }

    [Fact]
    public async Task All_inputs_that_do_not_fit_are_told_at_once()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Doubling);
        var told = (await api.PostAsync($"/api/v1/graphs/{graph}/execute", new { inputs = new { unit = "oz", extra = 1 } })).Expect(HttpStatusCode.UnprocessableEntity);
        var faults = told.At("errors").GetRawText();
        Assert.All(new[] { "n", "unit", "extra" }, name => Assert.Contains($"{name}", faults, StringComparison.Ordinal));
        Assert.True(told.Count("errors") >= 3);
    }

    [Theory]
    [InlineData("{\"inputs\": ")]
    [InlineData("not json")]
    [InlineData("{\"inputs\": {}, }")]
    public async Task A_body_that_is_no_JSON_is_a_bad_request(string body)
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Doubling);
        (await api.PostAsync($"/api/v1/graphs/{graph}/execute", new StringContent(body, Encoding.UTF8, "application/json"))).Expect(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_member_that_nobody_knows_is_refused_rather_than_dropped()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Doubling);
        var told = await api.PostAsync($"/api/v1/graphs/{graph}/execute", new { inputs = new { n = 1 }, dedline = "5s" });
        Assert.Contains(told.Status, new[] { HttpStatusCode.BadRequest, HttpStatusCode.UnprocessableEntity });
        Assert.Contains("dedline", told.Json.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deadline_ends_what_is_not_done()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Waiting);
        var started = (await api.PostAsync($"/api/v1/graphs/{graph}/execute", new { deadline = "300ms" })).Expect(HttpStatusCode.Accepted);
        var ended = await api.EndAsync(started.Text("execution_id"));
        Assert.Equal("timed_out", ended.Text("status"));
        Assert.Equal("LGS3002", ended.Text("error.code"));
        Assert.True(ended.At("ended_at").GetDateTimeOffset() >= ended.At("deadline").GetDateTimeOffset());
    }

    [Fact]
    public async Task A_deadline_that_is_no_time_is_refused()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Waiting);
        foreach (var deadline in new[] { "tomorrow", "-5s", "" })
            Assert.InRange((int)(await api.PostAsync($"/api/v1/graphs/{graph}/execute", new { deadline })).Status, 400, 422);
    }

    [Fact]
    public async Task Tags_are_kept_and_found()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Doubling);
        var customer = Api.Unique("kundin ü");
        var execution = await api.ExecuteAsync(graph, new { n = 1 }, new { customer, stage = "test" });
        await api.ExecuteAsync(graph, new { n = 1 }, new { customer = "another" });
        Assert.Equal(customer, (await api.ExecutionAsync(execution)).Text("tags.customer"));
        Assert.Equal(execution, Assert.Single(await api.AllAsync($"/api/v1/executions?tag={Uri.EscapeDataString($"customer:{customer}")}")).GetProperty("id").GetString());
    }

    [Fact]
    public async Task A_version_can_be_pinned_and_what_has_begun_keeps_its_own()
    {
        using var api = deployment.Admin;
        const string first = """
            name: pinned
            nodes:
              go: { type: wait, with: { signal: go } }
              a: { type: rule, needs: [go], with: { output: first } }
            outputs: { a: "${{ a }}" }
            """;
        var graph = await api.GraphAsync(first);
        var begun = await api.ExecuteAsync(graph);
        (await api.SaveAsync(first.Replace("output: first", "output: second", StringComparison.Ordinal), graph)).Expect(HttpStatusCode.Created);
        var newer = await api.ExecuteAsync(graph);
        var pinned = (await api.PostAsync($"/api/v1/graphs/{graph}/execute?version=1", new { })).Expect(HttpStatusCode.Accepted).Text("execution_id");
        foreach (var (execution, version, said) in new[] { (begun, 1, "first"), (newer, 2, "second"), (pinned, 1, "first") })
        {
            (await api.SignalAsync(execution, "go")).Good();
            var ended = await api.EndAsync(execution);
            Assert.Equal(version, ended.Number("version"));
            Assert.Equal(said, ended.Text("results.a"));
        }

        (await api.PostAsync($"/api/v1/graphs/{graph}/execute?version=9", new { })).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Status_and_results_of_a_graph_are_those_of_its_latest_execution()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Doubling);
        Assert.InRange((int)(await api.GetAsync($"/api/v1/graphs/{graph}/results")).Status, 404, 409);
        var first = await api.ExecuteAsync(graph, new { n = 1 });
        await api.EndAsync(first);
        await api.EndAsync(await api.ExecuteAsync(graph, new { n = 2 }));
        Assert.Equal(4, (await api.GetAsync($"/api/v1/graphs/{graph}/results")).Good().Number("results.value"));
        Assert.Equal(2, (await api.GetAsync($"/api/v1/graphs/{graph}/results?execution_id={first}")).Good().Number("results.value"));
        var status = (await api.GetAsync($"/api/v1/graphs/{graph}/status?execution_id={first}")).Good();
        Assert.Equal("completed", status.Text("status"));
        Assert.Equal("succeeded", status.Text("nodes.a"));
    }

    [Fact]
    public async Task An_execution_of_another_graph_is_not_found_under_this_one()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Doubling);
        var other = await api.ExecuteAsync(await api.GraphAsync(Doubling), new { n = 1 });
        (await api.GetAsync($"/api/v1/graphs/{graph}/status?execution_id={other}")).Expect(HttpStatusCode.NotFound);
        (await api.GetAsync($"/api/v1/graphs/{graph}/results?execution_id={other}")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_mebibyte_goes_in_and_comes_out_as_it_was()
    {
        using var api = deployment.Admin;
        var text = string.Concat(Enumerable.Repeat("ä漢🚀\"\\\n", 70_000));
        var execution = await api.StartAsync("""
            name: large
            inputs: { text: { type: string, required: true } }
            nodes:
              a: { type: rule, with: { output: { text: "${{ inputs.text }}" } } }
              b: { type: rule, needs: [a], with: { output: "${{ len(a.text) > 1000 }}" } }
            outputs: { text: "${{ a.text }}", b: "${{ b }}" }
            """, new { text });
        Assert.Equal("completed", (await api.EndAsync(execution)).Text("status"));
        var results = (await api.GetAsync($"/api/v1/executions/{execution}/results")).Good();
        Assert.True(results.At("results.b").GetBoolean());
        Assert.Equal(text, results.Text("results.text"));
    }

    [Fact]
    public async Task Five_megabytes_travel_from_node_to_node()
    {
        using var api = deployment.Admin;
        var execution = await api.StartAsync("""
            name: larger
            nodes:
              get: { type: http, timeout: 30s, with: { url: SITE/long/5000000, response: text } }
              put: { type: http, needs: [get], timeout: 30s, with: { method: POST, url: SITE/echo, body: "${{ get }}", response: full } }
            outputs: { text: "${{ get }}", length: "${{ put.body.length }}" }
            """);
        Assert.Equal("completed", (await api.EndAsync(execution)).Text("status"));
        var results = (await api.GetAsync($"/api/v1/executions/{execution}/results")).Good();
        Assert.Equal("5000000", results.Text("results.length"));
        Assert.Equal(5_000_000, results.Text("results.text").Length);
    }

    [Fact]
    public async Task A_thousand_executions_at_once_all_end_with_their_own_result()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Doubling);
        await Parallel.ForEachAsync(Enumerable.Range(0, 1_000), new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = TestContext.Current.CancellationToken }, async (n, _) =>
        {
            var answer = (await api.PostAsync($"/api/v1/graphs/{graph}/execute?wait=60s", new { inputs = new { n } })).Expect(HttpStatusCode.OK);
            Assert.Equal(2 * n, answer.Number("results.value"));
        });
        Assert.Equal(1_000, (await api.AllAsync($"/api/v1/executions?graph={graph}&status=completed&limit=300")).Select(each => each.GetProperty("id").GetString()).Distinct().Count());
    }
}
