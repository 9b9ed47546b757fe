using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Logos.Cli.Tests.Running;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Logos.Cli.Tests.Client;

/// <summary>What answers as a test says: for what a real server does only when something is broken.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TempFolder _folder = new();

    private ScriptedServer(Func<HttpContext, int, Task> answer)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(async context =>
        {
            using var body = new StreamReader(context.Request.Body);
            Heard.Enqueue(new($"{context.Request.Method} {context.Request.Path.ToUriComponent()}{context.Request.QueryString}", await body.ReadToEndAsync(), context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
            await answer(context, Heard.Count);
        });
    }

    public ConcurrentQueue<Request> Heard { get; } = [];

    public Uri Address { get; private set; } = null!;

    /// <param name="answer">Is given the request and its number, from 1.</param>
    public static async Task<ScriptedServer> StartAsync(Func<HttpContext, int, Task> answer)
    {
        var server = new ScriptedServer(answer);
        await server._app.StartAsync(TestContext.Current.CancellationToken);
        server.Address = new(server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return server;
    }

    public CliRun Logos(params string[] arguments) => LogosWith("", arguments);

    /// <summary>As a process of its own, for signals.</summary>
    public Process Process(params string[] arguments) => LogosProcess.StartShell(_folder.Path, $"LOGOS_SERVER={Address} LOGOS_TOKEN=logos_0123456789abcdef_x exec logos {string.Join(' ', arguments)}");

    public CliRun LogosWith(string input, params string[] arguments)
    {
        var line = new InProcess { Folder = _folder.Path, Input = Encoding.UTF8.GetBytes(input) };
        line.Environment["LOGOS_SERVER"] = Address.ToString();
        line.Environment["LOGOS_TOKEN"] = "logos_0123456789abcdef_x";
        return line.Run(arguments);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    internal sealed record Request(string Line, string Body, IReadOnlyDictionary<string, string> Headers);
}

internal static class Scripts
{
    public static Task Json(this HttpContext context, string json, int status = 200)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = status < 400 ? "application/json" : "application/problem+json";
        return context.Response.WriteAsync(json);
    }
}
