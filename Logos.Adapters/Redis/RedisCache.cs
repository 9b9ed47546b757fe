using Logos.Adapters.Memory;
using Logos.Adapters.Redis.Connections;
using Logos.Adapters.Redis.Resp;
using Logos.Core.Work;

namespace Logos.Adapters.Redis;

/// <summary>A cache that all processes share. While the server is away, each has one of its own.</summary>
public sealed class RedisCache(RedisConnection connection, TimeProvider clock, MemoryCacheOptions? alone = null) : ICache
{
    // One value that others would have to wait for is better had anew.
    private const int Largest = 16 * 1024 * 1024;

    private readonly MemoryCache _alone = new(clock, alone);

    public RedisUse Use { get; } = new("cache", "the node cache is in each process");

    public async ValueTask<ReadOnlyMemory<byte>?> FindAsync(string key, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        try
        {
            var found = await connection.SendAsync(["GET", Named(key)], cancellationToken).ConfigureAwait(false);
            Use.Succeeded();
            return found.IsNull ? default(ReadOnlyMemory<byte>?) : found.Bytes;
        }
        catch (RedisException e)
        {
            Use.Failed(connection, e);
            return await _alone.FindAsync(key, cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask KeepAsync(string key, ReadOnlyMemory<byte> value, TimeSpan ttl, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        try
        {
            await connection.SendAsync(Command(Named(key), value, ttl), cancellationToken).ConfigureAwait(false);
            Use.Succeeded();
        }
        catch (RedisException e)
        {
            Use.Failed(connection, e);
            await _alone.KeepAsync(key, value, ttl, cancellationToken).ConfigureAwait(false);
        }
    }

    private static RedisArgument[] Command(string key, ReadOnlyMemory<byte> value, TimeSpan ttl)
    {
        // What is not kept replaces what was, all the same.
        if (ttl <= TimeSpan.Zero || value.Length > Largest)
            return ["DEL", key];
        // Redis counts no further than its milliseconds reach.
        return ttl > TimeSpan.FromDays(3650) ? ["SET", key, value] : ["SET", key, value, "PX", (long)Math.Ceiling(ttl.TotalMilliseconds)];
    }

    private string Named(string key) => $"{connection.Options.Prefix}cache:{key}";
}
