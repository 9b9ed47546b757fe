using System.Diagnostics.CodeAnalysis;
using BenchmarkDotNet.Attributes;
using Logos.Adapters.Redis;
using Logos.Adapters.Redis.Connections;
using Logos.Core.Limits;
using Logos.Servers;

namespace Logos.Benchmarks.Redis;

/// <summary>Commands on one connection to a real server: the time of one, with so many callers that each wait for theirs.</summary>
[Needs("redis-server")]
[SuppressMessage("Design", "CA1001", Justification = "The clean-up lets go of what the set-up made.")]
public class ConnectionBenchmarks
{
    private const int Commands = 20_480;

    private RedisServer _server = null!;
    private RedisConnection _connection = null!;
    private RedisRateLimiter _limiter = null!;

    [Params(1, 64, 1024)]
    public int Callers { get; set; }

    [GlobalSetup]
    public void Setup() => SetupAsync().GetAwaiter().GetResult();

    [GlobalCleanup]
    public void Cleanup() => CleanupAsync().GetAwaiter().GetResult();

    [Benchmark(OperationsPerInvoke = Commands)]
    public Task Get() => EachAsync(async _ => await _connection.SendAsync(["GET", "key"]).ConfigureAwait(false));

    /// <summary>Of one process: its own count is asked first, and is never reached.</summary>
    [Benchmark(OperationsPerInvoke = Commands)]
    public Task Take() => EachAsync(async caller => await _limiter.TakeAsync($"caller {caller}", new(RateLimit.MostPermits, TimeSpan.FromMilliseconds(100)), CancellationToken.None).ConfigureAwait(false));

    private Task EachAsync(Func<int, Task> one) => Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
    {
        for (var count = Commands / Callers; count > 0; count--)
            await one(caller).ConfigureAwait(false);
    })));

    private async Task SetupAsync()
    {
        _server = new();
        await _server.StartAsync().ConfigureAwait(false);
        _connection = new(new(RedisAddressText.Parse(_server.Address)), TimeProvider.System, new Random(1));
        _limiter = new(_connection, TimeProvider.System);
        await _connection.SendAsync(["SET", "key", new byte[200]]).ConfigureAwait(false);
    }

    private async Task CleanupAsync()
    {
        await _connection.DisposeAsync().ConfigureAwait(false);
        await _server.DisposeAsync().ConfigureAwait(false);
        if (_limiter.Use.Failures > 0)
            throw new InvalidOperationException($"{_limiter.Use.Failures} were counted without Redis.");
    }
}
