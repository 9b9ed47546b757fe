using System.Net;
using System.Text.Json;
using Logos.Scenarios.Deployments;

namespace Logos.Scenarios.Tokens;

/// <summary>Who may do what, and for how long.</summary>
public abstract class TokenScenarios(Deployment deployment)
{
    private const string Brief = "name: brief\nnodes:\n  a: { type: rule, with: { output: 1 } }\n";

    [Fact]
    public async Task Who_reads_sees_and_changes_nothing()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync(Brief);
        var execution = await api.ExecuteAsync(graph);
        using var reader = await WithAsync(api, "read");
        (await reader.GetAsync($"/api/v1/graphs/{graph}")).Good();
        (await reader.EndAsync(execution)).Good();
        (await reader.SaveAsync(Brief)).Problem(HttpStatusCode.Forbidden, "LGS7103");
        (await reader.PostAsync($"/api/v1/graphs/{graph}/execute", new { })).Problem(HttpStatusCode.Forbidden, "LGS7103");
        (await reader.CancelAsync(execution)).Problem(HttpStatusCode.Forbidden, "LGS7103");
        (await reader.DeleteAsync($"/api/v1/graphs/{graph}")).Problem(HttpStatusCode.Forbidden, "LGS7103");
        (await reader.GetAsync("/api/v1/tokens")).Problem(HttpStatusCode.Forbidden, "LGS7103");
        Assert.Single(await api.AllAsync($"/api/v1/executions?graph={graph}"));
    }

    [Fact]
    public async Task Who_runs_starts_and_steers_and_changes_no_graphs()
    {
        using var api = deployment.Admin;
        var graph = await api.GraphAsync("name: waits\nnodes:\n  go: { type: wait, with: { signal: go } }\n");
        using var runner = await WithAsync(api, "run");
        var execution = await runner.ExecuteAsync(graph);
        (await runner.SignalAsync(execution, "go")).Good();
        Assert.Equal("completed", (await runner.EndAsync(execution)).Text("status"));
        (await runner.SaveAsync(Brief)).Problem(HttpStatusCode.Forbidden, "LGS7103");
        (await runner.PutAsync($"/api/v1/secrets/{Api.Unique("S")}", new { value = "x" })).Problem(HttpStatusCode.Forbidden, "LGS7103");
        (await runner.PostAsync("/api/v1/tokens", new { name = "more", scope = "admin" })).Problem(HttpStatusCode.Forbidden, "LGS7103");
    }

    [Fact]
    public async Task A_token_that_is_revoked_is_good_for_nothing_at_once()
    {
        using var api = deployment.Admin;
        var made = (await api.PostAsync("/api/v1/tokens", new { name = "brief", scope = "run" })).Expect(HttpStatusCode.Created);
        using var with = deployment.With(made.Text("token"));
        Assert.Equal("brief", (await with.GetAsync("/api/v1/me")).Good().Text("name"));
        (await api.DeleteAsync($"/api/v1/tokens/{made.Text("id")}")).Expect(HttpStatusCode.NoContent);
        (await with.GetAsync("/api/v1/me")).Problem(HttpStatusCode.Unauthorized, "LGS7102");
        (await api.DeleteAsync($"/api/v1/tokens/{made.Text("id")}")).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_token_that_has_expired_is_good_for_nothing()
    {
        using var api = deployment.Admin;
        var made = (await api.PostAsync("/api/v1/tokens", new { name = "short", scope = "admin", expires_in = "1ms" })).Expect(HttpStatusCode.Created);
        Assert.True(made.At("expires_at").GetDateTimeOffset() > made.At("created_at").GetDateTimeOffset());
        using var with = deployment.With(made.Text("token"));
        (await with.GetAsync("/api/v1/me")).Problem(HttpStatusCode.Unauthorized, "LGS7102");
    }

    [Fact]
    public async Task A_token_is_shown_once()
    {
        using var api = deployment.Admin;
        var made = (await api.PostAsync("/api/v1/tokens", new { name = "shown", scope = "read", roles = new[] { "a", "b" } })).Expect(HttpStatusCode.Created);
        var listed = (await api.GetAsync("/api/v1/tokens")).Good();
        Assert.DoesNotContain(made.Text("token"), listed.Json.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(made.Text("token").Split('_', 3)[2], listed.Json.GetRawText(), StringComparison.Ordinal);
        var item = Assert.Single(listed.At("items").EnumerateArray(), each => each.GetProperty("id").GetString() == made.Text("id"));
        Assert.Equal("""["a","b"]""", item.GetProperty("roles").GetRawText());
    }

    [Fact]
    public async Task Who_asks_is_told_who_they_are()
    {
        using var api = deployment.Admin;
        using var with = await WithAsync(api, "run", "buyers");
        var me = (await with.GetAsync("/api/v1/me")).Good();
        Assert.Equal("run", me.Text("scope"));
        Assert.Equal("default", me.Text("workspace"));
        Assert.Equal("buyers", me.Text("roles.0"));
    }

    [Theory]
    [InlineData("""{"name":"x","scope":"root"}""")]
    [InlineData("""{"name":"","scope":"read"}""")]
    [InlineData("""{"scope":"read"}""")]
    [InlineData("""{"name":"x","scope":"read","expires_in":"-1s"}""")]
    [InlineData("""{"name":"x","scope":"read","expires_in":"soon"}""")]
    [InlineData("""{"name":"x","scope":"read","workspace":"other"}""")]
    [InlineData("""{"name":"a\r\nb","scope":"read"}""")]
    public async Task A_token_that_cannot_be_made_is_refused(string body)
    {
        using var api = deployment.Admin;
        Assert.InRange((int)(await api.PostAsync("/api/v1/tokens", JsonSerializer.Deserialize<JsonElement>(body))).Status, 400, 422);
    }

    [Fact]
    public async Task What_somebody_changed_stands_in_the_audit()
    {
        using var api = deployment.Admin;
        var name = Api.Unique("audited");
        using var by = deployment.With((await api.PostAsync("/api/v1/tokens", new { name, scope = "admin" })).Good().Text("token"));
        var graph = await by.GraphAsync(Brief);
        (await by.DeleteAsync($"/api/v1/graphs/{graph}")).Good();
        var rows = (await api.AllAsync("/api/v1/audit?limit=500")).Where(each => each.GetProperty("by").GetString() == name).ToList();
        Assert.True(rows.Count >= 2, string.Join('\n', rows));
        Assert.All(rows, row => Assert.NotEmpty(row.GetProperty("request_id").GetString()!));
    }

    private async Task<Api> WithAsync(Api api, string scope, params string[] roles) =>
        deployment.With((await api.PostAsync("/api/v1/tokens", new { name = Api.Unique(scope), scope, roles })).Good().Text("token"));
}
