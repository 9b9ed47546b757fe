using System.Globalization;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Work;
using Logos.Rules.Values;
using Logos.Workers.Db;
using Logos.Workers.Db.Mongo;
using Logos.Workers.Running;
using Logos.Workers.Tests.Db.Mongo.Server;

namespace Logos.Workers.Tests.Db.Mongo;

/// <summary>A worker whose connection `shop` leads to a server of its own.</summary>
internal sealed class MongoBench : IAsyncDisposable
{
    public MongoBench(MongoServer? server = null)
    {
        Server = server ?? new();
        Server.Users["graphs"] = "hunter2";
        Connect("shop");
        Databases = new(Connections, TimeProvider.System);
        Worker.With(new NodeRegistration(NodeTypeRegistry.BuiltIn.Find("mongo")!, new MongoHandler(Databases)));
    }

    public MongoServer Server { get; }

    public KeptConnections Connections { get; } = new();

    public Databases Databases { get; }

    public Worker Worker { get; } = new();

    public void Connect(string name, params (string Name, string Value)[] more) => Connections.Set(name, "mongo",
        [("host", "127.0.0.1"), ("port", Server.Port.ToString(CultureInfo.InvariantCulture)), ("database", "shop"), ("user", "graphs"), ("password", "hunter2"), .. more]);

    public Task<Value> YieldsAsync(string with, string context = "{}", string connection = "shop") => Worker.OutputAsync(Node(with, connection), context);

    public Task<Failure> FailsAsync(string with, string context = "{}", string connection = "shop") => Worker.FailureAsync(Node(with, connection), context);

    public static string Node(string with, string connection = "shop") => $"n:\n  type: mongo\n  timeout: 60s\n  with:\n    connection: {connection}\n    collection: orders\n    {with.ReplaceLineEndings("\n    ")}";

    /// <summary>What the server heard last by this name.</summary>
    public ValueMap Heard(string command) => Server.Heard.Last(each => each.Names[0] == command);

    public static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Databases.DisposeAsync();
        await Server.DisposeAsync();
    }
}
