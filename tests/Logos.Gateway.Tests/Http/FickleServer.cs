using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Logos.Gateway.Tests.Http;

/// <summary>Answers each request as it was told to, and all others well.</summary>
internal sealed class FickleServer : IAsyncDisposable
{
    private readonly ConcurrentQueue<Func<HttpContext, Task>> _next = [];
    private readonly ConcurrentQueue<string> _heard = [];
    private readonly Channel<bool> _arrived = Channel.CreateUnbounded<bool>();
    private WebApplication _app = null!;

    public Uri Address => new(_app.Urls.Single());

    /// <summary>Method, path, body and request id of each request.</summary>
    public IReadOnlyCollection<string> Heard => _heard;

    public static async Task<FickleServer> StartAsync()
    {
        var server = new FickleServer();
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        server._app = builder.Build();
        server._app.Run(server.AnswerAsync);
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    /// <returns>Done when it has the next request.</returns>
    public Task HearAsync() => _arrived.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    public FickleServer Then(int status, string? retryAfter = null) => Then(context =>
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null)
            context.Response.Headers.RetryAfter = retryAfter;
        return Task.CompletedTask;
    });

    /// <summary>The connection ends, and no answer comes.</summary>
    public FickleServer ThenAborts() => Then(context =>
    {
        context.Abort();
        return Task.CompletedTask;
    });

    /// <summary>No answer comes as long as the caller waits.</summary>
    public FickleServer ThenHangs() => Then(context =>
    {
        var left = new TaskCompletionSource();
        context.RequestAborted.Register(left.SetResult);
        return left.Task;
    });

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private FickleServer Then(Func<HttpContext, Task> answer)
    {
        _next.Enqueue(answer);
        return this;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        _heard.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {body} {context.Request.Headers["X-Request-ID"]}").Trim());
        var next = _next.TryDequeue(out var told) ? told : _ => Task.CompletedTask;
        _arrived.Writer.TryWrite(true);
        // A client asks again by itself where a connection breaks that has served before.
        context.Response.Headers.Connection = "close";
        await next(context);
    }
}
