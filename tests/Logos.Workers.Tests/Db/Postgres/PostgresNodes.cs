using System.Globalization;
using Logos.Workers.Running;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Work;
using Logos.Rules.Values;
using Logos.Servers;
using Logos.Workers.Db;
using Logos.Workers.Db.Postgres;
using Logos.Workers.Tests.Db.Postgres;
using Npgsql;

[assembly: AssemblyFixture(typeof(PostgresNodes))]

namespace Logos.Workers.Tests.Db.Postgres;

/// <summary>A server for all tests, started by the first; nodes that run on it, each test's in a database of its own.</summary>
public sealed class PostgresNodes : IAsyncLifetime
{
    private readonly Lazy<Task<PostgresServer>> _server = new(async () =>
    {
        var server = new PostgresServer("fsync=off", "deadlock_timeout=200ms");
        await server.StartAsync();
        return server;
    });

    private readonly Lazy<Task<PostgresBench>> _shared;

    private int _databases;

    public PostgresNodes() => _shared = new(() => BenchAsync(
        "create type mood as enum ('happy', 'sad'); create domain positive as int check (value > 0); create type pair as (a int, b text)",
        "create table t (id int primary key); insert into t values (1), (2), (3)"));

    /// <summary>One for all tests that leave it as it is.</summary>
    internal Task<PostgresBench> SharedAsync() => _shared.Value;

    internal async Task<PostgresBench> BenchAsync(params string[] schema)
    {
        var server = await _server.Value;
        var name = "n" + Interlocked.Increment(ref _databases).ToString(CultureInfo.InvariantCulture);
        await using (var source = NpgsqlDataSource.Create(server.ConnectionString() + ";Pooling=false"))
        {
            await using var create = source.CreateCommand($"create database {name}");
            await create.ExecuteNonQueryAsync();
        }

        var bench = new PostgresBench(server.Port, name, server.ConnectionString(name));
        foreach (var statement in schema)
            await bench.AskAsync(statement);
        return bench;
    }

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        if (_shared.IsValueCreated)
            await (await _shared.Value).DisposeAsync();
        if (_server.IsValueCreated)
            await (await _server.Value).DisposeAsync();
    }
}

/// <summary>A database, a worker whose connection `oms` leads to it, and a way to look into it from outside.</summary>
internal sealed class PostgresBench : IAsyncDisposable
{
    private readonly NpgsqlDataSource _outside;
    private readonly int _port;
    private readonly string _database;

    public PostgresBench(int port, string database, string connection)
    {
        (_port, _database, _outside) = (port, database, NpgsqlDataSource.Create(connection));
        Connect("oms");
        Databases = new(Connections, TimeProvider.System);
        Worker.With(new NodeRegistration(NodeTypeRegistry.BuiltIn.Find("postgres")!, new PostgresHandler(Databases)));
    }

    public KeptConnections Connections { get; } = new();

    public Databases Databases { get; }

    public Worker Worker { get; } = new();

    public void Connect(string name, params (string Name, string Value)[] more) => Connections.Set(name, "postgres",
        [("host", "127.0.0.1"), ("port", _port.ToString(CultureInfo.InvariantCulture)), ("database", _database), ("user", "postgres"), .. more]);

    public Task<Value> YieldsAsync(string with, string context = "{}", string connection = "oms") => Worker.OutputAsync(Node(with, connection), context);

    public Task<Failure> FailsAsync(string with, string context = "{}", string connection = "oms") => Worker.FailureAsync(Node(with, connection), context);

    public static string Node(string with, string connection = "oms", string timeout = "60s") => $"n:\n  type: postgres\n  timeout: {timeout}\n  with:\n    connection: {connection}\n    {with.ReplaceLineEndings("\n    ")}";

    /// <summary>From outside: the first column of the first row, as text.</summary>
    public async Task<string?> AskAsync(string sql)
    {
        await using var command = _outside.CreateCommand(sql);
        return Convert.ToString(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken), CultureInfo.InvariantCulture);
    }

    /// <summary>Asks until it is so.</summary>
    public async Task UntilAsync(string sql, string wanted)
    {
        while (await AskAsync(sql) != wanted)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Databases.DisposeAsync();
        await _outside.DisposeAsync();
    }
}
