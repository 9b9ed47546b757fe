using Logos.Servers;
using Npgsql;

namespace Logos.Scenarios.Deployments.Cluster;

/// <summary>The servers that all deployments of a run share, each with a database and a prefix of its own. They start with the first that asks.</summary>
public sealed class ClusterServers : IAsyncDisposable
{
    private readonly Lazy<Task> _started;

    public ClusterServers() => _started = new(() => Task.WhenAll(Postgres.StartAsync(), RabbitMq.StartAsync(), Redis.StartAsync()));

    // A test loses nothing by a power cut.
    public PostgresServer Postgres { get; } = new("fsync=off");

    public RabbitMqServer RabbitMq { get; } = new();

    public RedisServer Redis { get; } = new("rdbcompression no");

    public Task StartedAsync() => _started.Value;

    /// <returns>How to reach a new database of that name.</returns>
    public async Task<string> MakeDatabaseAsync(string name)
    {
        await using var source = NpgsqlDataSource.Create(Postgres.ConnectionString());
        await using var make = source.CreateCommand($"create database {name}");
        await make.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return Postgres.ConnectionString(name);
    }

    public async ValueTask DisposeAsync()
    {
        await Postgres.DisposeAsync();
        await RabbitMq.DisposeAsync();
        await Redis.DisposeAsync();
    }
}
