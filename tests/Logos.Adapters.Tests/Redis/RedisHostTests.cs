using System.Diagnostics.Metrics;
using Logos.Adapters.Redis;
using Logos.Adapters.Redis.Connections;
using Logos.Core.Executions;
using Logos.Core.Limits;
using Logos.Core.Orchestration;
using Logos.Core.Work;
using Logos.Servers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Logos.Adapters.Tests.Redis;

[Trait("Needs", "redis")]
public sealed class RedisHostTests(RedisFixture shared)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ConnectionStrings:redis")]
    [InlineData("REDIS_URL")]
    public async Task A_host_has_all_three_over_one_connection(string name)
    {
        var options = await shared.OptionsAsync();
        using var host = Host(name, options.Address.ToString(), given => given with { Prefix = options.Prefix });
        var connection = host.Services.GetRequiredService<RedisConnection>();
        await host.Services.GetRequiredService<ICache>().KeepAsync("key", "value"u8.ToArray(), TimeSpan.FromHours(1), Token).AsTask().InTime();
        Assert.NotNull(await host.Services.GetRequiredService<ICache>().FindAsync("key", Token).InTime());
        Assert.Equal(99, (await host.Services.GetRequiredService<IRateLimiter>().TakeAsync("caller", RateLimit.Standard, Token).InTime()).Remaining);
        var head = FeedSetting.Head();
        host.Services.GetRequiredService<IExecutionFeed>().Publish(head, new(head.Id, new(ExecutionStatus.Running, ExecutionPhase.Forward, null, null, null, null, null, new(default, 0, null, false, [])), [], []));
        Assert.Equal(1, connection.Session);
        Assert.Null(host.Services.GetRequiredService<RedisHealth>().Trouble());
    }

    [Fact]
    public async Task Health_says_what_is_wrong_and_what_is_done_instead()
    {
        await using var server = new RedisServer();
        await server.StartAsync();
        using var host = Host("REDIS_URL", server.Address, given => given with { MaxReconnectDelay = TimeSpan.FromMilliseconds(200) });
        var health = host.Services.GetRequiredService<RedisHealth>();
        var cache = host.Services.GetRequiredService<ICache>();
        var connection = host.Services.GetRequiredService<RedisConnection>();
        Assert.Null(health.Trouble());
        await cache.FindAsync("key", Token).InTime();
        Assert.Null(health.Trouble());
        await server.KillAsync();
        await connection.UntilAwayAsync();
        var trouble = health.Trouble();
        Assert.StartsWith(RedisCodes.Away, trouble, StringComparison.Ordinal);
        foreach (var use in health.Uses)
            Assert.Contains(use.Instead, trouble, StringComparison.Ordinal);
        await cache.FindAsync("key", Token).InTime();
        await server.StartAsync();
        await connection.UntilConnectedAsync(after: 1);
        await cache.FindAsync("key", Token).InTime();
        Assert.Null(health.Trouble());
    }

    [Fact]
    public async Task Health_asks_Redis_and_does_not_wait_for_somebody_to_use_it()
    {
        await using var server = new RedisServer();
        await server.StartAsync();
        using var host = Host("REDIS_URL", server.Address, given => given with { MaxReconnectDelay = TimeSpan.FromMilliseconds(200) });
        var health = host.Services.GetRequiredService<RedisHealth>();
        var connection = host.Services.GetRequiredService<RedisConnection>();
        Assert.Null(await health.CheckAsync(Token).InTime());
        Assert.True(connection.IsConnected);
        await server.KillAsync();
        await connection.UntilAwayAsync();
        await host.Services.GetRequiredService<ICache>().FindAsync("key", Token).InTime();
        var trouble = await health.CheckAsync(Token).InTime();
        Assert.StartsWith($"{RedisCodes.Away}: Redis", trouble, StringComparison.Ordinal);
        await server.StartAsync();
        await connection.UntilConnectedAsync(after: 1);
        // Nobody has used it since.
        Assert.NotNull(health.Trouble());
        Assert.Null(await health.CheckAsync(Token).InTime());
    }

    [Fact]
    public async Task Metrics_tell_what_goes_on_without_Redis()
    {
        await using var server = new RedisServer();
        await server.StartAsync();
        using var host = Host("REDIS_URL", server.Address);
        var connection = host.Services.GetRequiredService<RedisConnection>();
        var cache = host.Services.GetRequiredService<ICache>();
        await host.StartAsync(Token);
        await cache.FindAsync("key", Token).InTime();
        Assert.Equal((0, 0), Measured(host, "cache"));
        await server.KillAsync();
        await connection.UntilAwayAsync();
        await cache.FindAsync("key", Token).InTime();
        Assert.Equal((1, 1), Measured(host, "cache"));
        Assert.Equal((1, 0), Measured(host, "limits"));
        await host.StopAsync(Token);
    }

    [Fact]
    public void A_host_without_a_connection_string_or_with_a_wrong_one_does_not_start()
    {
        foreach (var text in new[] { "", "host,pasword=x" })
        {
            var refused = Assert.Throws<FormatException>(() => Host("ConnectionStrings:redis", text).Dispose());
            Assert.StartsWith(RedisCodes.Address, refused.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_user_with_the_rights_that_the_documentation_names_can_do_all_that_is_done()
    {
        const string Command = "ACL SETUSER ";
        var line = (await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "operations.md"), Token)).Single(each => each.StartsWith(Command, StringComparison.Ordinal));
        await using var server = new RedisServer($"user {line[Command.Length..]}", "user default off");
        await server.StartAsync();
        var options = RedisFixture.To(server, ",user=logos,password=password,name=gateway");
        await using var connection = RedisFixture.Connect(options);
        var cache = new RedisCache(connection, TimeProvider.System);
        await cache.KeepAsync("key", "value"u8.ToArray(), TimeSpan.FromHours(1), Token).AsTask().InTime();
        await cache.KeepAsync("key", default, TimeSpan.Zero, Token).AsTask().InTime();
        await cache.FindAsync("key", Token).InTime();
        var limiter = new RedisRateLimiter(connection, TimeProvider.System);
        for (var i = 0; i < 3; i++)
            await limiter.TakeAsync("caller", new(2, TimeSpan.FromSeconds(1)), Token).InTime();
        await using var setting = new FeedSetting(options);
        var root = FeedSetting.Head();
        await using (var watch = await setting.WatchAsync(root, 0))
        {
            setting.Commit(root, 1);
            Assert.False(await FeedSetting.ReadUntilAsync(watch, 1));
            setting.Feed.Publish(root.Id, new("llm", null, "word"));
            while (!(await watch.ReadAsync(Token).InTime())!.Events.Any(told => told.Progress is not null))
                continue;
        }

        Assert.All([cache.Use, limiter.Use, setting.Feed.Use, setting.Reader.Use], use => Assert.Equal((null, 0), (use.Trouble, use.Failures)));
        // And nothing that is not its own.
        await Assert.ThrowsAsync<RedisServerException>(() => connection.SendAsync(["GET", "another"], Token).InTime());
        await Assert.ThrowsAsync<RedisServerException>(() => connection.SendAsync(["FLUSHALL"], Token).InTime());
    }

    private static (long Degraded, long Fallbacks) Measured(IHost host, string use)
    {
        var (degraded, fallbacks) = (-1L, -1L);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, to) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, host.Services.GetRequiredService<IMeterFactory>()))
                to.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            if (!tags.Contains(new("use", use)))
                return;
            if (instrument.Name == "redis_degraded")
                degraded = value;
            else if (instrument.Name == "redis_fallbacks_total")
                fallbacks = value;
        });
        listener.Start();
        listener.RecordObservableInstruments();
        return (degraded, fallbacks);
    }

    private static IHost Host(string name, string text, Func<RedisOptions, RedisOptions>? configure = null)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection([new(name, text)]);
        builder.AddLogosRedis(configure);
        return builder.Build();
    }
}
