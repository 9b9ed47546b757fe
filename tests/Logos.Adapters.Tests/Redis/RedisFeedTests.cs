using Logos.Adapters.Redis.Connections;
using Logos.Adapters.Redis.Feeds;
using Logos.Conformance.Feeds;

namespace Logos.Adapters.Tests.Redis;

/// <summary>Told in one process, watched in another, as far as connections go.</summary>
[Trait("Needs", "redis")]
public sealed class RedisFeedTests(RedisFixture shared) : ExecutionFeedConformance
{
    private readonly List<IAsyncDisposable> _parts = [];

    protected override async ValueTask<Feed> CreateAsync()
    {
        var options = await shared.OptionsAsync();
        var told = Keep(RedisFixture.Connect(options));
        var read = Keep(RedisFixture.Connect(options));
        var subscriber = Keep(new RedisSubscriber(options, TimeProvider.System, new Random(1)));
        // The pace of a server differs; a reader that falls behind has to, whatever it is.
        var feed = new RedisFeed(told, TimeProvider.System, new() { MaxWaiting = 512 });
        _parts.Insert(0, feed);
        return new(feed, new RedisFeedReader(read, subscriber, (_, _) => new([]), TimeProvider.System));
    }

    protected override async ValueTask CloseAsync(Feed feed)
    {
        foreach (var part in _parts)
            await part.DisposeAsync();
        ((RedisFeedReader)feed.Read).Dispose();
    }

    private T Keep<T>(T part)
        where T : IAsyncDisposable
    {
        _parts.Add(part);
        return part;
    }
}
