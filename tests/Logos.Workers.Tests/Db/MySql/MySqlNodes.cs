using System.Globalization;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Work;
using Logos.Rules.Values;
using Logos.Servers;
using Logos.Workers.Db;
using Logos.Workers.Db.MySql;
using Logos.Workers.Running;
using Logos.Workers.Tests.Db.MySql;

[assembly: AssemblyFixture(typeof(MySqlNodes))]

namespace Logos.Workers.Tests.Db.MySql;

/// <summary>A MariaDB for all tests, started by the first; each test has a database of its own.</summary>
public sealed class MySqlNodes : IAsyncLifetime
{
    private readonly Lazy<Task<MariaDbServer>> _server = new(async () =>
    {
        // A zero date is kept, as older applications have them.
        var server = new MariaDbServer("--sql-mode=NO_ENGINE_SUBSTITUTION");
        await server.StartAsync();
        return server;
    });

    private int _databases;

    internal async Task<MySqlBench> BenchAsync(params string[] schema)
    {
        var server = await _server.Value;
        var bench = new MySqlBench(server.Port, "n" + Interlocked.Increment(ref _databases).ToString(CultureInfo.InvariantCulture));
        await bench.YieldsAsync($"query: create database {bench.Database} character set utf8mb4", connection: "outside");
        foreach (var statement in schema)
            await bench.YieldsAsync($"query: |-\n  {statement}");
        return bench;
    }

    /// <returns>The server's own, which nobody else has signed.</returns>
    internal async Task<string> CertificateAsync() => await File.ReadAllTextAsync(Path.Combine((await _server.Value).Folder, "server.crt"), TestContext.Current.CancellationToken);

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
            await (await _server.Value).DisposeAsync();
    }
}

/// <summary>A worker whose connection `shop` leads to a database of its own, and `outside` to another on the same server.</summary>
internal sealed class MySqlBench : IAsyncDisposable
{
    private readonly int _port;

    public MySqlBench(int port, string database)
    {
        (_port, Database) = (port, database);
        Connect("shop");
        Connect("outside", ("database", "shop"));
        Databases = new(Connections, TimeProvider.System);
        Worker.With(new NodeRegistration(NodeTypeRegistry.BuiltIn.Find("mysql")!, new MySqlHandler(Databases)));
    }

    public string Database { get; }

    public KeptConnections Connections { get; } = new();

    public Databases Databases { get; }

    public Worker Worker { get; } = new();

    public void Connect(string name, params (string Name, string Value)[] more) => Connections.Set(name, "mysql",
        [("host", "127.0.0.1"), ("port", _port.ToString(CultureInfo.InvariantCulture)), ("database", Database), ("user", "oms"), ("password", "hunter2"), .. more]);

    public Task<Value> YieldsAsync(string with, string context = "{}", string connection = "shop") => Worker.OutputAsync(Node(with, connection), context);

    public Task<Failure> FailsAsync(string with, string context = "{}", string connection = "shop") => Worker.FailureAsync(Node(with, connection), context);

    public static string Node(string with, string connection = "shop") => $"n:\n  type: mysql\n  timeout: 60s\n  with:\n    connection: {connection}\n    {with.ReplaceLineEndings("\n    ")}";

    public async Task UntilAsync(string sql, string wanted)
    {
        while ((await YieldsAsync($"query: |-\n  {sql}\nresult: scalar", connection: "outside")).ToJson() != wanted)
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => Databases.DisposeAsync();
}
