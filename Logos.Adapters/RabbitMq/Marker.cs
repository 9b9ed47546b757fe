using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Logos.Adapters.RabbitMq;

/// <summary>A queue that is there as long as the broker has lost nothing. It is looked for before anything is declared: who declared first would hide the loss.</summary>
internal sealed class Marker(IConnection connection, Topology topology, Version server, BrokerGenerations generations)
{
    /// <param name="lost">A generation that is known to have lost something although its marker stands, as when a queue was deleted; or none.</param>
    /// <returns>The generation from now on, and whether it was found to be a new one.</returns>
    public async Task<(long Generation, bool IsRaised)> FindAsync(long? lost, CancellationToken cancellationToken)
    {
        var isRaised = false;
        while (true)
        {
            var generation = await generations.FindAsync(cancellationToken);
            if (generation != lost && await StandsAsync(generation, cancellationToken))
                return (generation, isRaised);
            // Put up before the store knows of it: whoever reads the new generation there finds its marker, and does not
            // take it for lost in turn. One that is put up and never raised to is found by whoever raises next.
            await PutUpAsync(generation + 1, cancellationToken);
            var raised = await generations.RaiseAsync(generation, cancellationToken);
            if (generation > 0 && raised > generation)
                await TakeDownAsync(generation, cancellationToken);
            isRaised = true;
        }
    }

    private async Task<bool> StandsAsync(long generation, CancellationToken cancellationToken)
    {
        // The server closes the channel on which it says no.
        var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            await channel.QueueDeclarePassiveAsync(topology.Marker(generation), cancellationToken);
            return true;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == BrokerFaults.NotFound)
        {
            return false;
        }
        finally
        {
            await channel.DisposeAsync();
        }
    }

    private async Task PutUpAsync(long generation, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await Topology.DeclareAsync(channel, topology.Marker(generation), server, cancellationToken);
    }

    private async Task TakeDownAsync(long generation, CancellationToken cancellationToken)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancellationToken);
        await channel.QueueDeleteAsync(topology.Marker(generation), cancellationToken: cancellationToken);
    }
}
