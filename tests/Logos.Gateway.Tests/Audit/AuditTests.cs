using System.Net;
using System.Net.Http.Json;
using System.Text;
using Logos.Gateway.Access;
using Logos.Gateway.Audit;

namespace Logos.Gateway.Tests.Audit;

public sealed class AuditTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_change_has_a_row_that_says_who_made_it()
    {
        await using var gateway = await Gateway.StartAsync();
        gateway.Admin.DefaultRequestHeaders.Add("X-Request-ID", "the-request");
        var token = await gateway.Admin.PostAsJsonAsync("/api/v1/tokens", new { name = "x", scope = "read" }, Token).JsonAsync();
        await gateway.Admin.PutAsJsonAsync("/api/v1/secrets/KEY", new { value = "hunter2-hunter2" }, Token);
        await gateway.Admin.PutAsJsonAsync("/api/v1/connections/oms", new { type = "postgres", password = "hunter2-hunter2" }, Token);
        await gateway.Admin.DeleteAsync("/api/v1/connections/oms", Token);
        await gateway.Admin.DeleteAsync("/api/v1/secrets/KEY", Token);
        await gateway.Admin.DeleteAsync($"/api/v1/tokens/{token.GetProperty("id").GetString()}", Token);
        // What is refused has changed nothing.
        await gateway.Admin.DeleteAsync("/api/v1/secrets/KEY", Token);

        var told = await gateway.Admin.GetAsync("/api/v1/audit", Token).JsonAsync();

        var rows = told.GetProperty("items").EnumerateArray().ToArray();
        Assert.Equal(
            ["connection.deleted", "connection.set", "secret.deleted", "secret.set", "token.created", "token.revoked"],
            rows.Select(row => row.GetProperty("action").GetString()!).Order(StringComparer.Ordinal));
        Assert.All(rows, row => Assert.Equal("a test with Admin", row.GetProperty("by").GetString()));
        Assert.All(rows, row => Assert.Equal("the-request", row.GetProperty("request_id").GetString()));
        Assert.DoesNotContain("hunter2", told.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_done_to_graphs_and_executions_has_rows_and_what_is_refused_has_none()
    {
        await using var gateway = await Gateway.StartAsync();
        const string graph = """{"name":"asks","nodes":{"boss":{"type":"approval","with":{"message":"may it?"}}}}""";
        await gateway.Admin.PostAsync("/api/v1/graphs", new StringContent(graph, Encoding.UTF8, "application/json"), Token);
        await gateway.Admin.PostAsync("/api/v1/graphs", new StringContent(graph, Encoding.UTF8, "application/json"), Token);
        await gateway.Admin.PostAsync("/api/v1/graphs", new StringContent("{}", Encoding.UTF8, "application/json"), Token);
        var execution = (await gateway.Admin.PostAsJsonAsync("/api/v1/graphs/asks/execute", new { }, Token).JsonAsync()).GetProperty("execution_id").GetString();
        await gateway.Admin.PostAsJsonAsync($"/api/v1/executions/{execution}/cancel", new { }, Token);
        await gateway.Admin.PostAsJsonAsync($"/api/v1/executions/{execution}/approve", new { node = "boss", decision = "approve" }, Token);
        await gateway.Admin.DeleteAsync("/api/v1/graphs/asks", Token);

        var rows = (await gateway.Admin.GetAsync("/api/v1/audit", Token).JsonAsync()).GetProperty("items").EnumerateArray().Select(row => $"{row.GetProperty("action")} {row.GetProperty("target")}").Order(StringComparer.Ordinal);

        Assert.Equal([$"execution.cancelled {execution}", "graph.deleted asks", "graph.saved asks?version=1"], rows);
    }

    [Fact]
    public async Task Rows_are_found_by_what_was_done_to_what_by_whom_and_when()
    {
        await using var gateway = await Gateway.StartAsync();
        foreach (var name in (string[])["A", "B", "C"])
            await gateway.Admin.PutAsJsonAsync($"/api/v1/secrets/{name}", new { value = "value" }, Token);
        await gateway.Admin.DeleteAsync("/api/v1/secrets/B", Token);

        Assert.Equal(4, await CountAsync("action=secret"));
        Assert.Equal(1, await CountAsync("action=secret.deleted"));
        Assert.Equal(2, await CountAsync("target=B"));
        Assert.Equal(0, await CountAsync("by=nobody"));
        Assert.Equal(0, await CountAsync("from=2100-01-01"));
        Assert.Equal(4, await CountAsync("until=2100-01-01T00:00:00Z&from=2020-01-01"));
        Assert.Equal(HttpStatusCode.BadRequest, (await gateway.Admin.GetAsync("/api/v1/audit?from=soon", Token)).StatusCode);

        async Task<int> CountAsync(string query) => (await gateway.Admin.GetAsync($"/api/v1/audit?{query}", Token).JsonAsync()).GetProperty("items").GetArrayLength();
    }

    [Theory]
    [InlineData("limit=2")]
    [InlineData("limit=2&action=secret.set")]
    public async Task Pages_follow_each_other_and_tell_each_row_once(string query)
    {
        await using var gateway = await Gateway.StartAsync();
        for (var i = 0; i < 5; i++)
            await gateway.Admin.PutAsJsonAsync($"/api/v1/secrets/KEY{i}", new { value = "value" }, Token);

        var seen = new List<string>();
        string? after = null;
        do
        {
            var page = await gateway.Admin.GetAsync($"/api/v1/audit?{query}{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}", Token).JsonAsync();
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(row => row.GetProperty("target").GetString()!));
            Assert.InRange(page.GetProperty("items").GetArrayLength(), 0, 2);
            after = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }
        while (after is not null);

        Assert.Equal(["KEY0", "KEY1", "KEY2", "KEY3", "KEY4"], seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Rows_are_for_admins_of_their_workspace()
    {
        await using var gateway = await Gateway.StartAsync();
        await gateway.Admin.PutAsJsonAsync("/api/v1/secrets/KEY", new { value = "value" }, Token);
        using var runner = await gateway.ClientAsync(Scope.Run);
        using var other = await gateway.ClientAsync(Scope.Admin, "other");

        Assert.Equal(HttpStatusCode.Forbidden, (await runner.GetAsync("/api/v1/audit", Token)).StatusCode);
        Assert.Empty((await other.GetAsync("/api/v1/audit", Token).JsonAsync()).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_row_is_kept_for_so_long_and_no_longer()
    {
        await using var gateway = await Gateway.StartAsync(options => options.AuditAge = TimeSpan.FromDays(2));
        await gateway.Admin.PutAsJsonAsync("/api/v1/secrets/KEY", new { value = "value" }, Token);

        var row = (await gateway.Engine.Documents.ListAsync("default", AuditRow.Kind, null, 10, true, Token)).Items.Single();

        Assert.InRange(row.ExpiresAt!.Value - row.ChangedAt, TimeSpan.FromHours(47), TimeSpan.FromHours(49));
    }
}
