using Logos.Adapters.Memory;
using Logos.Conformance.Caches;
using Logos.Core.Work;

namespace Logos.Adapters.Tests.Memory;

public sealed class MemoryCacheTests : CacheConformance
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly PassingClock _clock = new();

    protected override ValueTask<ICache> CreateAsync() => new(new MemoryCache(_clock));

    protected override ValueTask PassAsync(ICache cache, TimeSpan time)
    {
        _clock.Pass(time);
        return default;
    }

    protected override ValueTask CloseAsync(ICache cache) => default;

    [Fact]
    public async Task A_full_cache_lets_go_of_what_was_not_used_for_longest()
    {
        var cache = new MemoryCache(_clock, new() { MaxEntries = 2 });
        await KeepAsync(cache, "a");
        await KeepAsync(cache, "b");
        await cache.FindAsync("a", CancellationToken.None);
        await KeepAsync(cache, "c");
        Assert.Equal((true, false, true), (await HasAsync(cache, "a"), await HasAsync(cache, "b"), await HasAsync(cache, "c")));
    }

    [Fact]
    public async Task Its_bytes_are_bounded_and_counted()
    {
        var cache = new MemoryCache(_clock, new() { MaxBytes = 10_000 });
        for (var i = 0; i < 100; i++)
            await KeepAsync(cache, $"{i}", 1000);
        Assert.InRange(cache.Bytes, 5_000, 10_000);
        Assert.InRange(cache.Count, 5, 9);
        await KeepAsync(cache, "too large", 10_000);
        Assert.False(await HasAsync(cache, "too large"));
        Assert.InRange(cache.Count, 5, 9);
    }

    [Fact]
    public async Task What_has_become_too_old_gives_its_bytes_back_when_it_is_asked_for()
    {
        var cache = new MemoryCache(_clock);
        await KeepAsync(cache, "a");
        _clock.Pass(Hour);
        Assert.False(await HasAsync(cache, "a"));
        Assert.Equal((0, 0L), (cache.Count, cache.Bytes));
    }

    private static ValueTask KeepAsync(MemoryCache cache, string key, int length = 10) => cache.KeepAsync(key, new byte[length], Hour, CancellationToken.None);

    private static async Task<bool> HasAsync(MemoryCache cache, string key) => await cache.FindAsync(key, CancellationToken.None) is not null;
}
