using System.Net;
using System.Net.Http.Json;
using Logos.Gateway.Access;
using Logos.Gateway.Faults;

namespace Logos.Gateway.Tests.Limits;

/// <summary>How much a workspace may keep.</summary>
public sealed class HoldingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_workspace_keeps_so_many_secrets_and_connections_and_no_more()
    {
        await using var gateway = await Gateway.StartAsync(options => (options.MaxSecrets, options.MaxConnections) = (2, 1));

        await TakesAsync(gateway.Admin.PutAsJsonAsync("/api/v1/secrets/ONE", new { value = "1" }, Token));
        await TakesAsync(gateway.Admin.PutAsJsonAsync("/api/v1/secrets/TWO", new { value = "2" }, Token));
        await RefusesAsync(gateway.Admin.PutAsJsonAsync("/api/v1/secrets/THREE", new { value = "3" }, Token), "2 secrets", "Logos:Gateway:MaxSecrets");
        using var form = new FormUrlEncodedContent([new("name", "THREE"), new("value", "3")]);
        Assert.Contains("2 secrets", await (await gateway.Admin.PostAsync("/secrets", form, Token)).Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        await TakesAsync(gateway.Admin.PutAsJsonAsync("/api/v1/connections/db", new { type = "postgres", host = "one" }, Token));
        await RefusesAsync(gateway.Admin.PutAsJsonAsync("/api/v1/connections/other", new { type = "postgres", host = "one" }, Token), "1 connections", "Logos:Gateway:MaxConnections");

        // What is there can be changed, and what goes makes room.
        await TakesAsync(gateway.Admin.PutAsJsonAsync("/api/v1/secrets/ONE", new { value = "1a" }, Token));
        await TakesAsync(gateway.Admin.PutAsJsonAsync("/api/v1/connections/db", new { type = "postgres", host = "two" }, Token));
        await TakesAsync(gateway.Admin.DeleteAsync("/api/v1/secrets/ONE", Token));
        await TakesAsync(gateway.Admin.PutAsJsonAsync("/api/v1/secrets/THREE", new { value = "3" }, Token));
        using var other = await gateway.ClientAsync(Scope.Admin, "other");
        await TakesAsync(other.PutAsJsonAsync("/api/v1/secrets/ONE", new { value = "1" }, Token));
    }

    [Fact]
    public async Task A_workspace_has_so_many_schedules_webhooks_and_tokens_and_no_more()
    {
        await using var gateway = await Gateway.StartAsync(options => (options.MaxSchedules, options.MaxWebhooks, options.MaxTokens) = (1, 1, 2), createToken: false);
        using var admin = await gateway.ClientAsync(Scope.Admin);
        await admin.SaveAsync(Sent.Hello);
        var schedule = new { name = "x", graph = "hello", cron = "@daily" };
        var (hook, token) = (new { name = "x", graph = "hello" }, new { name = "x", scope = "read", expires_in = "1h" });

        await TakesAsync(admin.PostTextAsync("/api/v1/schedules", """{"name":"x","graph":"hello","cron":"@daily"}""", "a-key"));
        await TakesAsync(admin.PostAsJsonAsync("/api/v1/webhooks", hook, Token));
        await TakesAsync(admin.PostAsJsonAsync("/api/v1/tokens", token, Token));

        await RefusesAsync(admin.PostAsJsonAsync("/api/v1/schedules", schedule, Token), "1 schedules", "Logos:Gateway:MaxSchedules");
        await RefusesAsync(admin.PostAsJsonAsync("/api/v1/webhooks", hook, Token), "1 webhooks", "Logos:Gateway:MaxWebhooks");
        await RefusesAsync(admin.PostAsJsonAsync("/api/v1/tokens", token, Token), "2 tokens", "Logos:Gateway:MaxTokens");
        // Asked again, what was made is answered again.
        await TakesAsync(admin.PostTextAsync("/api/v1/schedules", """{"name":"x","graph":"hello","cron":"@daily"}""", "a-key"));
    }

    private static async Task TakesAsync(Task<HttpResponseMessage> asked)
    {
        using var answer = await asked;
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Token));
    }

    private static async Task RefusesAsync(Task<HttpResponseMessage> asked, string told, string setting)
    {
        using var answer = await asked;
        var problem = await answer.JsonAsync();
        Assert.Equal((HttpStatusCode.Conflict, HoldingCodes.TooManyKept), (answer.StatusCode, problem.GetProperty("code").GetString()));
        Assert.Contains(told, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains(setting, problem.GetProperty("hint").GetString(), StringComparison.Ordinal);
    }
}
