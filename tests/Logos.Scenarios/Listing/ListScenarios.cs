using System.Net;
using Logos.Scenarios.Deployments;

namespace Logos.Scenarios.Listing;

/// <summary>Lists of executions: filters, and pages without gaps or doubles.</summary>
public abstract class ListScenarios(Deployment deployment)
{
    private const string Brief = """
        name: brief
        inputs: { n: { type: integer, default: 1 } }
        nodes:
          a: { type: assert, with: { checks: [{ that: inputs.n > 0 }] } }
        """;

    [Fact]
    public async Task Pages_have_no_gaps_and_no_doubles_while_others_submit()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Brief);
        var before = new List<string>();
        for (var i = 0; i < 40; i++)
            before.Add(await api.ExecuteAsync(graph));
        using var enough = new CancellationTokenSource();
        var submitting = Task.Run(async () =>
        {
            while (!enough.IsCancellationRequested)
                await api.ExecuteAsync(graph);
        }, TestContext.Current.CancellationToken);
        for (var round = 0; round < 5; round++)
        {
            var listed = (await api.AllAsync($"/api/v1/executions?graph={graph}&limit=7")).Select(each => each.GetProperty("id").GetString()!).ToList();
            Assert.Equal(listed.Count, listed.Distinct().Count());
            Assert.Empty(before.Except(listed));
            Assert.Equal(before.AsEnumerable().Reverse(), listed.Where(before.Contains));
        }

        await enough.CancelAsync();
        await submitting;
    }

    [Fact]
    public async Task Filters_find_what_they_name_and_nothing_else()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Brief);
        var good = await api.ExecuteAsync(graph, new { n = 1 }, new { kind = "good" });
        var bad = await api.ExecuteAsync(graph, new { n = 0 }, new { kind = "bad" });
        await api.EndAsync(good);
        await api.EndAsync(bad);
        Assert.Equal([good], await IdsAsync(api, $"graph={graph}&status=completed"));
        Assert.Equal([bad], await IdsAsync(api, $"graph={graph}&status=failed"));
        Assert.Empty(await IdsAsync(api, $"graph={graph}&status=running"));
        Assert.Equal([good], await IdsAsync(api, $"graph={graph}&tag=kind:good"));
        Assert.Empty(await IdsAsync(api, $"graph={graph}&tag=kind:other"));
        Assert.Equal([bad, good], await IdsAsync(api, $"graph={graph}"));
    }

    [Fact]
    public async Task A_span_of_time_begins_and_ends_where_it_says()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Brief);
        var ids = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            ids.Add(await api.ExecuteAsync(graph));
            await api.EndAsync(ids[i]);
        }

        var middle = (await api.ExecutionAsync(ids[1])).At("created_at").GetDateTimeOffset();
        static string Write(DateTimeOffset at) => Uri.EscapeDataString(at.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal([ids[2], ids[1]], await IdsAsync(api, $"graph={graph}&from={Write(middle)}"));
        Assert.Equal([ids[0]], await IdsAsync(api, $"graph={graph}&until={Write(middle)}"));
        Assert.Empty(await IdsAsync(api, $"graph={graph}&from={Write(middle.AddHours(1))}"));
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=-1")]
    [InlineData("limit=1000000")]
    [InlineData("limit=ten")]
    [InlineData("after=nonsense")]
    [InlineData("after=..%2F..%2Fetc")]
    [InlineData("status=sleeping")]
    [InlineData("from=yesterday")]
    [InlineData("tag=nocolon")]
    public async Task A_parameter_that_makes_no_sense_is_refused(string query)
    {
        using var api = deployment.Admin;
        var told = (await api.GetAsync($"/api/v1/executions?{query}")).Expect(HttpStatusCode.BadRequest);
        Assert.StartsWith("LGS", told.Text("code"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_tells_where_the_next_begins_and_the_last_tells_none()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Brief);
        for (var i = 0; i < 4; i++)
            await api.ExecuteAsync(graph);
        var first = (await api.GetAsync($"/api/v1/executions?graph={graph}&limit=3")).Good();
        Assert.Equal(3, first.Count("items"));
        var second = (await api.GetAsync($"/api/v1/executions?graph={graph}&limit=3&after={Uri.EscapeDataString(first.Text("next"))}")).Good();
        Assert.Equal(1, second.Count("items"));
        Assert.False(second.Has("next"));
    }

    [Fact]
    public async Task A_graph_that_nobody_knows_has_no_executions()
    {
        using var api = deployment.Admin;
        var answer = await api.GetAsync("/api/v1/executions?graph=nobody-has-this-name");
        Assert.True(answer.Status == HttpStatusCode.NotFound || answer.Count("items") == 0);
    }

    private static async Task<List<string>> IdsAsync(Api api, string query) =>
        [.. (await api.AllAsync($"/api/v1/executions?{query}")).Select(each => each.GetProperty("id").GetString()!)];
}
