using Logos.Adapters.Memory;
using Logos.Cli.Application;
using Logos.Cli.Terminals;
using Logos.Gateway;
using Logos.Orchestrator.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Logos.Cli.Up;

/// <summary>All services in this process.</summary>
internal sealed class Server(Terminal terminal)
{
    public required string Urls { get; init; }

    public required string Data { get; init; }

    public bool NoAuth { get; init; }

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = terminal.WorkingDirectory });
        builder.WebHost.UseUrls(Urls);
        builder.AddLogosMemory();
        builder.AddLogos(engine => engine.Folder = Path.Combine(terminal.WorkingDirectory, Data));
        builder.AddLogosGateway(gateway => gateway.NoAuth = NoAuth);
        builder.Services.AddSingleton(services => services.GetRequiredService<LogosEngine>().Access);
        await using var app = builder.Build();
        app.MapLogosGateway();
        await app.StartAsync(cancellationToken);
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        await terminal.Output.WriteLineAsync($"Logos is ready at {address}");
        await terminal.Output.FlushAsync(cancellationToken);
        await app.WaitForShutdownAsync(cancellationToken);
        return ExitCode.Good;
    }
}
