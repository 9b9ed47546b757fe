using System.Net;
using Logos.Scenarios.Deployments;

namespace Logos.Scenarios.Idempotency;

/// <summary>What is asked twice with one key happens once.</summary>
public abstract class IdempotencyScenarios(Deployment deployment)
{
    private const string Brief = """
        name: once
        inputs: { n: { type: integer, default: 1 } }
        nodes:
          a: { type: rule, with: { output: "${{ inputs.n }}" } }
        outputs: { n: "${{ a }}" }
        """;

    [Fact]
    public async Task The_same_key_and_body_gives_the_same_execution()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Brief);
        var key = Api.Unique("key");
        var first = (await ExecuteAsync(api, graph, key, 3)).Expect(HttpStatusCode.Accepted).Text("execution_id");
        await api.EndAsync(first);
        Assert.Equal(first, (await ExecuteAsync(api, graph, key, 3)).Good().Text("execution_id"));
        Assert.Single(await api.AllAsync($"/api/v1/executions?graph={graph}"));
    }

    [Fact]
    public async Task The_same_key_with_another_body_is_a_conflict()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Brief);
        var key = Api.Unique("key");
        (await ExecuteAsync(api, graph, key, 3)).Good();
        (await ExecuteAsync(api, graph, key, 4)).Expect(HttpStatusCode.Conflict);
        Assert.Single(await api.AllAsync($"/api/v1/executions?graph={graph}"));
    }

    [Fact]
    public async Task Twenty_at_once_with_one_key_start_one_execution()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Brief);
        var key = Api.Unique("key");
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => ExecuteAsync(api, graph, key, 3)));
        var told = answers.Where(answer => answer.Status is HttpStatusCode.Accepted or HttpStatusCode.OK).Select(answer => answer.Text("execution_id")).Distinct().ToList();
        Assert.Single(told);
        Assert.All(answers, answer => Assert.Contains(answer.Status, new[] { HttpStatusCode.Accepted, HttpStatusCode.OK, HttpStatusCode.Conflict }));
        Assert.Equal(told, (await api.AllAsync($"/api/v1/executions?graph={graph}")).Select(each => each.GetProperty("id").GetString()!));
    }

    [Fact]
    public async Task Another_key_is_another_execution()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Brief);
        var one = (await ExecuteAsync(api, graph, Api.Unique("key"), 3)).Good().Text("execution_id");
        Assert.NotEqual(one, (await ExecuteAsync(api, graph, Api.Unique("key"), 3)).Good().Text("execution_id"));
    }

    [Fact]
    public async Task One_key_at_two_graphs_never_answers_with_the_others_execution()
    {
        using var api = deployment.Admin;
        var (one, other) = (await api.GraphAsync(Brief), await api.GraphAsync(Brief));
        var key = Api.Unique("key");
        var first = (await ExecuteAsync(api, one, key, 3)).Good().Text("execution_id");
        var second = await ExecuteAsync(api, other, key, 3);
        Assert.True(second.Status == HttpStatusCode.Conflict || second.Text("execution_id") != first);
    }

    [Fact]
    public async Task What_was_refused_can_be_asked_again_in_the_right_way()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Brief);
        var key = Api.Unique("key");
        (await api.PostAsync($"/api/v1/graphs/{graph}/execute", new { inputs = new { n = "x" } }, key)).Expect(HttpStatusCode.UnprocessableEntity);
        (await ExecuteAsync(api, graph, key, 3)).Expect(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task A_rerun_with_one_key_happens_once()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Brief);
        var first = await api.ExecuteAsync(graph);
        await api.EndAsync(first);
        var key = Api.Unique("key");
        var one = (await api.PostAsync($"/api/v1/executions/{first}/rerun", new { }, key)).Good().Text("execution_id");
        Assert.Equal(one, (await api.PostAsync($"/api/v1/executions/{first}/rerun", new { }, key)).Good().Text("execution_id"));
        Assert.Equal(2, (await api.AllAsync($"/api/v1/executions?graph={graph}")).Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a key with spaces")]
    public async Task A_key_that_cannot_be_one_is_refused_or_taken_as_it_is(string key)
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Brief);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/graphs/{graph}/execute") { Content = new StringContent("{}", null, "application/json") };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        using var response = await api.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Contains((int)response.StatusCode, new[] { 202, 400, 422 });
    }

    [Fact]
    public async Task A_key_that_is_too_long_is_refused()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Brief);
        Assert.InRange((int)(await ExecuteAsync(api, graph, new string('k', 5_000), 3)).Status, 400, 422);
        Assert.Empty(await api.AllAsync($"/api/v1/executions?graph={graph}"));
    }

    private static Task<Answer> ExecuteAsync(Api api, string graph, string key, int n) =>
        api.PostAsync($"/api/v1/graphs/{graph}/execute", new { inputs = new { n } }, key);
}
