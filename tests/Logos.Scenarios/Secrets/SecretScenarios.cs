using System.Net;
using Logos.Scenarios.Deployments;

namespace Logos.Scenarios.Secrets;

/// <summary>What goes in and never comes out.</summary>
public abstract class SecretScenarios(Deployment deployment)
{
    private const string Sending = """
        name: sending
        nodes:
          ask: { type: http, timeout: 10s, with: { method: POST, url: SITE/count/KEY, body: "${{ secrets.NAME }}" } }
        """;

    [Fact]
    public async Task A_secret_is_used_and_its_value_is_nowhere_to_be_read()
    {
        using var api = deployment.Admin;
        var (name, value, key) = (Unique(), Api.Unique("a-value-nobody-has"), Site.Key());
        (await api.PutAsync($"/api/v1/secrets/{name}", new { value })).Expect(HttpStatusCode.Created);
        var execution = await api.StartAsync(Sending.Replace("KEY", key, StringComparison.Ordinal).Replace("NAME", name, StringComparison.Ordinal));
        Assert.Equal("completed", (await api.EndAsync(execution)).Text("status"));
        Assert.Equal([value], deployment.Site.Bodies(key));
        foreach (var path in new[] { $"/api/v1/secrets/{name}", "/api/v1/secrets", $"/api/v1/executions/{execution}", $"/api/v1/executions/{execution}/nodes", $"/api/v1/executions/{execution}/timeline" })
            Assert.DoesNotContain(value, (await api.GetAsync(path)).Good().Json.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_is_changed_is_read_anew()
    {
        using var api = deployment.Admin;
        var (name, key) = (Unique(), Site.Key());
        var first = (await api.PutAsync($"/api/v1/secrets/{name}", new { value = "one" })).Expect(HttpStatusCode.Created);
        var graph = await api.GraphAsync(Sending.Replace("KEY", key, StringComparison.Ordinal).Replace("NAME", name, StringComparison.Ordinal));
        await api.EndAsync(await api.ExecuteAsync(graph));
        var second = (await api.PutAsync($"/api/v1/secrets/{name}", new { value = "two" })).Expect(HttpStatusCode.OK);
        Assert.True(second.Number("version") > first.Number("version"));
        await api.EndAsync(await api.ExecuteAsync(graph));
        Assert.Equal(["one", "two"], deployment.Site.Bodies(key));
    }

    [Fact]
    public async Task A_secret_that_is_not_there_is_named()
    {
        using var api = deployment.Admin;
        var name = Unique();
        var graph = await api.GraphAsync(Sending.Replace("KEY", Site.Key(), StringComparison.Ordinal).Replace("NAME", name, StringComparison.Ordinal));
        var ended = await api.EndAsync(await api.ExecuteAsync(graph));
        Assert.Equal("LGS5002", ended.Text("error.code"));
        Assert.Contains(name, ended.Text("error.message"), StringComparison.Ordinal);
        (await api.PutAsync($"/api/v1/secrets/{name}", new { value = "x" })).Good();
        (await api.DeleteAsync($"/api/v1/secrets/{name}")).Expect(HttpStatusCode.NoContent);
        (await api.GetAsync($"/api/v1/secrets/{name}")).Expect(HttpStatusCode.NotFound);
        Assert.Equal("LGS5002", (await api.EndAsync(await api.ExecuteAsync(graph))).Text("error.code"));
    }

    [Theory]
    [InlineData("..%2F..%2Fkey")]
    [InlineData("a%20b")]
    [InlineData("a%00b")]
    [InlineData("%F0%9F%9A%80")]
    public async Task What_cannot_be_the_name_of_a_secret_is_refused(string name)
    {
        using var api = deployment.Admin;
        Assert.InRange((int)(await api.PutAsync($"/api/v1/secrets/{name}", new { value = "x" })).Status, 400, 422);
    }

    [Fact]
    public async Task A_secret_that_is_too_large_is_refused_without_being_repeated()
    {
        using var api = deployment.Admin;
        var value = string.Concat(Enumerable.Repeat("too-large-", 200_000));
        var told = await api.PutAsync($"/api/v1/secrets/{Unique()}", new { value });
        Assert.Contains((int)told.Status, new[] { 400, 413, 422 });
        Assert.DoesNotContain("too-large-", told.Json.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_password_of_a_connection_stays_inside()
    {
        using var api = deployment.Admin;
        var name = Unique().ToLowerInvariant();
        const string password = "p4ss-never-shown";
        (await api.PutAsync($"/api/v1/connections/{name}", new { type = "postgres", host = "db.example.com", port = 5432, database = "oms", user = "logos", password })).Good();
        var told = (await api.GetAsync($"/api/v1/connections/{name}")).Good();
        Assert.Equal("db.example.com", told.Text("host"));
        Assert.DoesNotContain(password, told.Json.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(password, (await api.GetAsync("/api/v1/connections")).Good().Json.GetRawText(), StringComparison.Ordinal);
        (await api.DeleteAsync($"/api/v1/connections/{name}")).Expect(HttpStatusCode.NoContent);
        (await api.GetAsync($"/api/v1/connections/{name}")).Expect(HttpStatusCode.NotFound);
    }

    private static string Unique() => Api.Unique("SECRET").Replace('-', '_');
}
