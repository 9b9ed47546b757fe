using System.Text;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Work;
using Logos.Workers.Faults;
using Logos.Workers.Io.Http;
using Logos.Workers.Io.Outbound;
using Microsoft.AspNetCore.Http;

namespace Logos.Workers.Tests.Io.Http;

public sealed class HttpHandlerTests : IDisposable
{
    private readonly OutboundClient _client = new(new() { AllowedNetworks = ["127.0.0.1"] });
    private readonly Worker _worker = new();

    public HttpHandlerTests() => _worker.With(new Workers.Running.NodeRegistration(NodeTypeRegistry.BuiltIn.Find("http")!, new HttpHandler(_client, _worker.Clock)));

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task A_request_carries_what_the_node_says()
    {
        await using var site = await Site.StartAsync(Json("""{"ok":true}"""));
        _worker.Secrets["KEY"] = "k-123456";

        var output = await _worker.OutputAsync(Node(site.Url("/orders?a=1"), """
            method: PUT
            query: { q: "a b&c", n: 2, tag: [x, y], none: null }
            headers: { X-Key: "${{ secrets.KEY }}", X-Id: abc }
            body: { items: "${{ inputs.x }}" }
            """), """{"inputs":{"x":[1,2.50]}}""");

        Assert.Equal("""{"ok":true}""", output.ToJson());
        var asked = Assert.Single(site.Requests);
        Assert.Equal(("PUT", "/orders?a=1&q=a%20b%26c&n=2&tag=x&tag=y", """{"items":[1,2.5]}"""), (asked.Method, asked.Path, asked.Body));
        Assert.Equal(("k-123456", "abc", "application/json", "Logos"), (asked.Header("X-Key"), asked.Header("X-Id"), asked.Header("Content-Type"), asked.Header("User-Agent")));
    }

    [Theory]
    [InlineData("body: plain text", "plain text", "text/plain; charset=utf-8")]
    [InlineData("body: '<a/>'\nheaders: { content-type: application/xml }", "<a/>", "application/xml")]
    [InlineData("form: { a: 'x y', b: [1, 2] }", "a=x%20y&b=1&b=2", "application/x-www-form-urlencoded")]
    [InlineData("body: { a: null }", """{"a":null}""", "application/json")]
    [InlineData("body: 5", "5", "application/json")]
    public async Task A_body_is_text_JSON_or_a_form(string with, string body, string type)
    {
        await using var site = await Site.StartAsync(_ => Task.CompletedTask);

        await _worker.OutputAsync(Node(site.Url("/"), "method: POST\n" + with));

        var asked = Assert.Single(site.Requests);
        Assert.Equal((body, type), (asked.Body, asked.Header("Content-Type")));
    }

    [Theory]
    [InlineData("bearer: '${{ secrets.KEY }}'", "Bearer k-123456")]
    [InlineData("user: me\n  password: '${{ secrets.KEY }}'", "Basic bWU6ay0xMjM0NTY=")]
    public async Task It_proves_who_sends_it_and_does_not_yield_the_proof(string auth, string expected)
    {
        await using var site = await Site.StartAsync(context => context.Response.WriteAsync("you sent " + context.Request.Headers.Authorization));
        _worker.Secrets["KEY"] = "k-123456";

        var output = await _worker.OutputAsync(Node(site.Url("/"), $"auth:\n  {auth}"));

        Assert.Equal(expected, Assert.Single(site.Requests).Header("Authorization"));
        Assert.Contains("***", output.AsString(), StringComparison.Ordinal);
        Assert.DoesNotContain("xMjM0NTY", output.AsString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json", """{"a":1}""", "auto", """{"a":1}""")]
    [InlineData("application/problem+json; charset=utf-8", "\uFEFF[1]", "auto", "[1]")]
    [InlineData("text/html", "<p>ö</p>", "auto", "\"<p>ö</p>\"")]
    [InlineData("application/json", """{"a":1}""", "text", "\"{\\\"a\\\":1}\"")]
    [InlineData("text/plain", """{"a":1}""", "json", """{"a":1}""")]
    [InlineData("text/plain", "", "json", "null")]
    [InlineData("text/plain", "", "auto", "null")]
    [InlineData("text/plain", "", "text", "\"\"")]
    [InlineData("application/octet-stream", "words", "auto", "\"words\"")]
    public async Task It_yields_the_body_by_its_type_or_as_it_is_asked_for(string type, string body, string response, string expected)
    {
        await using var site = await Site.StartAsync(context =>
        {
            context.Response.ContentType = type;
            return context.Response.WriteAsync(body);
        });

        Assert.Equal(expected, (await _worker.OutputAsync(Node(site.Url("/"), $"response: {response}"))).ToJson());
    }

    [Fact]
    public async Task Another_charset_is_read_as_what_it_is()
    {
        await using var site = await Site.StartAsync(async context =>
        {
            context.Response.ContentType = "text/plain; charset=iso-8859-1";
            await context.Response.Body.WriteAsync(Encoding.Latin1.GetBytes("größer"));
        });

        Assert.Equal("größer", (await _worker.OutputAsync(Node(site.Url("/")))).AsString());
    }

    [Fact]
    public async Task In_full_it_yields_status_headers_and_body_and_no_cookies()
    {
        await using var site = await Site.StartAsync(context =>
        {
            context.Response.StatusCode = 201;
            context.Response.Headers["X-Page"] = "2";
            context.Response.Headers.SetCookie = "session=abc";
            return context.Response.WriteAsJsonAsync(new { a = 1 });
        });

        var output = await _worker.OutputAsync(Node(site.Url("/"), "response: full"));

        Assert.Equal(("201", "\"2\"", "\"***\"", """{"a":1}"""), (output["status"].ToJson(), output["headers"]["x-page"].ToJson(), output["headers"]["set-cookie"].ToJson(), output["body"].ToJson()));
    }

    [Theory]
    [InlineData("application/json", "<html>", "json")]
    [InlineData("application/json", "{\"a\":1", "auto")]
    [InlineData("image/png", "\u0089PNG\r\n", "auto")]
    public async Task What_cannot_be_read_fails_for_good(string type, string body, string response)
    {
        await using var site = await Site.StartAsync(async context =>
        {
            context.Response.ContentType = type;
            await context.Response.Body.WriteAsync(Encoding.Latin1.GetBytes(body));
        });

        var failure = await _worker.FailureAsync(Node(site.Url("/"), $"response: {response}"));

        Assert.Equal((WorkersCodes.AnswerUnreadable, FailureKind.Permanent), (failure.Code, failure.Kind));
    }

    [Theory]
    [InlineData(400, WorkersCodes.Rejected, FailureKind.Permanent)]
    [InlineData(401, WorkersCodes.Rejected, FailureKind.Permanent)]
    [InlineData(404, WorkersCodes.Rejected, FailureKind.Permanent)]
    [InlineData(304, WorkersCodes.Rejected, FailureKind.Permanent)]
    [InlineData(408, WorkersCodes.TryLater, FailureKind.Transient)]
    [InlineData(429, WorkersCodes.TryLater, FailureKind.Transient)]
    [InlineData(500, WorkersCodes.TryLater, FailureKind.Transient)]
    [InlineData(502, WorkersCodes.TryLater, FailureKind.Transient)]
    [InlineData(503, WorkersCodes.TryLater, FailureKind.Transient)]
    public async Task A_status_tells_whether_trying_again_may_help(int status, string code, FailureKind kind)
    {
        await using var site = await Site.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });

        var failure = await _worker.FailureAsync(Node(site.Url("/?key=hidden")));

        Assert.Equal((code, kind), (failure.Code, failure.Kind));
        Assert.Contains($"GET {site.Url("/")} answered {status}", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", failure.Message, StringComparison.Ordinal);
        Assert.Null(failure.RetryAfter);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("Sat, 31 Jan 2026 08:01:30 GMT", 90)]
    [InlineData("Sat, 31 Jan 2026 07:00:00 GMT", 0)]
    [InlineData("99999999", 86_400)]
    [InlineData("soon", null)]
    [InlineData("-5", null)]
    public async Task Retry_After_is_heeded_in_seconds_and_as_a_date(string header, int? seconds)
    {
        await using var site = await Site.StartAsync(context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = header;
            return Task.CompletedTask;
        });

        var failure = await _worker.FailureAsync(Node(site.Url("/")));

        Assert.Equal(seconds is { } s ? TimeSpan.FromSeconds(s) : null, failure.RetryAfter);
    }

    [Fact]
    public async Task The_beginning_of_the_answer_stands_in_the_message_without_secrets()
    {
        await using var site = await Site.StartAsync(context =>
        {
            context.Response.StatusCode = 422;
            context.Response.ContentType = "text/plain";
            return context.Response.WriteAsync($"no such\n   key: {context.Request.Headers["X-Key"]} {new string('x', 253)}{context.Request.Headers["X-Key"]}");
        });
        _worker.Secrets["KEY"] = "k-0123456789-0123456789-0123456789";

        var failure = await _worker.FailureAsync(Node(site.Url("/"), "headers: { X-Key: '${{ secrets.KEY }}' }"));

        Assert.Contains(": no such key: *** xxx", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("k-0", failure.Message, StringComparison.Ordinal);
        Assert.True(failure.Message.Length < 400);
    }

    [Theory]
    [InlineData("expect: [404]", 404, true)]
    [InlineData("expect: [200, 404]", 200, true)]
    [InlineData("expect: [200]", 204, false)]
    [InlineData("expect: [302]", 302, true)]
    [InlineData("expect: [503]", 503, true)]
    public async Task Statuses_that_are_expected_are_a_success_and_no_others(string expect, int status, bool succeeds)
    {
        await using var site = await Site.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/elsewhere";
            return Task.CompletedTask;
        });
        var node = Node(site.Url("/"), expect + "\nresponse: full");

        if (succeeds)
            Assert.Equal(status.ToString(), (await _worker.OutputAsync(node))["status"].ToJson());
        else
            Assert.Equal(WorkersCodes.Rejected, (await _worker.FailureAsync(node)).Code);
        Assert.Single(site.Requests);
    }

    [Theory]
    [InlineData("headers: { Host: evil }", WorkersCodes.BadHeader)]
    [InlineData("headers: { Transfer-Encoding: chunked }", WorkersCodes.BadHeader)]
    [InlineData("headers: { 'X Y': a }", WorkersCodes.BadHeader)]
    [InlineData("headers: { X-Id: '${{ inputs.x }}' }", WorkersCodes.BadHeader)]
    [InlineData("headers: { X-Id: '${{ inputs.y }}' }", WorkersCodes.BadInput)]
    [InlineData("method: '${{ inputs.x }}'", WorkersCodes.BadInput)]
    [InlineData("expect: '${{ inputs.x }}'", WorkersCodes.BadInput)]
    public async Task What_cannot_be_sent_is_not_sent(string with, string code)
    {
        await using var site = await Site.StartAsync(_ => Task.CompletedTask);

        var failure = await _worker.FailureAsync(Node(site.Url("/"), with), """{"inputs":{"x":"a\r\nX-Evil: 1","y":5}}""");

        Assert.Equal((code, FailureKind.Permanent), (failure.Code, failure.Kind));
        Assert.Empty(site.Requests);
    }

    [Theory]
    [InlineData("5", "`url` takes text, and is a number")]
    [InlineData("null", "`url` is missing")]
    [InlineData("\"/orders\"", "`url`: `/orders` is no address")]
    public async Task An_address_that_turns_out_to_be_none_is_named(string url, string message)
    {
        var failure = await _worker.FailureAsync("a: { type: http, with: { url: '${{ inputs.x }}' } }", "{\"inputs\":{\"x\":" + url + "}}");

        Assert.Equal((WorkersCodes.BadInput, FailureKind.Permanent), (failure.Code, failure.Kind));
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_a_secret_is_not_told_not_even_its_beginning()
    {
        _worker.Secrets["HOOK"] = "hooks.example.com/T0123456789/B0123456789/" + new string('q', 60);

        var failure = await _worker.FailureAsync("a: { type: http, with: { url: '${{ secrets.HOOK }}' } }");

        Assert.Equal("`url`: `***…` is no address", failure.Message);
    }

    [Fact]
    public async Task The_nodes_timeout_ends_a_request_that_hangs()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var site = await Site.StartAsync(async context =>
        {
            await context.Response.Body.FlushAsync();
            asked.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        });

        var running = _worker.FailureAsync($"a: {{ type: http, timeout: 2s, with: {{ url: '{site.Url("/")}' }} }}");
        await asked.Task;
        _worker.Clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(FailureKind.TimedOut, (await running).Kind);
    }

    private static string Node(string url, string with = "") =>
        $"a:\n  type: http\n  with:\n    url: {url}\n" + string.Join('\n', with.Split('\n').Select(line => "    " + line));

    private static Func<HttpContext, Task> Json(string json) => context =>
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json);
    };
}
