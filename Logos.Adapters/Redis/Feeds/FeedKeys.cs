using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Logos.Adapters.Redis.Resp;

namespace Logos.Adapters.Redis.Feeds;

/// <summary>What things are called in Redis. A stream's key is also the channel on which is told that it has grown.</summary>
internal sealed class FeedKeys(string prefix)
{
    // A stream's ids are a time and a number within it; ours are one number, which grows as they do.
    private const long PerMillisecond = 1_000_000;

    public string Losses { get; } = $"{prefix}feed:losses";

    public static string First => "-";

    public string Stream(Guid root) => $"{prefix}feed:of:{root:N}";

    public string Place(Guid execution) => $"{prefix}feed:at:{execution:N}";

    public static string StreamId(long id) => string.Create(CultureInfo.InvariantCulture, $"{id / PerMillisecond}-{id % PerMillisecond}");

    public static long Id(RespValue streamId)
    {
        var text = streamId.Bytes.Span;
        var dash = text.IndexOf((byte)'-');
        return dash > 0 && Utf8Parser.TryParse(text[..dash], out long time, out _) && Utf8Parser.TryParse(text[(dash + 1)..], out long number, out _) && number < PerMillisecond
            ? (time * PerMillisecond) + number
            : throw new RedisProtocolException($"Redis named an entry {Encoding.UTF8.GetString(text)}");
    }

    /// <summary>For an event that Redis does not know of.</summary>
    public static long Id(DateTimeOffset time) => time.ToUnixTimeMilliseconds() * PerMillisecond;
}
