using Logos.Adapters.Postgres;
using Logos.Cli.Cluster.Logs;
using Logos.Cli.Cluster.Replicas;
using Logos.Gateway.Access;

namespace Logos.Cli.Cluster;

/// <summary>Brings a cluster up: servers, then what its database needs, then services.</summary>
internal sealed class ClusterStart(RunningCluster cluster, MergedLog log, TimeProvider clock)
{
    private string? _postgres;

    public required ClusterShape Shape { get; init; }

    /// <summary>Null where others run them.</summary>
    public required OwnServers? Servers { get; init; }

    public required Connections? Connections { get; init; }

    /// <summary>Null where the keys are given in another way.</summary>
    public required string? KeyFile { get; init; }

    public required Func<Connections, ServiceParts> Services { get; init; }

    public required IReadOnlyList<IReadOnlyList<string>> Gateways { get; init; }

    public required bool AsksForToken { get; init; }

    /// <returns>What whoever started it needs to get in; null where nobody is asked who they are.</returns>
    public async Task<Welcome?> RunAsync(CancellationToken cancellationToken)
    {
        var connections = Connections ?? await Servers!.StartAsync(cluster, cancellationToken);
        _postgres = connections.Postgres;
        await using (var store = Open())
        {
            var work = new ClusterStore(store, clock);
            await work.MigrateAsync(log, cancellationToken);
            if (KeyFile is not null)
                await work.EnsureKeysAsync(KeyFile, cancellationToken);
        }

        await cluster.StartAsync(Services(connections).Of(Shape, Gateways), cancellationToken);
        if (!AsksForToken)
            return null;
        await using (var store = Open())
            return await new ClusterStore(store, clock).WelcomeAsync(cancellationToken);
    }

    /// <summary>A token that nobody has seen goes: the next start makes another.</summary>
    public async Task ForgetAsync(string token)
    {
        await using var store = Open();
        await new ClusterStore(store, clock).ForgetTokenAsync(token);
    }

    private PostgresStore Open() => PostgresStore.Open(_postgres!, clock, "logos up");
}
