using System.Net;
using System.Text;
using System.Text.Json;
using Logos.Scenarios.Deployments;

namespace Logos.Scenarios.Graphs;

/// <summary>Definitions that are kept, their versions, and what is told of them.</summary>
public abstract class DefinitionScenarios(Deployment deployment)
{
    private const string Two = """
        name: two
        description: One after the other – ä 漢 🚀.
        inputs: { n: { type: integer, default: 1 } }
        nodes:
          first: { type: rule, with: { output: "${{ inputs.n + 1 }}" } }
          second: { type: rule, needs: [first], with: { output: "${{ first * 2 }}" } }
        outputs: { value: "${{ second }}" }
        """;

    [Fact]
    public async Task A_graph_is_kept_and_its_answer_says_where_and_in_which_levels_it_runs()
    {
        using var api = deployment.Admin;
        var name = Api.Unique("two");
        var saved = (await api.SaveAsync(Two, name)).Expect(HttpStatusCode.Created);
        Assert.Equal(name, saved.Text("name"));
        Assert.Equal(1, saved.Number("version"));
        Assert.Equal("""[["first"],["second"]]""", saved.At("levels").GetRawText());
        Assert.Equal(0, saved.Count("warnings"));
        var found = (await api.GetAsync(saved.Headers.Location!.ToString())).Good();
        Assert.Equal(saved.Text("id"), found.Text("id"));
        Assert.Equal("One after the other – ä 漢 🚀.", found.Text("description"));
    }

    [Fact]
    public async Task A_graph_goes_by_its_id_and_by_its_name()
    {
        using var api = deployment.Admin;
        var saved = (await api.SaveAsync(Two)).Good();
        var byName = (await api.GetAsync($"/api/v1/graphs/{saved.Text("name")}")).Good();
        var byId = (await api.GetAsync($"/api/v1/graphs/{saved.Text("id")}")).Good();
        Assert.Equal(byName.Json.GetRawText(), byId.Json.GetRawText());
    }

    [Fact]
    public async Task What_says_the_same_is_the_same_version()
    {
        using var api = deployment.Admin;
        var name = Api.Unique("two");
        var first = (await api.SaveAsync(Two, name)).Expect(HttpStatusCode.Created);
        var again = (await api.SaveAsync(Two.Replace("needs: [first], with: { output: \"${{ first * 2 }}\" }", "with: { output: \"${{first * 2}}\" }, needs: [first]", StringComparison.Ordinal), name)).Expect(HttpStatusCode.OK);
        Assert.Equal(1, again.Number("version"));
        Assert.Equal(first.Text("id"), again.Text("id"));
        Assert.Single(await api.AllAsync($"/api/v1/graphs/{name}/versions"));
    }

    [Fact]
    public async Task JSON_and_YAML_that_say_the_same_are_the_same_version()
    {
        using var api = deployment.Admin;
        var name = (await api.GraphAsync("""
            name: both
            nodes:
              a: { type: rule, with: { output: [1, "zwei", { three: 3.50 }] } }
            """));
        var json = (await api.PostAsync("/api/v1/graphs", new { name, nodes = new { a = new { type = "rule", with = new { output = new object[] { 1, "zwei", new { three = 3.50m } } } } } })).Expect(HttpStatusCode.OK);
        Assert.Equal(1, json.Number("version"));
    }

    [Fact]
    public async Task Another_definition_is_another_version_and_the_older_one_stays()
    {
        using var api = deployment.Admin;
        var name = await api.GraphAsync(Two);
        var second = (await api.SaveAsync(Two.Replace("first * 2", "first * 3", StringComparison.Ordinal), name)).Expect(HttpStatusCode.Created);
        Assert.Equal(2, second.Number("version"));
        var versions = await api.AllAsync($"/api/v1/graphs/{name}/versions");
        Assert.Equal([1, 2], versions.Select(each => each.GetProperty("version").GetInt32()).Order());
        Assert.Equal(2, versions.Single(each => each.GetProperty("current").GetBoolean()).GetProperty("version").GetInt32());
        Assert.NotEqual(versions[0].GetProperty("content_hash").GetString(), versions[1].GetProperty("content_hash").GetString());
        var older = (await api.GetAsync($"/api/v1/graphs/{name}?version=1")).Good();
        Assert.Contains("first * 2", older.At("definition").GetRawText(), StringComparison.Ordinal);
        Assert.Contains("first * 3", (await api.GetAsync($"/api/v1/graphs/{name}")).Good().At("definition").GetRawText(), StringComparison.Ordinal);
        (await api.GetAsync($"/api/v1/graphs/{name}?version=3")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Saving_a_definition_again_after_another_makes_it_the_current_one()
    {
        using var api = deployment.Admin;
        var name = await api.GraphAsync(Two);
        (await api.SaveAsync(Two.Replace("first * 2", "first * 3", StringComparison.Ordinal), name)).Good();
        (await api.SaveAsync(Two, name)).Good();
        Assert.Contains("first * 2", (await api.GetAsync($"/api/v1/graphs/{name}")).Good().At("definition").GetRawText(), StringComparison.Ordinal);
        var ended = await api.EndAsync(await api.ExecuteAsync(name, new { n = 4 }));
        Assert.Equal(10, ended.Number("results.value"));
    }

    [Fact]
    public async Task What_is_validated_is_not_kept()
    {
        using var api = deployment.Admin;
        var name = Api.Unique("checked");
        var told = (await api.PostAsync("/api/v1/graphs/validate", api.Yaml(Two, name))).Expect(HttpStatusCode.OK);
        Assert.True(told.At("valid").GetBoolean());
        Assert.Equal(2, told.Count("levels"));
        (await api.GetAsync($"/api/v1/graphs/{name}")).Problem(HttpStatusCode.NotFound, "LGS7201");
    }

    [Fact]
    public async Task A_warning_does_not_stand_in_the_way()
    {
        using var api = deployment.Admin;
        var saved = (await api.SaveAsync("""
            name: warned
            inputs: { unread: { type: string } }
            nodes:
              a: { type: rule, with: { output: 1 } }
            """)).Expect(HttpStatusCode.Created);
        Assert.Equal("LGS2304", saved.Text("warnings.0.code"));
        Assert.Equal(2, saved.Number("warnings.0.line"));
    }

    [Fact]
    public async Task A_graph_that_is_deleted_starts_no_more_and_its_executions_stay()
    {
        using var api = deployment.Admin;
        var name = await api.GraphAsync(Two);
        var execution = await api.ExecuteAsync(name);
        await api.EndAsync(execution);
        (await api.DeleteAsync($"/api/v1/graphs/{name}")).Expect(HttpStatusCode.NoContent);
        (await api.GetAsync($"/api/v1/graphs/{name}")).Problem(HttpStatusCode.NotFound, "LGS7201");
        (await api.PostAsync($"/api/v1/graphs/{name}/execute", new { })).Problem(HttpStatusCode.NotFound, "LGS7201");
        (await api.DeleteAsync($"/api/v1/graphs/{name}")).Problem(HttpStatusCode.NotFound, "LGS7201");
        Assert.Equal(4, (await api.ExecutionAsync(execution)).Number("results.value"));
    }

    [Fact]
    public async Task The_plan_tells_levels_and_a_diagram()
    {
        using var api = deployment.Admin;
        var name = await api.GraphAsync(Two);
        Assert.Equal("""[["first"],["second"]]""", (await api.GetAsync($"/api/v1/graphs/{name}/plan")).Good().At("levels").GetRawText());
        var diagram = (await api.GetAsync($"/api/v1/graphs/{name}/plan?format=mermaid")).Good().Json.GetString();
        Assert.StartsWith("flowchart", diagram, StringComparison.Ordinal);
        Assert.All(["first", "second"], each => Assert.Contains(each, diagram, StringComparison.Ordinal));
        (await api.GetAsync($"/api/v1/graphs/{name}/plan?format=pdf")).Expect(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task The_list_tells_each_graph_once_and_how_many_nodes_it_has()
    {
        using var api = deployment.Admin;
        var names = new List<string>();
        for (var i = 0; i < 5; i++)
            names.Add(await api.GraphAsync(Two));
        (await api.SaveAsync(Two.Replace("* 2", "* 5", StringComparison.Ordinal), names[0])).Good();
        var all = await api.AllAsync("/api/v1/graphs?limit=2");
        foreach (var name in names)
        {
            var item = Assert.Single(all, each => each.GetProperty("name").GetString() == name);
            Assert.Equal(2, item.GetProperty("nodes").GetInt32());
            Assert.Equal(name == names[0] ? 2 : 1, item.GetProperty("version").GetInt32());
        }
    }

    [Fact]
    public async Task A_definition_of_another_content_type_is_refused()
    {
        using var api = deployment.Admin;
        (await api.PostAsync("/api/v1/graphs", new StringContent(Two, Encoding.UTF8, "text/csv"))).Problem(HttpStatusCode.UnsupportedMediaType, "LGS7007");
    }

    [Fact]
    public async Task A_definition_that_is_larger_than_a_definition_may_be_is_refused()
    {
        using var api = deployment.Admin;
        // Asks before it sends: who sends on while the answer comes may see the connection break instead.
        api.Http.DefaultRequestHeaders.ExpectContinue = true;
        var large = new ByteArrayContent(new byte[17 * 1024 * 1024]);
        large.Headers.ContentType = new("application/yaml");
        Assert.Contains((await api.PostAsync("/api/v1/graphs", large)).Status, new[] { HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.UnprocessableEntity });
    }

    [Fact]
    public async Task Two_who_save_the_same_name_at_once_get_a_version_each()
    {
        using var api = deployment.Admin;
        var name = Api.Unique("raced");
        var saved = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => api.SaveAsync(Two.Replace("* 2", $"* {i + 10}", StringComparison.Ordinal), name)));
        Assert.All(saved, answer => answer.Expect(HttpStatusCode.Created));
        Assert.Equal(Enumerable.Range(1, 8).Select(i => (decimal)i), saved.Select(answer => answer.Number("version")).Order());
        Assert.Single(saved.Select(answer => answer.Text("id")).Distinct());
    }

    [Fact]
    public async Task Numbers_are_told_as_they_were_written()
    {
        using var api = deployment.Admin;
        var ended = await api.RunAsync("""
            name: exact
            inputs: { n: { type: number } }
            nodes:
              a: { type: rule, with: { output: { sum: "${{ inputs.n + 0.2 }}", large: 9007199254740993 } } }
            outputs: { a: "${{ a }}" }
            """, JsonSerializer.Deserialize<JsonElement>("""{"n":0.1}"""));
        Assert.Equal("0.3", ended.At("results.a.sum").GetRawText());
        Assert.Equal("9007199254740993", ended.At("results.a.large").GetRawText());
    }
}
