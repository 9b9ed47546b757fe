using Logos.Adapters.Redis.Connections;

namespace Logos.Adapters.Redis;

/// <summary>How it goes with Redis, for a health check that is not vital: without it a service is slower, and as right as with it.</summary>
public sealed class RedisHealth(RedisConnection connection, IReadOnlyList<RedisUse> uses)
{
    public IReadOnlyList<RedisUse> Uses => uses;

    /// <summary>Null when all is well; else what is wrong, and what is done instead.</summary>
    public string? Trouble()
    {
        if (connection.Trouble is { } away)
            return $"{away.Message}; {string.Join(", ", uses.Select(use => use.Instead).Distinct())}";
        var troubled = uses.Where(use => use.Trouble is not null).ToList();
        return troubled.Count == 0 ? null : string.Join("; ", troubled.Select(use => $"{use.Trouble?.Message}; {use.Instead}").Distinct());
    }
}
