using Microsoft.Extensions.Hosting;

namespace Logos.Cli.Up;

/// <summary>The host hears of Ctrl-C from the command, which says more than a host would.</summary>
internal sealed class Unattended : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
