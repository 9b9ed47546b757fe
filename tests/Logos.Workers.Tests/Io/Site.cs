using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Logos.Workers.Tests.Io;

/// <summary>A real server on all loopback addresses, which remembers what it was asked.</summary>
internal sealed class Site : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Site(WebApplication app) => _app = app;

    public ConcurrentQueue<Asked> Requests { get; } = [];

    public int Port { get; private set; }

    public string Url(string path, string host = "127.0.0.1") => $"http://{host}:{Port}{path}";

    public static async Task<Site> StartAsync(Func<HttpContext, Task> answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Any, 0));
        var app = builder.Build();
        var site = new Site(app);
        app.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            site.Requests.Enqueue(new(
                context.Request.Method,
                context.Request.Path + context.Request.QueryString,
                context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
                await reader.ReadToEndAsync(),
                context.Connection.LocalIpAddress!));
            await answer(context);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        site.Port = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Port;
        return site;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}

internal sealed record Asked(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body, IPAddress At)
{
    public string? Header(string name) => Headers.GetValueOrDefault(name);
}
