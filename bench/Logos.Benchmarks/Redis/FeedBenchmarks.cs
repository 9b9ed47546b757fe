using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;
using Logos.Adapters.Redis.Connections;
using Logos.Adapters.Redis.Feeds;
using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Rules.Values;
using Logos.Servers;

namespace Logos.Benchmarks.Redis;

/// <summary>Events from one process to another by a real server, as far as connections go.</summary>
[Needs("redis-server")]
[SuppressMessage("Design", "CA1001", Justification = "The clean-up lets go of what the set-up made.")]
public class FeedBenchmarks
{
    private const int Latencies = 1_000, Events = 20_000;

    private readonly List<IAsyncDisposable> _parts = [];
    private RedisFeed _feed = null!;
    private RedisFeedReader _reader = null!;
    private IFeedSubscription _watch = null!;
    private ExecutionHead _head = null!;
    private ExecutionChanges _changes = null!;

    [GlobalSetup]
    public void Setup() => SetupAsync().GetAwaiter().GetResult();

    [GlobalCleanup]
    public void Cleanup() => CleanupAsync().GetAwaiter().GetResult();

    /// <summary>From the call that tells until it is read.</summary>
    [Benchmark(OperationsPerInvoke = Latencies)]
    public async Task TellAndRead()
    {
        for (var i = 0; i < Latencies; i++)
        {
            _feed.Publish(_head, _changes);
            await _watch.ReadAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>What an owner spends on telling, and what it takes until all is told. Nobody watches these.</summary>
    [Benchmark(OperationsPerInvoke = Events)]
    public async Task TellMany()
    {
        var others = Enumerable.Range(0, 100).Select(_ => Head()).ToArray();
        for (var i = 0; i < Events; i++)
        {
            var other = others[i % others.Length];
            _feed.Publish(other, _changes with { Id = other.Id });
            // Not more than may wait: what is left out costs nothing.
            if (i % 2_000 == 1_999)
                await TellAndReadOneAsync().ConfigureAwait(false);
        }
    }

    private async Task TellAndReadOneAsync()
    {
        _feed.Publish(_head, _changes);
        await _watch.ReadAsync(CancellationToken.None).ConfigureAwait(false);
    }

    private async Task SetupAsync()
    {
        var server = new RedisServer();
        await server.StartAsync().ConfigureAwait(false);
        var options = new RedisOptions(RedisAddressText.Parse(server.Address));
        var telling = new RedisConnection(options, TimeProvider.System, new Random(1));
        var watching = new RedisConnection(options, TimeProvider.System, new Random(2));
        var subscriber = new RedisSubscriber(options, TimeProvider.System, new Random(3));
        _feed = new(telling, TimeProvider.System);
        _reader = new(watching, subscriber, (_, _) => new([]), TimeProvider.System);
        _head = Head();
        _changes = new(_head.Id, new(ExecutionStatus.Running, ExecutionPhase.Forward, null, null, null, null, null, new(Value.Null, 0, null, false, [])), [new("decide") { Attempt = 1, Status = NodeStatus.Succeeded }, new("order") { Attempt = 1, Status = NodeStatus.Running }], []);
        _watch = await _reader.SubscribeAsync(_head.Id, null, CancellationToken.None).ConfigureAwait(false);
        _parts.AddRange([_watch, _feed, telling, watching, subscriber, server]);
        await TellAndReadOneAsync().ConfigureAwait(false);
    }

    private async Task CleanupAsync()
    {
        foreach (var part in _parts)
            await part.DisposeAsync().ConfigureAwait(false);
        _reader.Dispose();
        if (_feed.Use.Failures + _reader.Use.Failures > 0)
            throw new InvalidOperationException("Something was told without Redis.");
    }

    private static ExecutionHead Head()
    {
        var id = Guid.CreateVersion7();
        return new() { Id = id, Root = id, Partition = 0, Workspace = "default", Graph = "purchasing", GraphVersion = 1, Inputs = Payload.Null, CreatedAt = DateTimeOffset.UnixEpoch };
    }
}
