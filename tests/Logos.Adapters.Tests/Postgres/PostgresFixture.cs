using System.Globalization;
using Logos.Adapters.Postgres;
using Logos.Adapters.Tests.Postgres;
using Logos.Servers;
using Npgsql;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace Logos.Adapters.Tests.Postgres;

/// <summary>One server for all, started by the first who asks; each test has a database of its own.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private const string Template = "logos_template";

    private readonly Lazy<Task<PostgresServer>> _server = new(StartAsync);
    private readonly SemaphoreSlim _copying = new(1, 1);
    private int _databases;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <returns>How to connect to a database that is migrated and empty.</returns>
    public async Task<string> CreateAsync()
    {
        var server = await _server.Value;
        var name = "t" + Interlocked.Increment(ref _databases).ToString(CultureInfo.InvariantCulture);
        // A template is copied by one at a time.
        await _copying.WaitAsync();
        try
        {
            await RunAsync(server.ConnectionString(), $"create database {name} template {Template}");
        }
        finally
        {
            _copying.Release();
        }

        return server.ConnectionString(name);
    }

    /// <returns>How to connect to a database without anything in it.</returns>
    public async Task<string> CreateEmptyAsync()
    {
        var server = await _server.Value;
        var name = "e" + Interlocked.Increment(ref _databases).ToString(CultureInfo.InvariantCulture);
        await RunAsync(server.ConnectionString(), $"create database {name}");
        return server.ConnectionString(name);
    }

    public static async Task RunAsync(string connection, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _copying.Dispose();
        if (_server.IsValueCreated)
            await (await _server.Value).DisposeAsync();
    }

    private static async Task<PostgresServer> StartAsync()
    {
        var server = new PostgresServer("fsync=off");
        await server.StartAsync();
        await RunAsync(server.ConnectionString(), $"create database {Template}");
        await using (var store = PostgresStore.Open(server.ConnectionString(Template) + ";Pooling=false"))
            await store.MigrateAsync(TestContext.Current.CancellationToken);
        return server;
    }
}
