using System.Net;
using System.Text;
using System.Text.Json;
using Logos.Core.Faults;
using Logos.Gateway.Access;
using Logos.Gateway.Faults;
using Logos.ServiceDefaults.Faults;

namespace Logos.Gateway.Tests.Graphs;

public sealed class GraphTests : IAsyncLifetime
{
    private Gateway _gateway = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private HttpClient Admin => _gateway.Admin;

    public async ValueTask InitializeAsync() => _gateway = await Gateway.StartAsync(options => options.MaxGraph = 4096);

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task A_graph_is_saved_with_a_version_and_its_levels()
    {
        var answer = await Admin.PostYamlAsync("/api/v1/graphs", Sent.Hello);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal("/api/v1/graphs/hello?version=1", answer.Headers.Location!.OriginalString);
        var saved = await answer.JsonAsync();
        Assert.Equal(1, saved.GetProperty("version").GetInt32());
        Assert.True((await Admin.GetAsync("/api/v1/graphs/hello", Token).JsonAsync()).TryGetProperty("content_hash", out _));
        Assert.Equal("[[\"greet\"],[\"twice\"]]", saved.GetProperty("levels").GetRawText());
        Assert.Equal(JsonValueKind.Array, saved.GetProperty("warnings").ValueKind);
        Assert.Equal(saved.GetProperty("id").GetGuid(), (await Admin.GetAsync(answer.Headers.Location, Token).JsonAsync()).GetProperty("id").GetGuid());
    }

    [Fact]
    public async Task The_same_content_is_the_same_version_in_either_format()
    {
        await Admin.SaveAsync(Sent.Hello);
        var definition = (await Admin.GetAsync("/api/v1/graphs/hello", Token).JsonAsync()).GetProperty("definition").GetRawText();

        var again = await Admin.PostTextAsync("/api/v1/graphs", definition);
        var other = await Admin.PostYamlAsync("/api/v1/graphs", Sent.Hello.Replace("Greets.", "Says hello.", StringComparison.Ordinal));
        var back = await Admin.PostYamlAsync("/api/v1/graphs", Sent.Hello);

        Assert.Equal((HttpStatusCode.OK, 1), (again.StatusCode, (await again.JsonAsync()).GetProperty("version").GetInt32()));
        Assert.Equal((HttpStatusCode.Created, 2), (other.StatusCode, (await other.JsonAsync()).GetProperty("version").GetInt32()));
        Assert.Equal((HttpStatusCode.Created, 1), (back.StatusCode, (await back.JsonAsync()).GetProperty("version").GetInt32()));
        var versions = (await Admin.GetAsync("/api/v1/graphs/hello/versions", Token).JsonAsync()).GetProperty("items").EnumerateArray().Select(v => (v.GetProperty("version").GetInt32(), v.GetProperty("current").GetBoolean()));
        Assert.Equal([(2, false), (1, true)], versions);
        Assert.Equal("Says hello.", (await Admin.GetAsync("/api/v1/graphs/hello?version=2", Token).JsonAsync()).GetProperty("description").GetString());
    }

    [Fact]
    public async Task What_is_wrong_with_a_graph_is_told_at_once_and_where()
    {
        var answer = await Admin.PostYamlAsync("/api/v1/graphs", """
            name: wrong
            nodes:
              a: { type: rulle, with: { output: 1 } }
              b: { type: rule, needs: [c], with: { output: "${{ nobody }}" } }
            """);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var faults = (await answer.JsonAsync()).GetProperty("errors").EnumerateArray().ToList();
        var unknown = faults.Single(fault => fault.GetProperty("code").GetString() == CoreCodes.UnknownType);
        Assert.Equal(3, unknown.GetProperty("line").GetInt32());
        Assert.Equal("nodes.a.type", unknown.GetProperty("path").GetString());
        Assert.Contains("rule", unknown.GetProperty("hint").GetString(), StringComparison.Ordinal);
        Assert.Contains(faults, fault => fault.GetProperty("code").GetString() == CoreCodes.UnknownNode);
        Assert.Contains(faults, fault => fault.GetProperty("code").GetString() == CoreCodes.UnknownName);
        Assert.Equal(HttpStatusCode.NotFound, (await Admin.GetAsync("/api/v1/graphs/wrong", Token)).StatusCode);
    }

    [Fact]
    public async Task A_graph_reads_no_file_of_the_server()
    {
        var answer = await Admin.PostYamlAsync("/api/v1/graphs", "name: thief\nnodes:\n  a: { type: grl, with: { rules: 'file:/etc/passwd', facts: {} } }\n");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(CoreCodes.FileReference, (await answer.JsonAsync()).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task Another_type_of_content_is_refused_with_what_to_send(string type)
    {
        var answer = await Admin.PostAsync("/api/v1/graphs", new StringContent(Sent.Hello, Encoding.UTF8, type), Token);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Contains("application/yaml", (await answer.JsonAsync()).GetProperty("hint").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_compressed_body_is_not_unpacked()
    {
        using var content = new ByteArrayContent([0x1f, 0x8b, 8, 0]);
        content.Headers.ContentType = new("application/json");
        content.Headers.ContentEncoding.Add("gzip");

        var answer = await Admin.PostAsync("/api/v1/graphs", content, Token);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal(ServiceCodes.WrongContent, (await answer.JsonAsync()).GetProperty("code").GetString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_that_is_too_large_is_refused_whether_it_says_so_or_not(bool saysSo)
    {
        var text = Encoding.UTF8.GetBytes(Sent.Hello + new string('#', 5000));
        using HttpContent content = saysSo ? new ByteArrayContent(text) : new StreamContent(new Unmeasured(text));
        content.Headers.ContentType = new("application/yaml");

        var answer = await Admin.PostAsync("/api/v1/graphs", content, Token);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal(ServiceCodes.BodyTooLarge, (await answer.JsonAsync()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_list_of_graphs_goes_on_where_the_page_before_ended()
    {
        foreach (var name in (string[])["c", "a", "b"])
            await Admin.SaveAsync(Sent.Hello.Replace("name: hello", $"name: {name}", StringComparison.Ordinal));

        var first = await Admin.GetAsync("/api/v1/graphs?limit=2", Token).JsonAsync();
        var second = await Admin.GetAsync($"/api/v1/graphs?limit=2&after={first.GetProperty("next").GetString()}", Token).JsonAsync();

        Assert.Equal(["a", "b"], first.GetProperty("items").EnumerateArray().Select(graph => graph.GetProperty("name").GetString()));
        Assert.Equal(["c"], second.GetProperty("items").EnumerateArray().Select(graph => graph.GetProperty("name").GetString()));
        Assert.Equal(2, second.GetProperty("items")[0].GetProperty("nodes").GetInt32());
        Assert.False(second.TryGetProperty("next", out _));
    }

    [Theory]
    [InlineData("/api/v1/graphs?after=%F0%9F%90%9F", ApiCodes.BadCursor)]
    [InlineData("/api/v1/graphs?after=bm8gbmFtZQ", ApiCodes.BadCursor)]
    [InlineData("/api/v1/graphs?limit=0", ApiCodes.WrongQuery)]
    [InlineData("/api/v1/graphs?limit=1001", ApiCodes.WrongQuery)]
    [InlineData("/api/v1/graphs?limt=10", ApiCodes.WrongQuery)]
    [InlineData("/api/v1/graphs?limit=1&limit=2", ApiCodes.WrongQuery)]
    [InlineData("/api/v1/graphs/hello/versions?after=x", ApiCodes.BadCursor)]
    [InlineData("/api/v1/graphs/hello?format=xml", ApiCodes.WrongQuery)]
    public async Task What_a_query_cannot_mean_is_refused(string path, string code)
    {
        var answer = await Admin.GetAsync(path, Token);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(code, (await answer.JsonAsync()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Validating_stores_nothing()
    {
        var good = await Admin.PostYamlAsync("/api/v1/graphs/validate", Sent.Hello);
        var bad = await Admin.PostYamlAsync("/api/v1/graphs/validate", "name: x\nnodes: {}");

        Assert.True((await good.JsonAsync()).GetProperty("valid").GetBoolean());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, bad.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await Admin.GetAsync("/api/v1/graphs/hello", Token)).StatusCode);
    }

    [Fact]
    public async Task A_plan_is_told_as_json_and_as_a_chart()
    {
        await Admin.SaveAsync(Sent.Hello);

        var plan = await Admin.GetAsync("/api/v1/graphs/hello/plan", Token).JsonAsync();
        var chart = await Admin.GetAsync("/api/v1/graphs/hello/plan?format=mermaid", Token);

        Assert.Equal(2, plan.GetProperty("levels").GetArrayLength());
        Assert.Equal("text/plain", chart.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("flowchart", await chart.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_graph_is_given_back_as_yaml()
    {
        await Admin.SaveAsync(Sent.Hello);

        var yaml = await Admin.GetStringAsync("/api/v1/graphs/hello?format=yaml", Token);

        Assert.Equal(HttpStatusCode.OK, (await Admin.PostYamlAsync("/api/v1/graphs", yaml)).StatusCode);
    }

    [Fact]
    public async Task A_deleted_graph_is_gone()
    {
        await Admin.SaveAsync(Sent.Hello);

        Assert.Equal(HttpStatusCode.NoContent, (await Admin.DeleteAsync("/api/v1/graphs/hello", Token)).StatusCode);

        foreach (var path in (string[])["hello", "hello?version=1", "hello/versions", "hello/plan"])
            Assert.Equal(GatewayCodes.NoSuchGraph, (await Admin.GetAsync($"/api/v1/graphs/{path}", Token).JsonAsync()).GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await Admin.DeleteAsync("/api/v1/graphs/hello", Token)).StatusCode);
    }

    [Fact]
    public async Task Another_workspace_has_no_such_graph()
    {
        await Admin.SaveAsync(Sent.Hello);
        var id = (await Admin.GetAsync("/api/v1/graphs/hello", Token).JsonAsync()).GetProperty("id").GetGuid();
        using var other = await _gateway.ClientAsync(Scope.Admin, workspace: "other");

        foreach (var name in (string[])["hello", id.ToString()])
        {
            foreach (var path in (string[])["", "/versions", "/plan"])
                Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/api/v1/graphs/{name}{path}", Token)).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await other.DeleteAsync($"/api/v1/graphs/{name}", Token)).StatusCode);
        }

        Assert.Empty((await other.GetAsync("/api/v1/graphs", Token).JsonAsync()).GetProperty("items").EnumerateArray());
        Assert.Equal(HttpStatusCode.OK, (await Admin.GetAsync($"/api/v1/graphs/{id}", Token)).StatusCode);
    }

    [Fact]
    public async Task Who_may_only_run_saves_and_deletes_nothing()
    {
        await Admin.SaveAsync(Sent.Hello);
        using var runner = await _gateway.ClientAsync(Scope.Run);

        Assert.Equal(HttpStatusCode.Forbidden, (await runner.PostYamlAsync("/api/v1/graphs", Sent.Hello)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await runner.DeleteAsync("/api/v1/graphs/hello", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await runner.GetAsync("/api/v1/graphs/hello", Token)).StatusCode);
    }

    /// <summary>Does not say how long it is, so that it is sent in chunks.</summary>
    private sealed class Unmeasured(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
