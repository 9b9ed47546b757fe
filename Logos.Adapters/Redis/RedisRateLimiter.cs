using System.Globalization;
using Logos.Adapters.Memory;
using Logos.Adapters.Redis.Connections;
using Logos.Adapters.Redis.Resp;
using Logos.Core.Limits;

namespace Logos.Adapters.Redis;

/// <summary>
/// Counts over all processes. Each also counts what it has let through itself: what is over the limit by that alone is
/// refused without asking, and while the server is away, or has just lost everything, that is what counts.
/// </summary>
public sealed class RedisRateLimiter(RedisConnection connection, TimeProvider clock, int mostKeys = 10_000) : IRateLimiter
{
    // The times of what was allowed, the oldest first, in microseconds by the server's clock: one clock for all who ask.
    // A clock that was set back would keep callers out until it has caught up: what lies ahead of it is forgotten.
    private static readonly RedisScript Script = new(
        """
        local permits, window = tonumber(ARGV[1]), tonumber(ARGV[2])
        local time = redis.call('TIME')
        local now = time[1] * 1000000 + time[2]
        local newest = redis.call('LINDEX', KEYS[1], -1)
        if newest and tonumber(newest) > now then redis.call('DEL', KEYS[1]) end
        local oldest = redis.call('LINDEX', KEYS[1], 0)
        while oldest and tonumber(oldest) + window <= now do
            redis.call('LPOP', KEYS[1])
            oldest = redis.call('LINDEX', KEYS[1], 0)
        end
        local count = redis.call('LLEN', KEYS[1])
        if count >= permits then
            return {0, 0, redis.call('LINDEX', KEYS[1], count - permits) + window - now}
        end
        redis.call('RPUSH', KEYS[1], string.format('%.0f', now))
        redis.call('PEXPIRE', KEYS[1], math.ceil(window / 1000))
        return {1, permits - count - 1, (oldest and tonumber(oldest) or now) + window - now}
        """);

    private readonly MemoryRateLimiter _own = new(clock, mostKeys);

    public RedisUse Use { get; } = new("limits", "limits are counted in each process");

    public async ValueTask<RateVerdict> TakeAsync(string key, RateLimit limit, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        // Before the server is asked, by whose clock it is later: ours is never behind it.
        var began = clock.GetTimestamp();
        if (_own.Look(key, limit) is { IsAllowed: false } refused)
            return refused;
        try
        {
            RedisArgument[] arguments = [$"{connection.Options.Prefix}limit:{key}", limit.Permits, (limit.Window.Ticks / TimeSpan.TicksPerMicrosecond).ToString(CultureInfo.InvariantCulture)];
            var told = (await Script.RunAsync(connection, 1, arguments, cancellationToken).ConfigureAwait(false)).Items;
            var verdict = new RateVerdict(told[0].Integer == 1, (int)told[1].Integer, TimeSpan.FromMicroseconds(told[2].Integer));
            Use.Succeeded();
            if (verdict.IsAllowed)
                _own.Note(key, limit, began);
            return verdict;
        }
        catch (RedisException e)
        {
            Use.Failed(connection, e);
            return _own.Take(key, limit);
        }
    }
}
