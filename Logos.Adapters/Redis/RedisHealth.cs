using Logos.Adapters.Redis.Connections;

namespace Logos.Adapters.Redis;

/// <summary>How it goes with Redis, for a health check that is not vital: without it a service is slower, and as right as with it.</summary>
public sealed class RedisHealth(RedisConnection connection, IReadOnlyList<RedisUse> uses)
{
    public IReadOnlyList<RedisUse> Uses => uses;

    /// <summary>Asks Redis: a connection is made only when somebody wants one, and a use tells how it went when it was tried the last time.</summary>
    /// <returns>As <see cref="Trouble"/>.</returns>
    public async ValueTask<string?> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await connection.SendAsync(["PING"], cancellationToken).ConfigureAwait(false);
        }
        catch (RedisException e)
        {
            return Told(e.Message, uses);
        }

        foreach (var use in uses.Where(use => use.Trouble is RedisUnavailableException or RedisTimeoutException))
            use.Succeeded();
        return Trouble();
    }

    /// <summary>Whether it went on without Redis the last time that it was tried.</summary>
    public bool IsDegraded(RedisUse use)
    {
        ArgumentNullException.ThrowIfNull(use);
        return connection.Trouble is not null || use.Trouble is not null;
    }

    /// <summary>Null when all is well; else what is wrong, and what is done instead.</summary>
    public string? Trouble()
    {
        if (connection.Trouble is { } away)
            return Told(away.Message, uses);
        var troubled = uses.Where(use => use.Trouble is not null).ToList();
        return troubled.Count == 0 ? null : string.Join("; ", troubled.Select(use => $"{use.Trouble?.Message}; {use.Instead}").Distinct());
    }

    private static string Told(string what, IEnumerable<RedisUse> uses) => $"{what}; {string.Join(", ", uses.Select(use => use.Instead).Distinct())}";
}
