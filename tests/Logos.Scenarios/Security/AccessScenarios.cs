using System.Net;
using System.Text;
using System.Text.Json;
using Logos.Scenarios.Deployments;

namespace Logos.Scenarios.Security;

/// <summary>Every route, with each credential that is not enough. Needs a deployment that nobody else uses.</summary>
public abstract class AccessScenarios(Deployment deployment)
{
    /// <summary>What changes nothing although it is a POST, or changes what belongs to the caller alone.</summary>
    private static readonly string[] ForReaders = ["POST /api/v1/graphs/validate", "POST /api/v1/sign-in-links"];

    /// <summary>What somebody with the scope <c>run</c> may change.</summary>
    private static readonly string[] ForRunners =
    [
        .. ForReaders, "POST /api/v1/graphs/{id}/execute", "POST /api/v1/executions/cancel", "POST /api/v1/executions/retry",
        .. new[] { "cancel", "retry", "rerun", "fork", "signal", "approve" }.Select(command => $"POST /api/v1/executions/{{id}}/{command}"),
    ];

    private const string Nobody = "01890000-0000-7000-8000-000000000000";

    private static readonly string[] Traversals =
    [
        "..%2f..%2f..%2fetc%2fpasswd", "..%5c..%5cwindows", "%2e%2e%2f%2e%2e%2f", "....%2f%2f....%2f%2fetc%2fpasswd", "a%00b", "%252e%252e%252f", "file:%2f%2f%2fetc%2fpasswd",
        "..;%2f", "%0d%0aSet-Cookie:%20a=b", "%c0%ae%c0%ae%c0%af", "'%20or%201=1%20--", "%F0%9F%9A%80", "00000000-0000-0000-0000-000000000000",
    ];

    [Fact]
    public async Task No_route_answers_who_does_not_say_who_they_are()
    {
        using var api = deployment.Admin;
        using var nobody = deployment.With(null);
        foreach (var route in await Route.AllAsync(api))
        {
            if (route.IsOpen)
                continue;
            var answer = await nobody.SendAsync(route.Method, route.With(_ => Nobody), route.Method == HttpMethod.Get ? null : new { });
            Assert.True(answer.Status == HttpStatusCode.Unauthorized && answer.Text("code") == "LGS7101", $"{route}: {(int)answer.Status} {answer.Json}");
        }
    }

    [Fact]
    public async Task No_route_takes_a_credential_that_is_wrong_or_no_longer_good()
    {
        using var api = deployment.Admin;
        var expired = (await api.PostAsync("/api/v1/tokens", new { name = "expired", scope = "admin", expires_in = "1ms" })).Good().Text("token");
        var revoked = (await api.PostAsync("/api/v1/tokens", new { name = "revoked", scope = "admin" })).Good();
        (await api.DeleteAsync($"/api/v1/tokens/{revoked.Text("id")}")).Good();
        var good = deployment.AdminToken;
        string[] headers =
        [
            "Bearer", "Bearer ", "Bearer x", $"Bearer {good}x", $"Bearer {good[..^1]}", $"Bearer {good.ToUpperInvariant()}", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"admin:{good}"))}",
            $"Token {good}", good, $"Bearer {good}, Bearer {good}", $"Bearer {expired}", $"Bearer {revoked.Text("token")}", "Bearer logos_0000000000000000_", $"Bearer {new string('a', 4_000)}",
            $"Bearer {good[..22]}_{new string('A', 43)}", "Bearer null", "Bearer {}",
        ];
        var routes = (await Route.AllAsync(api)).Where(route => !route.IsOpen).ToList();
        using var nobody = deployment.With(null);
        foreach (var (header, i) in headers.Select((header, i) => (header, i)))
        {
            // Three of them at every route, and each of them at some.
            foreach (var route in i is 3 or 10 or 11 ? routes : routes.Where((_, at) => at % headers.Length == i))
            {
                using var request = new HttpRequestMessage(route.Method, route.With(_ => Nobody));
                Assert.True(request.Headers.TryAddWithoutValidation("Authorization", header));
                if (route.Method != HttpMethod.Get)
                    request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
                using var response = await nobody.Http.SendAsync(request, TestContext.Current.CancellationToken);
                var answer = await Answer.OfAsync(response);
                Assert.True(answer.Status == HttpStatusCode.Unauthorized, $"{route} with `{header[..Math.Min(header.Length, 20)]}`: {(int)answer.Status} {answer.Json}");
                Assert.DoesNotContain(good, answer.Json.GetRawText(), StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("read")]
    [InlineData("run")]
    public async Task No_route_that_changes_something_takes_a_scope_that_is_too_small(string scope)
    {
        using var api = deployment.Admin;
        using var with = deployment.With((await api.PostAsync("/api/v1/tokens", new { name = scope, scope })).Good().Text("token"));
        var may = scope == "read" ? ForReaders : ForRunners;
        foreach (var route in await Route.AllAsync(api))
        {
            if (route.IsOpen || route.Method == HttpMethod.Get || may.Contains($"{route.Method} {route.With(_ => "{id}")}"))
                continue;
            var answer = await with.SendAsync(route.Method, route.With(_ => Nobody), new { });
            Assert.True(answer.Status == HttpStatusCode.Forbidden && answer.Text("code") == "LGS7103", $"{route} with `{scope}`: {(int)answer.Status} {answer.Json}");
        }

        foreach (var path in new[] { "/api/v1/tokens", "/api/v1/sessions", "/api/v1/audit" })
            (await with.GetAsync(path)).Problem(HttpStatusCode.Forbidden, "LGS7103");
    }

    [Fact]
    public async Task Another_workspace_sees_and_reaches_nothing()
    {
        using var other = deployment.With(await deployment.TokenOfAsync("other"));
        using var api = deployment.Admin;
        Assert.Equal("other", (await other.GetAsync("/api/v1/me")).Good().Text("workspace"));
        var graph = (await api.SaveAsync("name: ours\nnodes:\n  go: { type: wait, with: { signal: go } }\n")).Good();
        var started = await api.ExecuteAsync(graph.Text("name"), tags: new { of = "ours" });
        var command = (await api.SignalAsync(started, "another")).Good().Text("command_id");
        (await api.PutAsync("/api/v1/secrets/OURS", new { value = "ours" })).Good();
        (await api.PutAsync("/api/v1/connections/ours", new { type = "postgres", host = "db.example.com", database = "d", user = "u", password = "p" })).Good();
        var token = (await api.PostAsync("/api/v1/tokens", new { name = "ours", scope = "read" })).Good().Text("id");
        using var browser = deployment.With(null);
        (await browser.PostAsync("/sign-in", new { token = (await api.PostAsync("/api/v1/tokens", new { name = "ours", scope = "run" })).Good().Text("token") })).Good();
        var session = Assert.Single(await api.AllAsync("/api/v1/sessions"), each => each.GetProperty("name").GetString() == "ours").GetProperty("id").GetString()!;
        var schedule = (await api.PostAsync("/api/v1/schedules", new { name = "ours", graph = graph.Text("name"), cron = "0 0 1 1 *", missed = "skip" })).Good().Text("id");
        var webhook = (await api.PostAsync("/api/v1/webhooks", new { name = "ours", graph = graph.Text("name") })).Good().Text("id");
        foreach (var route in await Route.AllAsync(api))
        {
            if (route.IsOpen || !route.HasPlace || route.Method == HttpMethod.Put)
                continue;
            string[] ids = route.Path.Split('/')[3] switch
            {
                "graphs" => [graph.Text("id"), graph.Text("name")],
                "executions" => [started],
                "secrets" => ["OURS"],
                "connections" => ["ours"],
                "tokens" => [token],
                "sessions" => [session],
                "schedules" => [schedule],
                "webhooks" => [webhook],
                var unknown => throw new InvalidOperationException($"{route} has a place that this scenario does not know: {unknown}"),
            };
            foreach (var id in ids)
            {
                var path = route.With(place => place switch { "command" => command, "node" => "go", _ => id });
                var answer = await other.SendAsync(route.Method, path, route.Method == HttpMethod.Post ? BodyOf(route) : null);
                Assert.True(answer.Status == HttpStatusCode.NotFound, $"{route} at {path}: {(int)answer.Status} {answer.Json}");
            }
        }

        foreach (var list in new[] { "graphs", "executions", "executions?tag=of:ours", "secrets", "connections", "schedules", "webhooks" })
            Assert.Empty(await other.AllAsync($"/api/v1/{list}"));
        Assert.DoesNotContain("ours", (await other.GetAsync("/api/v1/audit")).Good().Json.GetRawText(), StringComparison.Ordinal);
        (await other.DeleteAsync("/api/v1/sessions")).Good();
        Assert.Contains(session, (await api.GetAsync("/api/v1/sessions")).Good().Json.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(session, (await other.GetAsync("/api/v1/sessions")).Good().Json.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(token, (await other.GetAsync("/api/v1/tokens")).Good().Json.GetRawText(), StringComparison.Ordinal);
        Assert.Equal(0, (await other.PostAsync("/api/v1/executions/cancel", new { status = "running" })).Good().Number("matched"));
        var stranger = await other.RunAsync("name: stranger\nnodes:\n  a: { type: http, timeout: 5s, with: { url: SITE/echo, headers: { X-Key: \"${{ secrets.OURS }}\" } } }\n");
        Assert.Equal("LGS5002", stranger.Text("error.code"));
        Assert.Equal("LGS3016", (await other.RunAsync($"name: sub\nnodes:\n  a: {{ type: subgraph, with: {{ graph: {graph.Text("name")} }} }}\n")).Text("error.code"));
        Assert.DoesNotContain((await api.ExecutionAsync(started)).Text("status"), new[] { "cancelled", "failed", "completed" });
        (await api.GetAsync("/api/v1/connections/ours")).Good();
    }

    [Fact]
    public async Task Two_workspaces_have_a_graph_of_one_name_each()
    {
        using var other = deployment.With(await deployment.TokenOfAsync("another"));
        using var api = deployment.Admin;
        var name = Api.Unique("same");
        await api.GraphAsync("name: x\nnodes:\n  a: { type: rule, with: { output: ours } }\noutputs: { a: \"${{ a }}\" }\n", name);
        Assert.Equal(1, (await other.SaveAsync("name: x\nnodes:\n  a: { type: rule, with: { output: theirs } }\noutputs: { a: \"${{ a }}\" }\n", name)).Expect(HttpStatusCode.Created).Number("version"));
        Assert.Equal("ours", (await api.EndAsync(await api.ExecuteAsync(name))).Text("results.a"));
        Assert.Equal("theirs", (await other.EndAsync(await other.ExecuteAsync(name))).Text("results.a"));
        const string key = "one-key";
        var ours = (await api.PostAsync($"/api/v1/graphs/{name}/execute", new { }, key)).Good().Text("execution_id");
        Assert.NotEqual(ours, (await other.PostAsync($"/api/v1/graphs/{name}/execute", new { }, key)).Good().Text("execution_id"));
    }

    [Fact]
    public async Task Nothing_in_a_path_leads_anywhere_else()
    {
        using var api = deployment.Admin;
        foreach (var route in (await Route.AllAsync(api)).Where(route => route.HasPlace))
        {
            foreach (var traversal in Traversals)
            {
                using var request = new HttpRequestMessage(route.Method, new Uri(deployment.Address.GetLeftPart(UriPartial.Authority) + route.With(_ => traversal), new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));
                if (route.Method != HttpMethod.Get && route.Method != HttpMethod.Delete)
                    request.Content = new StringContent(JsonSerializer.Serialize(BodyOf(route)), Encoding.UTF8, "application/json");
                using var response = await api.Http.SendAsync(request, TestContext.Current.CancellationToken);
                var answer = await Answer.OfAsync(response);
                Assert.True((int)answer.Status is >= 400 and < 500, $"{route} with {traversal}: {(int)answer.Status} {answer.Json}");
                Assert.DoesNotContain("root:", answer.Json.GetRawText(), StringComparison.Ordinal);
                Assert.False(response.Headers.Contains("Set-Cookie"));
            }
        }
    }

    // What would be good for one's own, so that nothing but the id is in the way.
    private static object BodyOf(Route route) => route.Path.Split('/')[^1] switch
    {
        "signal" => new { name = "go", payload = 1 },
        "approve" => new { node = "go", decision = "approved" },
        "fork" => new { node = "go" },
        "backfill" => new { from = "2026-01-01T00:00:00Z", until = "2026-01-02T00:00:00Z" },
        _ => new { },
    };
}
