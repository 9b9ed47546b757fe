using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Gateway.Access;
using Logos.Gateway.Faults;
using Logos.Gateway.Webhooks;

namespace Logos.Gateway.Tests.Webhooks;

public sealed class WebhookTests
{
    private const string Graph = """
        name: order
        inputs: { body: { type: object, required: true }, headers: { type: object } }
        nodes:
          take: { type: rule, with: { output: { id: "${{ inputs.body.id }}" } } }
        outputs: { id: "${{ take.id }}", event: "${{ inputs.headers['x-event'] }}" }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void The_signature_is_that_of_the_contract() =>
        Assert.Equal(
            "8f3c135707e746ecf6f25b4046c9287ca9552718214272bf45b3afd0f0aa0cb8",
            Signature.OfV1("secret", "1700000000", """{"tool":"tetragnos","args":{"op":"ping"},"proof_token":{"token":"t"}}"""u8));

    [Fact]
    public void The_signature_of_GitHub_is_that_of_its_documentation() =>
        Assert.Equal("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17", Signature.OfGitHub("It's a Secret to Everybody", "Hello, World!"u8));

    [Fact]
    public async Task A_signed_delivery_starts_the_graph()
    {
        await using var gateway = await StartAsync();
        var (id, secret) = await MakeAsync(gateway, new { name = "orders", graph = "order", headers = new[] { "X-Event" } });

        var answer = await SendAsync(gateway, id, Signed(secret, """{"id":"A-1"}""", ("X-Event", "created")));

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var ended = await gateway.EndAsync((await answer.JsonAsync()).GetProperty("execution_id").GetGuid());
        Assert.Equal(ExecutionStatus.Completed, ended.Row.Status);
        Assert.Equal("""{"id":"A-1","event":"created"}""", ended.Row.Results!.Read().ToJson());
        Assert.Equal(id, ended.Head.Tags["webhook"]);
    }

    [Fact]
    public async Task A_delivery_in_the_form_of_GitHub_starts_the_graph_once()
    {
        await using var gateway = await StartAsync();
        var (id, secret) = await MakeAsync(gateway, new { name = "pushes", graph = "order", signing = "github", inputs = new { body = new { id = "${{ body.head.sha }}" } } });

        var first = await SendAsync(gateway, id, GitHub(secret, """{"head":{"sha":"abc"}}""", "d-1"));
        var again = await SendAsync(gateway, id, GitHub(secret, """{"head":{"sha":"abc"}}""", "d-1"));
        var other = await SendAsync(gateway, id, GitHub(secret, """{"head":{"sha":"abc"}}""", "d-2"));

        var execution = (await first.JsonAsync()).GetProperty("execution_id").GetGuid();
        Assert.Equal("abc", (await gateway.EndAsync(execution)).Row.Results!.Read()["id"].AsString());
        var told = await again.JsonAsync();
        Assert.True(told.GetProperty("duplicate").GetBoolean());
        Assert.Equal(execution, told.GetProperty("execution_id").GetGuid());
        Assert.NotEqual(execution, (await other.JsonAsync()).GetProperty("execution_id").GetGuid());
    }

    [Fact]
    public async Task A_webhook_is_signed_in_one_form_and_takes_no_other()
    {
        await using var gateway = await StartAsync();
        var (stamped, first) = await MakeAsync(gateway, new { name = "orders", graph = "order" });
        var (pushed, second) = await MakeAsync(gateway, new { name = "pushes", graph = "order", signing = "github" });

        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(gateway, stamped, GitHub(first, """{"id":"A-1"}""", "d-1"))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(gateway, pushed, Signed(second, """{"id":"A-1"}"""))).StatusCode);

        Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(gateway, stamped, Signed(first, """{"id":"A-1"}"""))).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(gateway, pushed, GitHub(second, """{"id":"A-1"}""", "d-1"))).StatusCode);
        Assert.Equal("timestamp", (await gateway.Admin.GetAsync($"/api/v1/webhooks/{stamped}", Token).JsonAsync()).GetProperty("signing").GetString());
        Assert.Equal("github", (await gateway.Admin.GetAsync($"/api/v1/webhooks/{pushed}", Token).JsonAsync()).GetProperty("signing").GetString());
    }

    [Theory]
    [InlineData("timestamp")]
    [InlineData("github")]
    [InlineData("either")]
    public async Task What_was_signed_with_a_timestamp_is_no_delivery_in_the_form_of_GitHub(string form)
    {
        await using var gateway = await Gateway.StartAsync();
        await gateway.SaveAsync("""
            name: order
            inputs: { body: { type: any } }
            nodes:
              take: { type: rule, with: { output: { id: "${{ inputs.body }}" } } }
            """);
        var (id, secret) = await MakeAsync(gateway, new { name = "orders", graph = "order", signing = form == "either" ? null : form });
        if (form == "either")
            await AgeAsync(gateway, id);
        const string body = """{"id":"A-1"}""";
        var stamp = Stamp(0);
        var captured = Signature.OfV1(secret, stamp, Encoding.UTF8.GetBytes(body));

        var again = await SendAsync(gateway, id, Plain($"{stamp}.{body}", ("X-Hub-Signature-256", "sha256=" + captured), ("X-GitHub-Delivery", "d-1")));

        // A webhook of GitHub's form is sent nothing that is signed with a timestamp: there it is a body like any other.
        Assert.Equal(form == "github" ? HttpStatusCode.Accepted : HttpStatusCode.Unauthorized, again.StatusCode);
    }

    [Fact]
    public async Task A_webhook_of_before_takes_either_form()
    {
        await using var gateway = await StartAsync();
        var (id, secret) = await MakeAsync(gateway, new { name = "orders", graph = "order" });
        await AgeAsync(gateway, id);

        Assert.Equal("either", (await gateway.Admin.GetAsync($"/api/v1/webhooks/{id}", Token).JsonAsync()).GetProperty("signing").GetString());
        Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(gateway, id, Signed(secret, """{"id":"A-1"}"""))).StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, (await SendAsync(gateway, id, GitHub(secret, """{"id":"A-1"}""", "d-1"))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(gateway, id, Plain("""{"id":"A-1"}"""))).StatusCode);
    }

    [Fact]
    public async Task Deliveries_that_come_at_once_start_one_execution()
    {
        await using var gateway = await StartAsync();
        var (id, secret) = await MakeAsync(gateway, new { name = "orders", graph = "order" });

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SendAsync(gateway, id, Signed(secret, """{"id":"A-1"}""", ("X-Delivery-Id", "one")))));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode));
        Assert.Single((await Task.WhenAll(answers.Select(answer => answer.JsonAsync()))).Select(told => told.GetProperty("execution_id").GetGuid()).Distinct());
        Assert.Single((await gateway.Engine.Executions.ListAsync(ExecutionFilter.All, null, 10, Token)).Items);
    }

    [Fact]
    public async Task A_request_that_is_repeated_with_another_id_is_known()
    {
        await using var gateway = await StartAsync();
        var (id, secret) = await MakeAsync(gateway, new { name = "orders", graph = "order" });
        var stamp = Stamp(0);

        await SendAsync(gateway, id, Signed(secret, """{"id":"A-1"}""", stamp, ("X-Delivery-Id", "one")));
        var again = await SendAsync(gateway, id, Signed(secret, """{"id":"A-1"}""", stamp, ("X-Delivery-Id", "two")));

        Assert.True((await again.JsonAsync()).GetProperty("duplicate").GetBoolean());
    }

    [Fact]
    public async Task What_is_not_signed_as_it_should_be_is_refused_and_starts_nothing()
    {
        await using var gateway = await StartAsync();
        var (id, secret) = await MakeAsync(gateway, new { name = "orders", graph = "order" });
        const string body = """{"id":"A-1"}""";
        HttpRequestMessage[] wrong =
        [
            Plain(body),
            Plain(body, ("X-Timestamp", Stamp(0)), ("X-Signature", "00")),
            Plain(body, ("X-Signature", Signature.OfV1(secret, "", Encoding.UTF8.GetBytes(body)))),
            Plain(body, ("X-Hub-Signature-256", "sha256=00")),
            Plain(body + " ", ("X-Hub-Signature-256", Signature.OfGitHub(secret, Encoding.UTF8.GetBytes(body)))),
            Signed(secret, body, Stamp(-301)),
            Signed(secret, body, Stamp(+310)),
            Signed("another", body, Stamp(0)),
            Signed(secret, body, "99999999999999999"),
            Signed(secret, body, "-1"),
        ];

        foreach (var request in wrong)
        {
            var answer = await SendAsync(gateway, id, request);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Equal(WebhookCodes.BadSignature, (await answer.JsonAsync()).GetProperty("code").GetString());
        }

        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(gateway, Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString(), Signed(secret, body))).StatusCode);
        Assert.Empty((await gateway.Engine.Executions.ListAsync(ExecutionFilter.All, null, 10, Token)).Items);
    }

    [Fact]
    public async Task A_secret_is_shown_once_and_kept_sealed()
    {
        await using var gateway = await StartAsync();
        var (id, secret) = await MakeAsync(gateway, new { name = "orders", graph = "order" });

        var told = await gateway.Admin.GetStringAsync($"/api/v1/webhooks/{id}", Token) + await gateway.Admin.GetStringAsync("/api/v1/webhooks", Token);

        Assert.DoesNotContain(secret, told, StringComparison.Ordinal);
        Assert.DoesNotContain("sealed", told, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, Encoding.UTF8.GetString((await gateway.Engine.Documents.FindAsync("default", Webhook.Kind, id, Token))!.Body.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_test_mode_shows_what_came_and_starts_nothing()
    {
        await using var gateway = await StartAsync();
        await gateway.Admin.PutAsJsonAsync("/api/v1/secrets/KEY", new { value = "hunter2\"hunter2" }, Token);
        var (id, secret) = await MakeAsync(gateway, new { name = "orders", graph = "order", test_mode = true });

        await SendAsync(gateway, id, Plain("""{"id":"A-1"}""", ("X-Timestamp", Stamp(0)), ("X-Signature", "00")));
        var refused = await LastAsync(gateway, id);
        await SendAsync(gateway, id, Signed(secret, """{"id":"hunter2\"hunter2"}"""));
        var taken = await LastAsync(gateway, id);
        await SendAsync(gateway, id, Signed(secret, "\"text\""));
        var unfit = await LastAsync(gateway, id);

        Assert.Contains("X-Signature", refused.GetProperty("refused").GetString(), StringComparison.Ordinal);
        Assert.Equal("""{"id":"A-1"}""", refused.GetProperty("body").GetString());
        Assert.False(taken.TryGetProperty("refused", out _));
        Assert.Equal("""{"id":"***"}""", taken.GetProperty("body").GetString());
        Assert.Equal("***", taken.GetProperty("inputs").GetProperty("body").GetProperty("id").GetString());
        Assert.Contains("LGS", unfit.GetProperty("refused").GetString(), StringComparison.Ordinal);
        Assert.Empty((await gateway.Engine.Executions.ListAsync(ExecutionFilter.All, null, 10, Token)).Items);
        await gateway.Admin.PutAsJsonAsync($"/api/v1/webhooks/{id}/test-mode", new { enabled = false }, Token);
        Assert.True((await (await SendAsync(gateway, id, Signed(secret, """{"id":"A-1"}"""))).JsonAsync()).TryGetProperty("execution_id", out _));
    }

    [Fact]
    public async Task What_does_not_fit_the_graph_is_refused()
    {
        await using var gateway = await StartAsync();
        var (id, secret) = await MakeAsync(gateway, new { name = "orders", graph = "order" });

        var answer = await SendAsync(gateway, id, Signed(secret, "[1]"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
    }

    [Fact]
    public async Task A_body_of_more_than_a_mebibyte_is_refused()
    {
        await using var gateway = await StartAsync();
        var (id, secret) = await MakeAsync(gateway, new { name = "orders", graph = "order" });

        var answer = await SendAsync(gateway, id, Signed(secret, $$"""{"id":"{{new string('x', 1024 * 1024)}}"}"""));

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Theory]
    [InlineData("""{"name":"","graph":"order"}""")]
    [InlineData("""{"name":"x","graph":"other"}""")]
    [InlineData("""{"name":"x","graph":"order","headers":["Authorization"]}""")]
    [InlineData("""{"name":"x","graph":"order","inputs":{"body":"${{ secrets.KEY }}"}}""")]
    [InlineData("""{"name":"x","graph":"order","inputs":{"body":"${{ 1 + }}"}}""")]
    [InlineData("""{"name":"x","graph":"order","inputs":[]}""")]
    [InlineData("""{"name":"x","graph":"order","signing":"md5"}""")]
    public async Task What_cannot_be_a_webhook_is_refused(string body)
    {
        await using var gateway = await StartAsync();

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await gateway.Admin.PostAsync("/api/v1/webhooks", new StringContent(body, Encoding.UTF8, "application/json"), Token)).StatusCode);
    }

    [Fact]
    public async Task A_webhook_that_is_deleted_takes_nothing_and_another_workspaces_is_not_there()
    {
        await using var gateway = await StartAsync();
        var (id, secret) = await MakeAsync(gateway, new { name = "orders", graph = "order" });
        using var other = await gateway.ClientAsync(Scope.Admin, "other");
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/api/v1/webhooks/{id}", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await other.DeleteAsync($"/api/v1/webhooks/{id}", Token)).StatusCode);

        Assert.Equal(HttpStatusCode.NoContent, (await gateway.Admin.DeleteAsync($"/api/v1/webhooks/{id}", Token)).StatusCode);

        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(gateway, id, Signed(secret, """{"id":"A-1"}"""))).StatusCode);
    }

    private static async Task<Gateway> StartAsync()
    {
        var gateway = await Gateway.StartAsync();
        await gateway.SaveAsync(Graph);
        return gateway;
    }

    private static async Task<(string Id, string Secret)> MakeAsync(Gateway gateway, object webhook)
    {
        var answer = await gateway.Admin.PostAsJsonAsync("/api/v1/webhooks", webhook, Token);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var made = await answer.JsonAsync();
        return (made.GetProperty("id").GetString()!, made.GetProperty("secret").GetString()!);
    }

    // As it was kept before a webhook had a form.
    private static async Task AgeAsync(Gateway gateway, string id)
    {
        var kept = (await gateway.Engine.Documents.FindAsync("default", Webhook.Kind, id, Token))!;
        await gateway.Engine.Documents.WriteAsync([(Webhook.Read(kept) with { Signing = null }).Write("default", kept.Version)], Token);
    }

    private static async Task<JsonElement> LastAsync(Gateway gateway, string id) => (await gateway.Admin.GetAsync($"/api/v1/webhooks/{id}", Token).JsonAsync()).GetProperty("last_delivery");

    private static async Task<HttpResponseMessage> SendAsync(Gateway gateway, string id, HttpRequestMessage request)
    {
        using var client = gateway.Anonymous();
        request.RequestUri = new($"/api/v1/hooks/{id}", UriKind.Relative);
        return await client.SendAsync(request, Token);
    }

    private static string Stamp(int seconds) => TimeProvider.System.GetUtcNow().AddSeconds(seconds).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static HttpRequestMessage Signed(string secret, string body, params (string, string)[] headers) => Signed(secret, body, Stamp(0), headers);

    private static HttpRequestMessage Signed(string secret, string body, string stamp, params (string, string)[] headers) =>
        Plain(body, [("X-Timestamp", stamp), ("X-Signature", Signature.OfV1(secret, stamp, Encoding.UTF8.GetBytes(body))), .. headers]);

    private static HttpRequestMessage GitHub(string secret, string body, string delivery) =>
        Plain(body, ("X-Hub-Signature-256", Signature.OfGitHub(secret, Encoding.UTF8.GetBytes(body))), ("X-GitHub-Delivery", delivery), ("X-GitHub-Event", "push"));

    private static HttpRequestMessage Plain(string body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return request;
    }
}
