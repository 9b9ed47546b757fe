using Logos.Cli.Cluster.Servers;

namespace Logos.Cli.Cluster;

/// <summary>PostgreSQL, RabbitMQ and Redis that a cluster brings along.</summary>
internal sealed class OwnServers(string folder, ServerPrograms programs, TimeProvider clock)
{
    private readonly ServerSettings _settings = ServerSettings.Open(folder);

    public Connections Connections => new(_settings.PostgresConnection, _settings.RabbitMqConnection, _settings.RedisConnection);

    /// <exception cref="PreparationException">A folder cannot be made ready.</exception>
    /// <exception cref="Parts.PartFailedException">A server cannot be started.</exception>
    public async Task StartAsync(RunningCluster cluster, CancellationToken cancellationToken)
    {
        var postgres = new PostgresServer(folder, programs, _settings.Postgres, clock);
        var rabbit = new RabbitMqServer(folder, programs, _settings, clock);
        var redis = new RedisServer(folder, programs, _settings.Redis, clock);
        await Task.WhenAll(postgres.PrepareAsync(cancellationToken), rabbit.PrepareAsync(cancellationToken), redis.PrepareAsync(cancellationToken));
        // The mapper is there before the node, and longer.
        var mapped = cluster.StartAsync(rabbit.ToMapperPart(), cancellationToken);
        var rest = cluster.StartAsync([postgres.ToPart(), redis.ToPart()], cancellationToken);
        await mapped;
        await Task.WhenAll(cluster.StartAsync(rabbit.ToPart(), cancellationToken), rest);
    }
}
