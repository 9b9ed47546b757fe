using System.Net;
using Logos.Gateway.Access;
using Logos.Gateway.Faults;
using Logos.Gateway.Idempotency;

namespace Logos.Gateway.Tests.Idempotency;

public sealed class IdempotencyTests : IAsyncLifetime
{
    private Gateway _gateway = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private HttpClient Admin => _gateway.Admin;

    public async ValueTask InitializeAsync()
    {
        _gateway = await Gateway.StartAsync();
        await Admin.SaveAsync(Sent.Hello);
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task The_same_key_and_body_give_the_same_answer_and_one_execution()
    {
        var first = await Admin.PostTextAsync("/api/v1/graphs/hello/execute", "{}", key: "one");
        var second = await Admin.PostTextAsync("/api/v1/graphs/hello/execute", "{}", key: "one");

        Assert.Equal(first.StatusCode, second.StatusCode);
        Assert.Equal(await first.Content.ReadAsStringAsync(Token), await second.Content.ReadAsStringAsync(Token));
        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.False(first.Headers.Contains(IdempotencyKey.Replayed));
        Assert.True(second.Headers.Contains(IdempotencyKey.Replayed));
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task Who_waited_is_given_the_same_results_again()
    {
        var first = await Admin.PostTextAsync("/api/v1/graphs/hello/execute?wait=30s", "{}", key: "one");
        var second = await Admin.PostTextAsync("/api/v1/graphs/hello/execute?wait=30s", "{}", key: "one");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        Assert.Equal(await first.Content.ReadAsStringAsync(Token), await second.Content.ReadAsStringAsync(Token));
    }

    [Theory]
    [InlineData("/api/v1/graphs/hello/execute", """{"inputs":{"name":"Bob"}}""")]
    [InlineData("/api/v1/graphs/hello/execute?version=1", "{}")]
    public async Task Another_request_under_the_key_is_refused(string path, string body)
    {
        await Admin.PostTextAsync("/api/v1/graphs/hello/execute", "{}", key: "one");

        var other = await Admin.PostTextAsync(path, body, key: "one");

        Assert.Equal((HttpStatusCode.Conflict, ApiCodes.KeyUsed), (other.StatusCode, await other.CodeAsync()));
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task Another_callers_key_is_not_answered_for()
    {
        using var other = await _gateway.ClientAsync(Scope.Run);
        await Admin.PostTextAsync("/api/v1/graphs/hello/execute", "{}", key: "one");

        var answer = await other.PostTextAsync("/api/v1/graphs/hello/execute", "{}", key: "one");

        Assert.Equal((HttpStatusCode.Conflict, ApiCodes.KeyUsed), (answer.StatusCode, await answer.CodeAsync()));
    }

    [Fact]
    public async Task How_long_somebody_waits_makes_no_other_request_of_it()
    {
        var first = await Admin.PostTextAsync("/api/v1/graphs/hello/execute?version=1", "{}", key: "one");
        var waited = await Admin.PostTextAsync("/api/v1/graphs/hello/execute?version=1&wait=30s", "{}", key: "one");

        Assert.Equal((HttpStatusCode.Accepted, HttpStatusCode.OK), (first.StatusCode, waited.StatusCode));
        Assert.Equal((await first.JsonAsync()).GetProperty("execution_id").GetGuid(), (await waited.JsonAsync()).GetProperty("execution_id").GetGuid());
    }

    [Fact]
    public async Task Many_at_once_start_one_execution()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Admin.PostTextAsync("/api/v1/graphs/hello/execute?wait=30s", "{}", key: "rush")));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.Single((await Task.WhenAll(answers.Select(answer => answer.Content.ReadAsStringAsync(Token)))).Distinct());
        Assert.Equal(1, await CountAsync());
    }

    [Fact]
    public async Task What_was_refused_leaves_the_key_free()
    {
        var refused = await Admin.PostTextAsync("/api/v1/graphs/hello/execute", """{"inputs":{"nme":1}}""", key: "one");
        var right = await Admin.PostTextAsync("/api/v1/graphs/hello/execute", "{}", key: "one");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal(HttpStatusCode.Accepted, right.StatusCode);
    }

    [Fact]
    public async Task Another_workspace_has_its_own_keys()
    {
        using var other = await _gateway.ClientAsync(Scope.Admin, workspace: "other");
        await other.SaveAsync(Sent.Hello);

        var mine = await Admin.PostTextAsync("/api/v1/graphs/hello/execute", "{}", key: "one").JsonAsync();
        var theirs = await other.PostTextAsync("/api/v1/graphs/hello/execute", "{}", key: "one").JsonAsync();

        Assert.NotEqual(mine.GetProperty("execution_id").GetGuid(), theirs.GetProperty("execution_id").GetGuid());
    }

    [Fact]
    public async Task Reruns_and_forks_take_keys()
    {
        var id = await Admin.StartAsync("hello");
        await Admin.EndedAsync(id);

        foreach (var (path, body) in ((string, string)[])[("rerun", ""), ("fork", """{"node":"greet"}""")])
        {
            var first = await Admin.PostTextAsync($"/api/v1/executions/{id}/{path}", body, key: path).JsonAsync();
            var second = await Admin.PostTextAsync($"/api/v1/executions/{id}/{path}", body, key: path).JsonAsync();
            Assert.Equal(first.GetProperty("execution_id").GetGuid(), second.GetProperty("execution_id").GetGuid());
        }

        Assert.Equal(3, await CountAsync());
    }

    [Fact]
    public async Task A_graph_that_is_sent_again_gives_the_first_answer()
    {
        var graph = """{"name":"x","nodes":{"a":{"type":"rule","with":{"output":1}}}}""";

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Admin.PostTextAsync("/api/v1/graphs", graph, key: "one")));
        var again = await Admin.PostTextAsync("/api/v1/graphs", graph, key: "one");
        var other = await Admin.PostTextAsync("/api/v1/graphs", graph + " ", key: "one");

        Assert.All(answers.Append(again), answer => Assert.Equal(answers[0].StatusCode, answer.StatusCode));
        Assert.Single((await Task.WhenAll(answers.Append(again).Select(answer => answer.Content.ReadAsStringAsync(Token)))).Distinct());
        Assert.Equal(answers[0].Headers.Location, again.Headers.Location);
        Assert.Equal(ApiCodes.KeyUsed, await other.CodeAsync());
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("")]
    [InlineData("ümlaut")]
    public async Task What_is_no_key_is_refused(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/graphs/hello/execute") { Content = new StringContent("{}", null, "application/json") };
        request.Headers.TryAddWithoutValidation(IdempotencyKey.Header, key);
        request.Headers.Authorization = Admin.DefaultRequestHeaders.Authorization;
        using var client = new HttpClient(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => System.Text.Encoding.Latin1 }) { BaseAddress = Admin.BaseAddress };

        var answer = await client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private async Task<int> CountAsync() => (await Admin.GetAsync("/api/v1/executions", Token).JsonAsync()).GetProperty("items").GetArrayLength();
}
