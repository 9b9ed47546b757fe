using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Logos.Scenarios.Deployments;

namespace Logos.Scenarios.Webhooks;

/// <summary>A graph that is started from outside by whoever knows the secret.</summary>
public abstract class WebhookScenarios(Deployment deployment)
{
    private const string Body = """{"order": 7, "who": "Jürgen 🚀"}""";

    [Fact]
    public async Task A_signed_delivery_starts_the_graph_once()
    {
        using var api = deployment.Admin;
        using var sender = deployment.With(null);
        var (graph, hook) = await MakeAsync(api);
        var delivery = Api.Unique("delivery");
        var first = (await SendAsync(sender, hook, delivery: delivery)).Expect(HttpStatusCode.Accepted).Text("execution_id");
        Assert.Equal(first, (await SendAsync(sender, hook, delivery: delivery)).Expect(HttpStatusCode.Accepted).Text("execution_id"));
        await api.EndAsync(first);
        Assert.Single(await api.AllAsync($"/api/v1/executions?graph={graph}"));
        Assert.NotEqual(first, (await SendAsync(sender, hook, delivery: Api.Unique("delivery"), body: """{"order": 8}""")).Expect(HttpStatusCode.Accepted).Text("execution_id"));
    }

    [Fact]
    public async Task Ten_of_the_same_delivery_at_once_start_one_execution()
    {
        using var api = deployment.Admin;
        using var sender = deployment.With(null);
        var (graph, hook) = await MakeAsync(api);
        var delivery = Api.Unique("delivery");
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => SendAsync(sender, hook, delivery: delivery)));
        Assert.Single(answers.Select(answer => answer.Expect(HttpStatusCode.Accepted).Text("execution_id")).Distinct());
        Assert.Single(await api.AllAsync($"/api/v1/executions?graph={graph}"));
    }

    [Fact]
    public async Task A_delivery_that_is_sent_again_under_another_id_is_known_by_its_signature()
    {
        using var api = deployment.Admin;
        using var sender = deployment.With(null);
        var (graph, hook) = await MakeAsync(api);
        var at = TimeProvider.System.GetUtcNow();
        var first = (await SendAsync(sender, hook, delivery: Api.Unique("delivery"), at: at)).Good().Text("execution_id");
        Assert.Equal(first, (await SendAsync(sender, hook, delivery: Api.Unique("delivery"), at: at)).Good().Text("execution_id"));
        Assert.Single(await api.AllAsync($"/api/v1/executions?graph={graph}"));
    }

    [Theory]
    [InlineData("another secret")]
    [InlineData("another body")]
    [InlineData("too old")]
    [InlineData("too new")]
    [InlineData("no signature")]
    [InlineData("no timestamp")]
    [InlineData("half a signature")]
    public async Task What_is_not_signed_as_it_should_be_starts_nothing(string wrong)
    {
        using var api = deployment.Admin;
        using var sender = deployment.With(null);
        var (graph, hook) = await MakeAsync(api);
        var now = TimeProvider.System.GetUtcNow();
        var refused = await SendAsync(sender, hook,
            secret: wrong == "another secret" ? "whs_another" : null,
            signed: wrong == "another body" ? "{}" : null,
            at: wrong == "too old" ? now.AddSeconds(-310) : wrong == "too new" ? now.AddSeconds(310) : now,
            change: headers =>
            {
                if (wrong is "no signature")
                    headers.Remove("X-Signature");
                if (wrong is "no timestamp")
                    headers.Remove("X-Timestamp");
                if (wrong is "half a signature")
                    headers["X-Signature"] = headers["X-Signature"][..32];
            });
        refused.Expect(HttpStatusCode.Unauthorized);
        Assert.DoesNotContain(hook.Text("secret"), refused.Json.GetRawText(), StringComparison.Ordinal);
        Assert.Empty(await api.AllAsync($"/api/v1/executions?graph={graph}"));
    }

    [Fact]
    public async Task The_secret_is_shown_once_and_a_webhook_that_is_deleted_takes_nothing()
    {
        using var api = deployment.Admin;
        using var sender = deployment.With(null);
        var (_, hook) = await MakeAsync(api);
        var path = $"/api/v1/webhooks/{hook.Text("id")}";
        Assert.DoesNotContain(hook.Text("secret"), (await api.GetAsync(path)).Good().Json.GetRawText(), StringComparison.Ordinal);
        (await api.DeleteAsync(path)).Expect(HttpStatusCode.NoContent);
        (await SendAsync(sender, hook)).Expect(HttpStatusCode.NotFound);
        (await api.GetAsync(path)).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task In_test_mode_the_last_delivery_is_shown_and_nothing_starts()
    {
        using var api = deployment.Admin;
        using var sender = deployment.With(null);
        var (graph, hook) = await MakeAsync(api);
        var path = $"/api/v1/webhooks/{hook.Text("id")}";
        (await api.PutAsync($"{path}/test-mode", new { enabled = true })).Good();
        (await SendAsync(sender, hook)).Expect(HttpStatusCode.Accepted);
        Assert.Contains("order", (await api.GetAsync(path)).Good().At("last_delivery").GetRawText(), StringComparison.Ordinal);
        Assert.Empty(await api.AllAsync($"/api/v1/executions?graph={graph}"));
    }

    [Fact]
    public async Task A_webhook_of_no_graph_is_refused()
    {
        using var api = deployment.Admin;
        Assert.InRange((int)(await api.PostAsync("/api/v1/webhooks", new { name = "x", graph = "nobody-has-this-name" })).Status, 404, 422);
    }

    private static async Task<(string Graph, Answer Hook)> MakeAsync(Api api)
    {
        var graph = await api.GraphAsync("name: hooked\nnodes:\n  a: { type: rule, with: { output: 1 } }\n");
        return (graph, (await api.PostAsync("/api/v1/webhooks", new { name = graph, graph })).Expect(HttpStatusCode.Created));
    }

    private static async Task<Answer> SendAsync(Api sender, Answer hook, string? delivery = null, string? body = null, string? secret = null, string? signed = null, DateTimeOffset? at = null, Action<Dictionary<string, string>>? change = null)
    {
        var timestamp = (at ?? TimeProvider.System.GetUtcNow()).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var headers = new Dictionary<string, string>
        {
            ["X-Timestamp"] = timestamp,
            ["X-Signature"] = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret ?? hook.Text("secret")), Encoding.UTF8.GetBytes($"{timestamp}.{signed ?? body ?? Body}"))),
        };
        if (delivery is not null)
            headers["X-Delivery-Id"] = delivery;
        change?.Invoke(headers);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/hooks/{hook.Text("id")}") { Content = new StringContent(body ?? Body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        using var response = await sender.Http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.OfAsync(response);
    }
}
