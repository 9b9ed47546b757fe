using Logos.Cli.Cluster.Logs;
using Logos.Cli.Cluster.Servers;

namespace Logos.Cli.Cluster;

/// <summary>PostgreSQL, RabbitMQ and Redis that a cluster brings along.</summary>
internal sealed class OwnServers(string folder, ServerPrograms programs, MergedLog log, TimeProvider clock)
{
    public ServerWishes Wishes { get; init; } = ServerWishes.None;

    /// <returns>Where they are.</returns>
    /// <exception cref="PreparationException">A folder cannot be made ready.</exception>
    /// <exception cref="Parts.PartFailedException">A server cannot be started.</exception>
    public async Task<Connections> StartAsync(RunningCluster cluster, CancellationToken cancellationToken)
    {
        await EarlierServers.WhenGoneAsync(folder, log, clock, cancellationToken);
        var settings = ServerSettings.Open(folder, Wishes);
        var postgres = new PostgresServer(folder, programs, settings.Postgres);
        var rabbit = new RabbitMqServer(folder, programs, settings, clock);
        var redis = new RedisServer(folder, programs, settings.Redis);
        rabbit.Prepare();
        redis.Prepare();
        await postgres.PrepareAsync(cancellationToken);
        // The mapper is there before the node, and longer.
        var mapped = cluster.StartAsync(rabbit.ToMapperPart(), cancellationToken);
        var rest = cluster.StartAsync([postgres.ToPart(), redis.ToPart()], cancellationToken);
        await mapped;
        await Task.WhenAll(cluster.StartAsync(rabbit.ToPart(), cancellationToken), rest);
        return new(settings.PostgresConnection, settings.RabbitMqConnection, settings.RedisConnection);
    }
}
