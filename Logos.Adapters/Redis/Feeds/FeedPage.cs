using Logos.Adapters.Redis.Connections;
using Logos.Adapters.Redis.Resp;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Redis.Feeds;

/// <summary>What Redis keeps of an execution behind some place, and how many times anything was lost by now.</summary>
internal sealed record FeedPage(IReadOnlyList<FeedPage.Entry> Entries, long Losses)
{
    // More than is ever kept: one page is all of it.
    private const int Most = 100_000;

    public static Task<FeedPage> NewestAsync(RedisConnection connection, FeedKeys keys, Guid root, CancellationToken cancellationToken) =>
        ReadAsync(connection, keys, ["XREVRANGE", keys.Stream(root), "+", "-", "COUNT", 1], cancellationToken);

    /// <param name="connection">Where.</param>
    /// <param name="keys">How things are called.</param>
    /// <param name="root">Of which execution.</param>
    /// <param name="from">The id of an entry, which is read as well; 0 is before all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static Task<FeedPage> FromAsync(RedisConnection connection, FeedKeys keys, Guid root, long from, CancellationToken cancellationToken) =>
        ReadAsync(connection, keys, ["XRANGE", keys.Stream(root), FeedKeys.StreamId(from), "+", "COUNT", Most], cancellationToken);

    private static async Task<FeedPage> ReadAsync(RedisConnection connection, FeedKeys keys, RedisArgument[] range, CancellationToken cancellationToken)
    {
        // The losses first: one that comes in between is seen at the next look, to which its word calls.
        var losses = connection.SendAsync(["GET", keys.Losses], cancellationToken);
        var read = connection.SendAsync(range, cancellationToken);
        var lost = await losses.ConfigureAwait(false);
        var found = await read.ConfigureAwait(false);
        var entries = new Entry[found.Items.Length];
        for (var i = 0; i < entries.Length; i++)
            entries[i] = Entry.Of(found.Items[i]);
        return new(entries, lost.IsNull ? 0 : Number(lost));
    }

    private static long Number(RespValue text) =>
        long.TryParse(text.Text(), out var number) ? number : throw new RedisProtocolException("Redis counts losses in a way that is none");

    /// <param name="Before">The entry before it; 0 where it was the first.</param>
    /// <param name="HasEnded">The root has ended by then.</param>
    /// <param name="Told">Null where it is of a version that this process cannot read.</param>
    internal sealed record Entry(long Id, long Before, bool HasEnded, long Losses, FeedEvent? Told)
    {
        public static Entry Of(RespValue entry)
        {
            if (entry.Items is not [var streamId, var fields] || fields.Items is not [_, var before, _, var ended, _, var losses, _, var told])
                throw new RedisProtocolException("Redis keeps an event in a way that is not ours");
            var id = FeedKeys.Id(streamId);
            return new(id, FeedKeys.Id(before), ended.Is("1"u8), Number(losses), FeedEntry.Read(id, told.Bytes.Span));
        }
    }
}
