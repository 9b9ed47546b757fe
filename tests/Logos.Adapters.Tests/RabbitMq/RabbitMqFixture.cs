using Logos.Adapters.RabbitMq;
using Logos.Core.Graphs.NodeTypes;
using Logos.Servers;
using RabbitMQ.Client;

namespace Logos.Adapters.Tests.RabbitMq;

/// <summary>One server for the tests that do it no harm; each has names of its own there.</summary>
public sealed class RabbitMqFixture : IAsyncLifetime
{
    public RabbitMqServer Server { get; } = new();

    public async ValueTask InitializeAsync() => await Server.StartAsync();

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}

[CollectionDefinition(Name)]
public sealed class SharedRabbitMq : ICollectionFixture<RabbitMqFixture>
{
    public const string Name = "RabbitMQ";
}

/// <summary>What a test has at a server: names that nobody else has, a generation, and the processes that it connects.</summary>
internal sealed class RabbitMqSetting(RabbitMqServer server) : IAsyncDisposable
{
    private static int _last;

    private readonly string _prefix = $"t{Interlocked.Increment(ref _last)}.";
    private readonly List<RabbitMqBroker> _brokers = [];
    private long _generation;

    public RabbitMqServer Server => server;

    public long Generation => Interlocked.Read(ref _generation);

    public string Name(string queue) => _prefix + queue;

    public RabbitMqOptions Options => new() { Connection = server.Uri.ToString(), Store = "test", Prefix = _prefix, Partitions = 4, Name = "test" };

    public BrokerGenerations Generations => new(
        _ => ValueTask.FromResult(Generation),
        (lost, _) =>
        {
            Interlocked.CompareExchange(ref _generation, lost + 1, lost);
            return ValueTask.FromResult(Generation);
        });

    public async Task<RabbitMqBroker> ConnectAsync(Func<RabbitMqOptions, RabbitMqOptions>? change = null, Func<string, Pool>? poolOf = null, TimeProvider? clock = null)
    {
        var broker = Make(change, poolOf, clock);
        await broker.ConnectAsync(Wait.Token).InTime();
        return broker;
    }

    public RabbitMqBroker Make(Func<RabbitMqOptions, RabbitMqOptions>? change = null, Func<string, Pool>? poolOf = null, TimeProvider? clock = null, BrokerGenerations? generations = null)
    {
        var broker = new RabbitMqBroker(change is null ? Options : change(Options), generations ?? Generations, poolOf ?? (_ => Pool.Io), clock ?? TimeProvider.System, new Random(7));
        _brokers.Add(broker);
        return broker;
    }

    /// <summary>As anybody else may do it, with a client of its own.</summary>
    public async Task<T> AsOperatorAsync<T>(Func<IChannel, Task<T>> act)
    {
        await using var connection = await new ConnectionFactory { Uri = server.Uri }.CreateConnectionAsync(Wait.Token);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), Wait.Token);
        return await act(channel);
    }

    public Task AsOperatorAsync(Func<IChannel, Task> act) => AsOperatorAsync(async channel =>
    {
        await act(channel);
        return true;
    });

    /// <summary>What lies in a queue, which is then empty.</summary>
    public Task<List<BasicGetResult>> TakeAllAsync(string queue) => AsOperatorAsync(async channel =>
    {
        var found = new List<BasicGetResult>();
        while (await channel.BasicGetAsync(Name(queue), autoAck: true) is { } message)
            found.Add(message);
        return found;
    });

    public async ValueTask DisposeAsync()
    {
        foreach (var broker in _brokers)
            await broker.DisposeAsync();
    }
}
