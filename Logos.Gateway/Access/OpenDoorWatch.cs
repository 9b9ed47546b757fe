using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Logos.Gateway.Access;

/// <summary>Says that nobody is asked who they are, and lets no server run so that others can reach, wherever its addresses came from.</summary>
internal sealed partial class OpenDoorWatch(IServer server, IOptions<GatewayOptions> options, ILogger<OpenDoorWatch> logger) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Not before: a section `Kestrel` of the configuration counts more than what the host was told.
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.NoAuth)
            return Task.CompletedTask;
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        if (OpenDoor.Refusal(addresses) is { } refused)
            throw new OptionsValidationException(nameof(GatewayOptions), typeof(GatewayOptions), [$"{refused.Code}: {refused.Message}"]);
        Open(logger, string.Join(", ", addresses));
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(7127, LogLevel.Warning, "Nobody is asked who they are: whoever reaches {Addresses} may do everything, and answer every approval")]
    private static partial void Open(ILogger logger, string addresses);
}
