using Logos.Adapters.Redis.Connections;

namespace Logos.Adapters.Redis.Feeds;

/// <summary>
/// What is kept of an execution and all below it: a stream of entries, each with the id of the one before it (<c>b</c>),
/// whether the root has ended by then (<c>z</c>), and how often events were lost by then (<c>l</c>). So whoever reads
/// knows of every gap. And for each execution a place, from which words of its progress find the stream.
/// </summary>
internal static class FeedScripts
{
    private const string Append =
        """
        local function append(stream, losses, entry, ended, most, open, closed)
            local last = redis.call('XREVRANGE', stream, '+', '-', 'COUNT', 1)[1]
            if ended == '' then ended = last and last[2][4] or '0' end
            redis.call('XADD', stream, 'MAXLEN', '~', most, '*', 'b', last and last[1] or '0-0', 'z', ended, 'l', redis.call('GET', losses) or '0', 'e', entry)
            local time = ended == '1' and closed or open
            redis.call('PEXPIRE', stream, time)
            redis.call('PUBLISH', stream, '')
            return time
        end

        """;

    /// <summary>Keys: stream, losses, place. Then: the entry, whether the root has ended with it (<c>1</c>, <c>0</c>, nothing for another execution), how many to keep, for how long open and ended, what progress begins with.</summary>
    public static RedisScript Changes { get; } = new(Append +
        """
        local time = append(KEYS[1], KEYS[2], ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5])
        redis.call('HSET', KEYS[3], 's', KEYS[1], 'p', ARGV[6])
        redis.call('PEXPIRE', KEYS[3], time)
        """);

    /// <summary>Keys: place, losses. Then: the word of progress, how many to keep, for how long open and ended. Whose beginning was never told, or is forgotten, has nobody who would care.</summary>
    public static RedisScript Progress { get; } = new(Append +
        """
        local place = redis.call('HMGET', KEYS[1], 's', 'p')
        if place[1] then
            redis.call('PEXPIRE', KEYS[1], append(place[1], KEYS[2], place[2] .. ARGV[1], '', ARGV[2], ARGV[3], ARGV[4]))
        end
        """);

    /// <summary>Key: losses. Everybody who watches anything looks again.</summary>
    public static RedisScript Lost { get; } = new("redis.call('PUBLISH', KEYS[1], redis.call('INCR', KEYS[1]))");
}
