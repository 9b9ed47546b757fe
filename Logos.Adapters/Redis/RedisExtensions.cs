using System.Diagnostics.CodeAnalysis;
using Logos.Adapters.Cluster;
using Logos.Adapters.Redis.Connections;
using Logos.Adapters.Redis.Feeds;
using Logos.Core.Limits;
using Logos.Core.Orchestration;
using Logos.Core.Work;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Logos.Adapters.Redis;

/// <summary>The hot state that several processes share.</summary>
public static class RedisExtensions
{
    /// <summary>
    /// Cache, rate limits and feed over the server of the connection string <c>redis</c>, or of the variable
    /// <c>REDIS_URL</c>. Whoever watches needs an <see cref="IExecutionStore"/>, for the time without Redis.
    /// </summary>
    /// <exception cref="FormatException">There is no connection string, or it cannot be used.</exception>
    public static IHostApplicationBuilder AddLogosRedis(this IHostApplicationBuilder builder, Func<RedisOptions, RedisOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        // Read now: a wrong one stops the start, with what is wrong.
        var server = SharedServer.Redis;
        var text = server.Find(name => builder.Configuration[name])
            ?? throw new FormatException($"{RedisCodes.Address}: There is no connection string of Redis: set {server.Setting} or {server.Variables[0]}.");
        var options = new RedisOptions(RedisAddressText.Parse(text));
        options = configure?.Invoke(options) ?? options;
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new RedisConnection(options, Clock(provider), Chance(provider)));
        services.AddSingleton(provider => new RedisSubscriber(options, Clock(provider), Chance(provider)));
        services.AddSingleton(provider => new RedisCache(Connection(provider), Clock(provider)));
        services.AddSingleton<ICache>(provider => provider.GetRequiredService<RedisCache>());
        services.AddSingleton(provider => new RedisRateLimiter(Connection(provider), Clock(provider)));
        services.AddSingleton<IRateLimiter>(provider => provider.GetRequiredService<RedisRateLimiter>());
        services.AddSingleton(provider => new RedisFeed(Connection(provider), Clock(provider)));
        services.AddSingleton<IExecutionFeed>(provider => provider.GetRequiredService<RedisFeed>());
        services.AddSingleton(provider => new RedisFeedReader(Connection(provider), provider.GetRequiredService<RedisSubscriber>(), provider.GetRequiredService<IExecutionStore>().LoadTreeAsync, Clock(provider)));
        services.AddSingleton<IFeedReader>(provider => provider.GetRequiredService<RedisFeedReader>());
        services.AddSingleton(provider => new RedisHealth(Connection(provider), Uses(provider)));
        services.AddMetrics();
        services.AddHostedService<RedisMeters>();
        return builder;
    }

    private static RedisUse[] Uses(IServiceProvider provider)
    {
        List<RedisUse> uses = [provider.GetRequiredService<RedisCache>().Use, provider.GetRequiredService<RedisRateLimiter>().Use, provider.GetRequiredService<RedisFeed>().Use];
        // A process that nobody watches through has no need of the store.
        if (provider.GetService<IExecutionStore>() is not null)
            uses.Add(provider.GetRequiredService<RedisFeedReader>().Use);
        return [.. uses];
    }

    private static RedisConnection Connection(IServiceProvider provider) => provider.GetRequiredService<RedisConnection>();

    private static TimeProvider Clock(IServiceProvider provider) => provider.GetRequiredService<TimeProvider>();

    // Keeps processes that lost a server together from coming back in step.
    [SuppressMessage("Security", "CA5394", Justification = "Nothing is protected by it.")]
    private static Random Chance(IServiceProvider provider) => new(HashCode.Combine(Environment.ProcessId, Clock(provider).GetTimestamp()));
}
