using System.Globalization;
using Logos.Adapters.Redis.Connections;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Work;
using Logos.Rules.Values;
using Logos.Servers;
using Logos.Workers.Db;
using Logos.Workers.Db.Redis;
using Logos.Workers.Running;
using Logos.Workers.Tests.Db.Redis;

[assembly: AssemblyFixture(typeof(RedisNodes))]

namespace Logos.Workers.Tests.Db.Redis;

/// <summary>A server for all tests, started by the first; each test has a database of its own on it.</summary>
public sealed class RedisNodes : IAsyncLifetime
{
    private readonly Lazy<Task<RedisServer>> _server = new(async () =>
    {
        var server = new RedisServer("databases 1000", "user limited on >hunter2 ~mine:* +@all -command");
        await server.StartAsync();
        return server;
    });

    private int _databases;

    internal async Task<RedisBench> BenchAsync() => new((await _server.Value).Port, Interlocked.Increment(ref _databases));

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
            await (await _server.Value).DisposeAsync();
    }
}

/// <summary>A worker whose connection `prices` leads to a database of its own.</summary>
internal sealed class RedisBench : IAsyncDisposable
{
    private readonly int _port;
    private readonly int _database;

    public RedisBench(int port, int database)
    {
        (_port, _database) = (port, database);
        Connect("prices");
        Databases = new(Connections, TimeProvider.System);
        Worker.With(new NodeRegistration(NodeTypeRegistry.BuiltIn.Find("redis")!, new RedisHandler(Databases)));
    }

    public KeptConnections Connections { get; } = new();

    public Databases Databases { get; }

    public Worker Worker { get; } = new();

    public void Connect(string name, params (string Name, string Value)[] more) => Connections.Set(name, "redis",
        [("host", "127.0.0.1"), ("port", _port.ToString(CultureInfo.InvariantCulture)), ("database", _database.ToString(CultureInfo.InvariantCulture)), .. more]);

    public Task<Value> YieldsAsync(string with, string context = "{}", string connection = "prices") => Worker.OutputAsync(Node(with, connection), context);

    public Task<Failure> FailsAsync(string with, string context = "{}", string connection = "prices") => Worker.FailureAsync(Node(with, connection), context);

    public static string Node(string with, string connection = "prices") => $"n:\n  type: redis\n  timeout: 60s\n  with:\n    connection: {connection}\n    {with.ReplaceLineEndings("\n    ")}";

    /// <summary>From outside.</summary>
    public async Task<string> AskAsync(params string[] command)
    {
        var address = RedisAddressText.Parse($"127.0.0.1:{_port.ToString(CultureInfo.InvariantCulture)},defaultDatabase={_database.ToString(CultureInfo.InvariantCulture)}");
        await using var connection = new RedisConnection(new(address) { CommandTime = TimeSpan.FromSeconds(20), ConnectTime = TimeSpan.FromSeconds(20) }, TimeProvider.System, new(1));
        return (await connection.SendAsync([.. command.Select(part => (Adapters.Redis.Resp.RedisArgument)part)], TestContext.Current.CancellationToken)).ToString();
    }

    public ValueTask DisposeAsync() => Databases.DisposeAsync();
}
