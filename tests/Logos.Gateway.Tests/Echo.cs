using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Logos.Gateway.Tests;

/// <summary>A service outside: it sends back what it is sent, and tells the test of it.</summary>
internal sealed class Echo : IAsyncDisposable
{
    public static readonly IReadOnlyDictionary<string, string?> Allowed = new Dictionary<string, string?> { ["Logos:Outbound:AllowedNetworks"] = "127.0.0.1", ["Logos:Secrets:GIVEN"] = "given-at-the-start" };

    private readonly Channel<string> _heard = Channel.CreateUnbounded<string>();
    private WebApplication _app = null!;

    public string Address => _app.Urls.Single();

    public static async Task<Echo> StartAsync()
    {
        var echo = new Echo();
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        echo._app = builder.Build();
        echo._app.Run(echo.AnswerAsync);
        await echo._app.StartAsync(TestContext.Current.CancellationToken);
        return echo;
    }

    /// <returns>The body of the next request.</returns>
    public Task<string> HearAsync() => _heard.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        context.Response.ContentType = "application/json";
        context.Response.Headers["X-Back"] = context.Request.Headers["X-Given"];
        context.Response.Headers["X-Trace"] = context.Request.Headers.TraceParent;
        await context.Response.WriteAsync($$"""{"key":"{{context.Request.Headers["X-Key"]}}","sent":{{(body.Length == 0 ? "null" : body)}}}""", context.RequestAborted);
        _heard.Writer.TryWrite(body);
    }
}
