using Logos.Scenarios.Deployments.Cluster;
using RabbitMQ.Client;

namespace Logos.Scenarios.Tracing;

/// <summary>A cluster of which somebody hears what owners are told.</summary>
public sealed class TappedCluster(ClusterServers servers) : ClusterDeployment(servers)
{
    private const int Partitions = 32;

    private readonly ClusterServers _servers = servers;

    public Task<IConnection> ConnectAsync(CancellationToken cancellationToken) => new ConnectionFactory { Uri = _servers.RabbitMq.Uri }.CreateConnectionAsync(cancellationToken);

    /// <returns>A queue that gets everything which the queues of owners get.</returns>
    public async Task<string> TapAsync(IChannel channel, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(channel);
        var queue = (await channel.QueueDeclareAsync(cancellationToken: cancellationToken)).QueueName;
        foreach (var exchange in (string[])["graph.orchestration", "results.aggregation"])
        {
            for (var partition = 0; partition < Partitions; partition++)
                await channel.QueueBindAsync(queue, Environment["Broker__Prefix"] + exchange, $"{partition}", cancellationToken: cancellationToken);
        }

        return queue;
    }
}
