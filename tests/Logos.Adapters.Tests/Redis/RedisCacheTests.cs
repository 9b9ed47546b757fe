using System.Diagnostics;
using System.Text;
using Logos.Adapters.Redis;
using Logos.Adapters.Redis.Connections;
using Logos.Conformance.Caches;
using Logos.Core.Work;
using Logos.Servers;

namespace Logos.Adapters.Tests.Redis;

[Trait("Needs", "redis")]
public sealed class RedisCacheTests(RedisFixture shared) : CacheConformance
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private RedisConnection _connection = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected override async ValueTask<ICache> CreateAsync()
    {
        _connection = RedisFixture.Connect(await shared.OptionsAsync());
        return new RedisCache(_connection, TimeProvider.System);
    }

    // The server's own time is what counts, and nobody can move it.
    protected override async ValueTask PassAsync(ICache cache, TimeSpan time) =>
        await _connection.SendAsync(["BLPOP", $"{_connection.Options.Prefix}nothing", $"{time.TotalSeconds:0.###}"], Token);

    protected override ValueTask CloseAsync(ICache cache) => _connection.DisposeAsync();

    [Fact]
    public async Task What_one_process_keeps_another_finds()
    {
        var options = await shared.OptionsAsync();
        await using var first = RedisFixture.Connect(options);
        await using var second = RedisFixture.Connect(options);
        await KeepAsync(new RedisCache(first, TimeProvider.System), "key", "value");
        Assert.Equal("value", await FindAsync(new RedisCache(second, TimeProvider.System), "key"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task What_is_not_to_be_kept_takes_what_was_kept_with_it(int seconds)
    {
        await using var connection = RedisFixture.Connect(await shared.OptionsAsync());
        var cache = new RedisCache(connection, TimeProvider.System);
        await KeepAsync(cache, "key", "value");
        await cache.KeepAsync("key", "later"u8.ToArray(), TimeSpan.FromSeconds(seconds), Token);
        Assert.Null(await FindAsync(cache, "key"));
    }

    [Fact]
    public async Task For_ever_and_less_than_a_millisecond_are_times_as_well()
    {
        await using var connection = RedisFixture.Connect(await shared.OptionsAsync());
        var cache = new RedisCache(connection, TimeProvider.System);
        await cache.KeepAsync("key", "value"u8.ToArray(), TimeSpan.MaxValue, Token);
        Assert.Equal("value", await FindAsync(cache, "key"));
        await cache.KeepAsync("short", "value"u8.ToArray(), TimeSpan.FromTicks(1), Token);
        Assert.Null(cache.Use.Trouble);
    }

    [Fact]
    public async Task Without_the_server_each_process_has_its_own_and_shares_again_afterwards()
    {
        await using var server = new RedisServer();
        await server.StartAsync();
        await using var connection = RedisFixture.Connect(RedisFixture.To(server));
        var cache = new RedisCache(connection, TimeProvider.System);
        await KeepAsync(cache, "before", "value");
        await server.KillAsync();
        Assert.Null(await FindAsync(cache, "before"));
        await KeepAsync(cache, "meanwhile", "value");
        Assert.Equal("value", await FindAsync(cache, "meanwhile"));
        Assert.Equal((RedisCodes.Away, true), (cache.Use.Trouble?.Code, cache.Use.Failures >= 3));
        await server.StartAsync();
        await connection.UntilConnectedAsync(after: 1);
        await KeepAsync(cache, "after", "value");
        Assert.Equal("value", Encoding.UTF8.GetString((await connection.SendAsync(["GET", "logos:cache:after"], Token).InTime()).Bytes.Span));
        Assert.Null(cache.Use.Trouble);
        await connection.SendAsync(["FLUSHALL"], Token).InTime();
        Assert.Null(await FindAsync(cache, "after"));
    }

    [Fact]
    public async Task A_server_that_hangs_or_has_no_room_is_gone_on_without()
    {
        await using var server = new RedisServer("maxmemory 1", "maxmemory-policy noeviction");
        await server.StartAsync();
        await using var connection = RedisFixture.Connect(RedisFixture.Impatient(server));
        var cache = new RedisCache(connection, TimeProvider.System);
        await KeepAsync(cache, "key", "value");
        Assert.Equal(RedisCodes.Refused, cache.Use.Trouble?.Code);
        Assert.Contains("OOM", cache.Use.Trouble!.Message, StringComparison.Ordinal);
        await server.PauseAsync();
        var began = Stopwatch.GetTimestamp();
        Assert.Equal("value", await FindAsync(cache, "key"));
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        await server.ResumeAsync();
        await connection.UntilConnectedAsync(after: 1);
    }

    [Fact]
    public async Task A_primary_that_became_a_replica_is_left_for_whoever_has_its_name_now()
    {
        await using var server = new RedisServer();
        await server.StartAsync();
        await using var connection = RedisFixture.Connect(RedisFixture.To(server));
        var cache = new RedisCache(connection, TimeProvider.System);
        await KeepAsync(cache, "key", "value");
        await connection.SendAsync(["REPLICAOF", "127.0.0.1", "1"], Token).InTime();
        await KeepAsync(cache, "key", "value");
        Assert.Contains("READONLY", cache.Use.Trouble!.Message, StringComparison.Ordinal);
        await connection.UntilConnectedAsync(after: 1);
    }

    private static Task KeepAsync(RedisCache cache, string key, string value) => cache.KeepAsync(key, Encoding.UTF8.GetBytes(value), Hour, Token).AsTask().InTime();

    private static async Task<string?> FindAsync(RedisCache cache, string key) =>
        await cache.FindAsync(key, Token).InTime() is { } found ? Encoding.UTF8.GetString(found.Span) : null;
}
