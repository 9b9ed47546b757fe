using Logos.Adapters.Memory;
using Logos.Conformance.Limits;
using Logos.Core.Limits;

namespace Logos.Adapters.Tests.Memory;

public sealed class MemoryRateLimiterTests : RateLimiterConformance
{
    private readonly PassingClock _clock = new();

    protected override ValueTask<IRateLimiter> CreateAsync() => new(new MemoryRateLimiter(_clock));

    protected override ValueTask PassAsync(IRateLimiter limiter, TimeSpan time)
    {
        _clock.Pass(time);
        return default;
    }

    protected override ValueTask CloseAsync(IRateLimiter limiter) => default;

    [Fact]
    public async Task No_stretch_of_time_as_long_as_the_window_has_more_than_the_limit()
    {
        var limiter = new MemoryRateLimiter(_clock);
        var limit = new RateLimit(10, TimeSpan.FromSeconds(60));
        var random = new Random(11);
        var allowed = new List<TimeSpan>();
        for (var (i, now) = (0, TimeSpan.Zero); i < 2_000; i++)
        {
            if ((await limiter.TakeAsync("caller", limit, CancellationToken.None)).IsAllowed)
                allowed.Add(now);
            var pause = TimeSpan.FromMilliseconds(random.Next(8_000));
            _clock.Pass(pause);
            now += pause;
        }

        Assert.True(allowed.Count > 500);
        Assert.All(allowed.Skip(10).Zip(allowed), pair => Assert.True(pair.First - pair.Second >= limit.Window));
    }

    [Fact]
    public async Task Of_too_many_keys_the_one_that_was_not_used_for_longest_is_forgotten()
    {
        var limiter = new MemoryRateLimiter(_clock, mostKeys: 2);
        var limit = new RateLimit(1, TimeSpan.FromSeconds(60));
        foreach (var key in new[] { "a", "b", "a", "c" })
            await limiter.TakeAsync(key, limit, CancellationToken.None);
        Assert.Equal(2, limiter.Count);
        Assert.False((await limiter.TakeAsync("a", limit, CancellationToken.None)).IsAllowed);
        Assert.True((await limiter.TakeAsync("b", limit, CancellationToken.None)).IsAllowed);
    }

    [Theory]
    [InlineData(0, 1000)]
    [InlineData(100_001, 1000)]
    [InlineData(1, 0)]
    [InlineData(1, 86_400_001)]
    public void A_limit_that_makes_no_sense_is_refused(int permits, int milliseconds) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RateLimit(permits, TimeSpan.FromMilliseconds(milliseconds)));
}
