using Logos.Core.Limits;

namespace Logos.Conformance.Limits;

/// <summary>What every rate limiter does. An adapter inherits it, and says how its limiter is made.</summary>
public abstract class RateLimiterConformance : IAsyncLifetime
{
    /// <summary>Longer than a test takes where its time is the machine's.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    private IRateLimiter _limiter = null!;

    /// <summary>A limiter that has counted nothing, for this test alone.</summary>
    protected abstract ValueTask<IRateLimiter> CreateAsync();

    /// <summary>Lets time pass, as the limiter counts it.</summary>
    protected abstract ValueTask PassAsync(IRateLimiter limiter, TimeSpan time);

    /// <summary>Takes away what the test made.</summary>
    protected abstract ValueTask CloseAsync(IRateLimiter limiter);

    public async ValueTask InitializeAsync() => _limiter = await CreateAsync();

    public async ValueTask DisposeAsync()
    {
        await CloseAsync(_limiter);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task As_many_are_allowed_as_the_limit_says_and_no_more()
    {
        var limit = new RateLimit(100, Long);
        for (var left = 99; left >= 0; left--)
        {
            var verdict = await TakeAsync("caller", limit);
            Assert.Equal((true, left), (verdict.IsAllowed, verdict.Remaining));
            Assert.InRange(verdict.Reset, TimeSpan.FromTicks(1), Long);
        }

        for (var i = 0; i < 5; i++)
        {
            var refused = await TakeAsync("caller", limit);
            Assert.Equal((false, 0), (refused.IsAllowed, refused.Remaining));
            Assert.InRange(refused.Reset, TimeSpan.FromTicks(1), Long);
        }
    }

    [Fact]
    public async Task Each_key_is_counted_for_itself()
    {
        var limit = new RateLimit(1, Long);
        foreach (var key in new[] { "a", "b", "größer", "with a space and a \n" })
        {
            Assert.True((await TakeAsync(key, limit)).IsAllowed);
            Assert.False((await TakeAsync(key, limit)).IsAllowed);
        }
    }

    [Fact]
    public async Task What_is_older_than_the_window_counts_no_more()
    {
        var limit = new RateLimit(2, TimeSpan.FromMilliseconds(600));
        Assert.True((await TakeAsync("caller", limit)).IsAllowed);
        await PassAsync(_limiter, TimeSpan.FromMilliseconds(400));
        Assert.True((await TakeAsync("caller", limit)).IsAllowed);
        // The first is gone by then, the second is not.
        await PassAsync(_limiter, TimeSpan.FromMilliseconds(250));
        Assert.True((await TakeAsync("caller", limit)).IsAllowed);
        await PassAsync(_limiter, TimeSpan.FromMilliseconds(700));
        Assert.Equal(1, (await TakeAsync("caller", limit)).Remaining);
    }

    [Fact]
    public async Task Who_comes_again_when_he_was_told_is_let_in()
    {
        var limit = new RateLimit(1, TimeSpan.FromMilliseconds(400));
        Assert.True((await TakeAsync("caller", limit)).IsAllowed);
        var verdict = await TakeAsync("caller", limit);
        // On a slow machine the time may be over before it is asked again.
        for (var round = 0; !verdict.IsAllowed; round++)
        {
            Assert.True(round < 10);
            await PassAsync(_limiter, verdict.Reset);
            verdict = await TakeAsync("caller", limit);
        }
    }

    [Fact]
    public async Task What_is_refused_is_not_counted()
    {
        var limit = new RateLimit(1, TimeSpan.FromSeconds(1));
        Assert.True((await TakeAsync("caller", limit)).IsAllowed);
        for (var i = 0; i < 20; i++)
            await TakeAsync("caller", limit);
        await PassAsync(_limiter, TimeSpan.FromMilliseconds(1100));
        Assert.True((await TakeAsync("caller", limit)).IsAllowed);
    }

    [Fact]
    public async Task A_limit_may_change_from_one_call_to_the_next()
    {
        for (var i = 0; i < 5; i++)
            await TakeAsync("caller", new(5, Long));
        Assert.False((await TakeAsync("caller", new(3, Long))).IsAllowed);
        var verdict = await TakeAsync("caller", new(7, Long));
        Assert.Equal((true, 1), (verdict.IsAllowed, verdict.Remaining));
    }

    [Fact]
    public async Task Of_many_who_come_at_once_no_more_are_allowed_either()
    {
        var limit = new RateLimit(50, Long);
        var verdicts = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(() => TakeAsync("caller", limit), Guard.Token))).InTime();
        Assert.Equal(50, verdicts.Count(verdict => verdict.IsAllowed));
    }

    private Task<RateVerdict> TakeAsync(string key, RateLimit limit) => _limiter.TakeAsync(key, limit, Guard.Token).InTime();
}
