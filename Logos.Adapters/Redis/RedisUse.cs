using Logos.Adapters.Redis.Connections;

namespace Logos.Adapters.Redis;

/// <summary>One thing that Redis is used for, and how that goes: the last time that it was tried tells.</summary>
/// <param name="Name">As a metric's label: <c>cache</c>, <c>feed</c>, <c>limits</c>.</param>
/// <param name="Instead">What is done while it cannot be used.</param>
public sealed record RedisUse(string Name, string Instead)
{
    private RedisException? _trouble;
    private long _failures;

    /// <summary>Null while all is well.</summary>
    public RedisException? Trouble => Volatile.Read(ref _trouble);

    /// <summary>How often it went on without Redis.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    internal void Succeeded()
    {
        if (Volatile.Read(ref _trouble) is not null)
            Volatile.Write(ref _trouble, null);
    }

    internal void Failed(RedisConnection connection, RedisException reason)
    {
        Interlocked.Increment(ref _failures);
        Volatile.Write(ref _trouble, reason);
        if (reason is RedisServerException { Kind: "READONLY" })
            connection.Leave(reason);
    }
}
