using Logos.Adapters.Memory;
using Logos.Cli.Terminals;
using Logos.Core.Orchestration;
using Logos.Gateway;
using Logos.Gateway.Access;
using Logos.Orchestrator.Hosting;
using Logos.ServiceDefaults.Logs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Logos.Cli.Up;

/// <summary>All services in this process.</summary>
internal sealed class Server(Terminal terminal) : IAsyncDisposable
{
    private WebApplication? _app;

    public required IReadOnlyList<string> Listen { get; init; }

    public required string Data { get; init; }

    public string? Graphs { get; init; }

    public bool NoAuth { get; init; }

    public LogLevel LogLevel { get; init; } = LogLevel.Warning;

    public LogFormat LogFormat { get; init; }

    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    private WebApplication App => _app ?? throw new InvalidOperationException("The server has not started.");

    /// <summary>Also when it is about to stop.</summary>
    public EngineAccess Access { get; private set; } = null!;

    public ILogger Logger => App.Services.GetRequiredService<ILogger<Server>>();

    public TimeSpan Grace => App.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<EngineOptions>>().Value.Grace;

    /// <summary>Ends with what brought the engine down; with null when it was asked to stop.</summary>
    public Task<Exception?> WhenBroken { get; private set; } = Task.FromResult<Exception?>(null);

    public async Task<Announcement> StartAsync(CancellationToken cancellationToken)
    {
        _app = Build();
        // The engine would have begun to work before the web server finds its port taken. Who is in the folder says more than who has the port.
        if (!_app.Configuration.GetSection("Kestrel").Exists() && !HomeFolder.IsInUse(Path.Combine(terminal.WorkingDirectory, Data)))
            ListenProbe.Try(Listen);
        await _app.StartAsync(cancellationToken);
        Access = _app.Services.GetRequiredService<EngineAccess>();
        WhenBroken = Access.WhenBroken;
        var address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var folder = Path.Combine(terminal.WorkingDirectory, Data);
        if (NoAuth)
            return new(address, folder, null);
        return new(address, folder, await FirstStart.WelcomeAsync(_app.Services, cancellationToken));
    }

    /// <summary>Lets running nodes end, and gives the folder back.</summary>
    public Task StopAsync() => App.StopAsync(CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
    }

    private WebApplication Build()
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = terminal.WorkingDirectory, EnvironmentName = Environments.Production });
        // First of all: whatever else says something, comes before it.
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = Settings });
        builder.WebHost.UseUrls([.. Listen]);
        new ServiceLogs(new ErrorStreamLogs(terminal.Error, terminal.ErrorInk, terminal.Clock, LogFormat), LogLevel).AddTo(builder.Logging);
        builder.Services.AddSingleton<IHostLifetime, Unattended>();
        builder.Services.AddSingleton(terminal.Clock);
        builder.AddLogosMemory();
        builder.AddLogos(engine =>
        {
            engine.Folder = Path.Combine(terminal.WorkingDirectory, Data);
            engine.Graphs = Graphs ?? engine.Graphs;
        });
        builder.AddLogosGateway(gateway => gateway.NoAuth = NoAuth);
        builder.Services.AddSingleton(services => services.GetRequiredService<LogosEngine>().Access);
        var app = builder.Build();
        app.MapLogosGateway();
        return app;
    }
}
