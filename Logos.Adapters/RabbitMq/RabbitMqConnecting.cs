using Microsoft.Extensions.Hosting;

namespace Logos.Adapters.RabbitMq;

/// <summary>
/// Connects with the start. A set-up that is wrong stops the start; a RabbitMQ that is not there yet does not, since a
/// gateway can do without. Whoever owns partitions waits for <see cref="RabbitMqBroker.ConnectAsync"/> first.
/// </summary>
internal sealed class RabbitMqConnecting(RabbitMqBroker broker, TimeProvider clock) : IHostedService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await broker.ConnectAsync(CancellationToken.None).WaitAsync(Patience, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            // It goes on trying, and says what is wrong.
        }
    }

    // The broker ends with its container, after all who use it.
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
