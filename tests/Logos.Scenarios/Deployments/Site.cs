using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Logos.Scenarios.Deployments;

/// <summary>
/// What graphs call: <c>/echo</c> answers with what it was sent, <c>/status/{code}</c> with that status,
/// <c>/flaky/{key}/{times}</c> fails so many times first, <c>/hold/{key}</c> waits for the test to let it go.
/// </summary>
public sealed class Site : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, int> _calls = new();
    private readonly ConcurrentDictionary<string, Held> _held = new();
    private WebApplication? _app;

    public Uri Address { get; private set; } = null!;

    public int Calls(string key) => _calls.GetValueOrDefault(key);

    /// <summary>The first request to <c>/hold/{key}</c> has come.</summary>
    public Task ArrivedAsync(string key) => HeldAt(key).Arrived.Task.WaitAsync(TestContext.Current.CancellationToken);

    /// <summary>Whoever asked, and whoever asks from now on, is answered.</summary>
    public void Release(string key) => HeldAt(key).Released.TrySetResult();

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Map("/echo", EchoAsync);
        _app.Map("/status/{code:int}", (int code) => Results.StatusCode(code));
        _app.Map("/flaky/{key}/{times:int}", (string key, int times) => Count(key) <= times ? Results.StatusCode(503) : Results.Json(new { calls = Calls(key) }));
        _app.Map("/count/{key}", (string key) => Results.Json(new { calls = Count(key) }));
        _app.Map("/redirect", (string to) => Results.Redirect(to));
        _app.Map("/hold/{key}", HoldAsync);
        await _app.StartAsync();
        Address = new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var held in _held.Values)
            held.Released.TrySetResult();
        if (_app is not null)
            await _app.DisposeAsync();
    }

    private int Count(string key) => _calls.AddOrUpdate(key, 1, (_, calls) => calls + 1);

    private Held HeldAt(string key) => _held.GetOrAdd(key, _ => new());

    private async Task<IResult> HoldAsync(string key, HttpContext context)
    {
        Count(key);
        HeldAt(key).Arrived.TrySetResult();
        await HeldAt(key).Released.Task.WaitAsync(context.RequestAborted);
        return Results.Json(new { key });
    }

    private static async Task<IResult> EchoAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync();
        return Results.Json(new
        {
            method = request.Method,
            query = request.Query.ToDictionary(each => each.Key, each => each.Value.ToString()),
            headers = request.Headers.ToDictionary(each => each.Key.ToLowerInvariant(), each => each.Value.ToString()),
            body = body.Length > 0 && body[0] is '{' or '[' ? JsonSerializer.Deserialize<JsonElement>(body) : (object)body,
        });
    }

    private sealed class Held
    {
        public TaskCompletionSource Arrived { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
