using Logos.ServiceDefaults.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Logos.Gateway.Tests.Http;

/// <summary>A service that calls others by a client of its factory.</summary>
internal sealed class Caller : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    public Caller(Action<HttpDefaults>? configure = null, params (string Name, string? Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)));
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddSingleton<RequestUnderWay>(() => RequestId);
        builder.Logging.AddProvider(Log).SetMinimumLevel(LogLevel.Debug);
        builder.AddHttpDefaults(configure);
        _services = builder.Services.BuildServiceProvider();
        Configuration = builder.Configuration;
    }

    public HandClock Clock { get; } = new();

    public HeardLog Log { get; } = new();

    public IConfigurationManager Configuration { get; }

    public string? RequestId { get; set; }

    public HttpClient Client => _services.GetRequiredService<IHttpClientFactory>().CreateClient("any");

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri address, HttpContent? content = null, string? key = null)
    {
        var request = new HttpRequestMessage(method, address) { Content = content };
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public Task<HttpResponseMessage> GetAsync(Uri address) => SendAsync(HttpMethod.Get, address);

    /// <summary>Lets the pauses between attempts pass as they come.</summary>
    public async Task<HttpResponseMessage> WithPausesAsync(Task<HttpResponseMessage> call, List<TimeSpan> pauses, int count)
    {
        var times = new HttpDefaults();
        for (var i = 0; i < count; i++)
        {
            pauses.Add(await Clock.NextAsync(times.TotalTime, times.AttemptTime));
            Clock.Move(pauses[^1]);
        }

        return await call;
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
