using System.Diagnostics;
using Logos.Adapters.Redis;
using Logos.Adapters.Redis.Connections;
using Logos.Conformance.Limits;
using Logos.Core.Limits;
using Logos.Servers;

namespace Logos.Adapters.Tests.Redis;

[Trait("Needs", "redis")]
public sealed class RedisRateLimiterTests(RedisFixture shared) : RateLimiterConformance
{
    private static readonly RateLimit Two = new(2, TimeSpan.FromMinutes(10));

    private RedisConnection _connection = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    protected override async ValueTask<IRateLimiter> CreateAsync()
    {
        _connection = RedisFixture.Connect(await shared.OptionsAsync());
        return new RedisRateLimiter(_connection, TimeProvider.System);
    }

    // The server's own time is what counts, and nobody can move it.
    protected override async ValueTask PassAsync(IRateLimiter limiter, TimeSpan time) =>
        await _connection.SendAsync(["BLPOP", $"{_connection.Options.Prefix}nothing", $"{time.TotalSeconds:0.###}"], Token);

    protected override ValueTask CloseAsync(IRateLimiter limiter) => _connection.DisposeAsync();

    [Fact]
    public async Task Processes_count_together()
    {
        var options = await shared.OptionsAsync();
        await using var first = RedisFixture.Connect(options);
        await using var second = RedisFixture.Connect(options);
        var here = new RedisRateLimiter(first, TimeProvider.System);
        var there = new RedisRateLimiter(second, TimeProvider.System);
        Assert.True((await TakeAsync(here)).IsAllowed);
        Assert.True((await TakeAsync(there)).IsAllowed);
        Assert.False((await TakeAsync(here)).IsAllowed);
        Assert.False((await TakeAsync(there)).IsAllowed);
    }

    [Fact]
    public async Task What_is_counted_is_forgotten_by_the_server_when_it_counts_no_more()
    {
        var options = await shared.OptionsAsync();
        await using var connection = RedisFixture.Connect(options);
        await new RedisRateLimiter(connection, TimeProvider.System).TakeAsync("caller", Two, Token);
        var left = (await connection.SendAsync(["PTTL", $"{options.Prefix}limit:caller"], Token).InTime()).Integer;
        Assert.InRange(left, 500_000, 600_000);
    }

    [Fact]
    public async Task A_server_whose_clock_was_set_back_keeps_nobody_out()
    {
        var options = await shared.OptionsAsync();
        await using var connection = RedisFixture.Connect(options);
        await connection.SendAsync(["RPUSH", $"{options.Prefix}limit:caller", "9000000000000000", "9000000000000001"], Token).InTime();
        Assert.True((await new RedisRateLimiter(connection, TimeProvider.System).TakeAsync("caller", Two, Token)).IsAllowed);
    }

    [Fact]
    public async Task Without_the_server_each_process_counts_what_it_has_let_through_and_both_count_together_again_afterwards()
    {
        await using var server = new RedisServer();
        await server.StartAsync();
        await using var connection = RedisFixture.Connect(RedisFixture.To(server));
        var limiter = new RedisRateLimiter(connection, TimeProvider.System);
        Assert.True((await TakeAsync(limiter)).IsAllowed);
        await server.KillAsync();
        Assert.True((await TakeAsync(limiter)).IsAllowed);
        Assert.Equal(RedisCodes.Away, limiter.Use.Trouble?.Code);
        Assert.False((await TakeAsync(limiter)).IsAllowed);
        await server.StartAsync();
        await connection.UntilConnectedAsync(after: 1);
        Assert.True((await TakeAsync(limiter, "another")).IsAllowed);
        Assert.Null(limiter.Use.Trouble);
        Assert.Equal(1, (await connection.SendAsync(["LLEN", "logos:limit:another"], Token).InTime()).Integer);
    }

    [Fact]
    public async Task A_server_that_loses_everything_lets_nobody_have_more_of_one_process()
    {
        await using var server = new RedisServer();
        await server.StartAsync();
        await using var connection = RedisFixture.Connect(RedisFixture.To(server));
        var limiter = new RedisRateLimiter(connection, TimeProvider.System);
        await TakeAsync(limiter);
        await TakeAsync(limiter);
        await connection.SendAsync(["FLUSHALL"], Token).InTime();
        await connection.SendAsync(["SCRIPT", "FLUSH"], Token).InTime();
        Assert.False((await TakeAsync(limiter)).IsAllowed);
        Assert.True((await TakeAsync(limiter, "another")).IsAllowed);
        Assert.Null(limiter.Use.Trouble);
    }

    [Fact]
    public async Task A_server_that_hangs_or_refuses_is_gone_on_without()
    {
        await using var server = new RedisServer();
        await server.StartAsync();
        await using var connection = RedisFixture.Connect(RedisFixture.Impatient(server));
        var limiter = new RedisRateLimiter(connection, TimeProvider.System);
        Assert.True((await TakeAsync(limiter)).IsAllowed);
        await server.PauseAsync();
        var began = Stopwatch.GetTimestamp();
        Assert.True((await TakeAsync(limiter)).IsAllowed);
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.False((await TakeAsync(limiter)).IsAllowed);
        await server.ResumeAsync();
        await connection.UntilConnectedAsync(after: 1);

        // A key of that name that is none of ours.
        await connection.SendAsync(["SET", "logos:limit:foreign", "x"], Token).InTime();
        Assert.True((await TakeAsync(limiter, "foreign")).IsAllowed);
        Assert.Equal(RedisCodes.Refused, limiter.Use.Trouble?.Code);
        Assert.True((await TakeAsync(limiter, "fine")).IsAllowed);
        Assert.Null(limiter.Use.Trouble);
    }

    [Fact]
    public async Task A_wrong_password_costs_the_counting_together_and_is_told()
    {
        await using var server = new RedisServer("requirepass secret");
        await server.StartAsync();
        await using var connection = RedisFixture.Connect(RedisFixture.To(server, ",password=wrong"));
        var limiter = new RedisRateLimiter(connection, TimeProvider.System);
        Assert.True((await TakeAsync(limiter)).IsAllowed);
        Assert.True((await TakeAsync(limiter)).IsAllowed);
        Assert.False((await TakeAsync(limiter)).IsAllowed);
        Assert.Equal(RedisCodes.SignIn, connection.Trouble?.Code);
    }

    private static Task<RateVerdict> TakeAsync(RedisRateLimiter limiter, string key = "caller") => limiter.TakeAsync(key, Two, Token).InTime();
}
