using System.Collections.Concurrent;
using System.Globalization;
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
/// What graphs call: <c>/echo</c> answers with what it was sent, <c>/status/{code}</c> and <c>/scold/{code}</c> with that status,
/// <c>/flaky/{key}/{times}</c> fails so many times first, <c>/busy/{key}</c> asks once for a second's patience,
/// <c>/hold/{key}</c> waits for the test to let it go, <c>/together/{key}/{size}</c> until so many are there,
/// <c>/long/{size}</c> is a text of that length. Whatever has a key is counted and kept.
/// </summary>
public sealed class Site : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Heard> _heard = new();
    private WebApplication? _app;

    public Uri Address { get; private set; } = null!;

    /// <summary>A key that nobody else has.</summary>
    public static string Key() => Api.Unique("key");

    public int Calls(string key) => At(key).Calls.Count;

    /// <summary>When the calls came, in their order.</summary>
    public IReadOnlyList<TimeSpan> Times(string key) => [.. At(key).Calls.Select(call => call.At)];

    /// <summary>What the calls carried, in their order.</summary>
    public IReadOnlyList<string> Bodies(string key) => [.. At(key).Calls.Select(call => call.Body)];

    /// <summary>How many of <c>/together</c> were there at once, at most.</summary>
    public int Most(string key) => At(key).Most;

    /// <summary>The first request with this key has come.</summary>
    public Task ArrivedAsync(string key) => At(key).Arrived.Task.WaitAsync(TestContext.Current.CancellationToken);

    /// <summary>Whoever asked, and whoever asks from now on, is answered.</summary>
    public void Release(string key) => At(key).Released.TrySetResult();

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Map("/echo", EchoAsync);
        _app.Map("/status/{code:int}", (int code) => Results.Text($"status {code}", statusCode: code));
        _app.Map("/flaky/{key}/{times:int}", async (string key, int times, HttpRequest request) => await HearAsync(key, request) <= times ? Results.StatusCode(503) : Results.Json(new { calls = Calls(key) }));
        _app.Map("/busy/{key}", BusyAsync);
        _app.Map("/count/{key}", async (string key, HttpRequest request) => Results.Json(new { calls = await HearAsync(key, request) }));
        _app.Map("/refuse/{key}", async (string key, HttpRequest request) =>
        {
            await HearAsync(key, request);
            return Results.Text("no", statusCode: 422);
        });
        _app.Map("/scold/{code:int}", async (int code, HttpRequest request) => Results.Text($"{request.QueryString} {request.Headers["X-Key"]} {await BodyAsync(request)}", statusCode: code));
        _app.Map("/redirect", (string to) => Results.Redirect(to));
        _app.Map("/around", () => Results.Redirect("/around"));
        _app.Map("/hold/{key}", HoldAsync);
        _app.Map("/together/{key}/{size:int}", TogetherAsync);
        _app.Map("/long/{size:int}", (int size) => Results.Text(new string('x', size)));
        await _app.StartAsync();
        Address = new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var heard in _heard.Values)
            heard.Released.TrySetResult();
        if (_app is not null)
            await _app.DisposeAsync();
    }

    private Heard At(string key) => _heard.GetOrAdd(key, _ => new());

    private async Task<int> HearAsync(string key, HttpRequest request)
    {
        var body = await BodyAsync(request);
        var heard = At(key);
        int calls;
        lock (heard)
        {
            heard.Calls.Enqueue(new(TimeProvider.System.GetElapsedTime(0), body));
            calls = heard.Calls.Count;
        }

        heard.Arrived.TrySetResult();
        return calls;
    }

    private async Task<IResult> BusyAsync(string key, HttpContext context)
    {
        if (await HearAsync(key, context.Request) > 1)
            return Results.Json(new { calls = Calls(key) });
        context.Response.Headers.RetryAfter = "1";
        return Results.StatusCode(429);
    }

    private async Task<IResult> HoldAsync(string key, HttpContext context)
    {
        await HearAsync(key, context.Request);
        await At(key).Released.Task.WaitAsync(context.RequestAborted);
        return Results.Json(new { key });
    }

    private async Task<IResult> TogetherAsync(string key, int size, HttpContext context)
    {
        var heard = At(key);
        TaskCompletionSource group;
        lock (heard)
        {
            heard.Most = Math.Max(heard.Most, ++heard.Present);
            group = heard.Group;
            if (++heard.Waiting == size)
            {
                heard.Waiting = 0;
                heard.Group = new(TaskCreationOptions.RunContinuationsAsynchronously);
                group.TrySetResult();
            }
        }

        await group.Task.WaitAsync(context.RequestAborted);
        lock (heard)
            heard.Present--;
        return Results.Json(new { key });
    }

    private static async Task<string> BodyAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        return await reader.ReadToEndAsync();
    }

    private static async Task<IResult> EchoAsync(HttpRequest request)
    {
        var body = await BodyAsync(request);
        return Results.Json(new
        {
            method = request.Method,
            query = request.Query.ToDictionary(each => each.Key, each => each.Value.ToString()),
            headers = request.Headers.ToDictionary(each => each.Key.ToLowerInvariant(), each => each.Value.ToString()),
            length = body.Length.ToString(CultureInfo.InvariantCulture),
            body = body.Length > 0 && body[0] is '{' or '[' ? JsonSerializer.Deserialize<JsonElement>(body) : (object)body,
        });
    }

    private sealed record Call(TimeSpan At, string Body);

    private sealed class Heard
    {
        public ConcurrentQueue<Call> Calls { get; } = new();

        public TaskCompletionSource Arrived { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Released { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Group { get; set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Waiting { get; set; }

        public int Present { get; set; }

        public int Most { get; set; }
    }
}
