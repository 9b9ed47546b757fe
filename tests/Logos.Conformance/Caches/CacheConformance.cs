using System.Text;
using Logos.Core.Work;

namespace Logos.Conformance.Caches;

/// <summary>What every cache does. An adapter inherits it, and says how its cache is made.</summary>
public abstract class CacheConformance : IAsyncLifetime
{
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(1);

    private ICache _cache = null!;

    /// <summary>An empty cache, for this test alone.</summary>
    protected abstract ValueTask<ICache> CreateAsync();

    /// <summary>Lets time pass, as the cache counts it.</summary>
    protected abstract ValueTask PassAsync(ICache cache, TimeSpan time);

    /// <summary>Takes away what the test made.</summary>
    protected abstract ValueTask CloseAsync(ICache cache);

    public async ValueTask InitializeAsync() => _cache = await CreateAsync();

    public async ValueTask DisposeAsync()
    {
        await CloseAsync(_cache);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task What_was_never_kept_is_not_found() => Assert.Null(await FindAsync("nothing"));

    [Theory]
    [InlineData("plain")]
    [InlineData("node:sha256:0f343b0931126a20f133d67c2b018a3b")]
    [InlineData("with a space, a ' and a \n")]
    [InlineData("größer")]
    public async Task A_value_is_found_under_its_key_alone(string key)
    {
        await KeepAsync(key, "value");
        Assert.Equal("value", await FindAsync(key));
        Assert.Null(await FindAsync(key + "x"));
        Assert.Null(await FindAsync(key[..^1]));
    }

    [Fact]
    public async Task A_later_value_takes_the_place_of_the_one_before()
    {
        await KeepAsync("key", "first");
        await KeepAsync("key", "second");
        Assert.Equal("second", await FindAsync("key"));
    }

    [Fact]
    public async Task An_empty_value_and_a_large_one_are_values()
    {
        await KeepAsync("empty", "");
        var large = new string('x', 1024 * 1024);
        await KeepAsync("large", large);
        Assert.Equal("", await FindAsync("empty"));
        Assert.Equal(large, await FindAsync("large"));
    }

    [Fact]
    public async Task A_value_is_kept_no_longer_than_it_may()
    {
        await KeepAsync("short", "value");
        await KeepAsync("long", "value", TimeSpan.FromHours(1));
        await PassAsync(_cache, Ttl + TimeSpan.FromMilliseconds(100));
        Assert.Null(await FindAsync("short"));
        Assert.Equal("value", await FindAsync("long"));
    }

    [Fact]
    public async Task Keeping_a_value_again_begins_its_time_anew()
    {
        await KeepAsync("key", "first");
        await KeepAsync("key", "second", TimeSpan.FromHours(1));
        await PassAsync(_cache, Ttl + TimeSpan.FromMilliseconds(100));
        Assert.Equal("second", await FindAsync("key"));
    }

    [Fact]
    public async Task What_is_kept_does_not_change_with_the_callers_own_bytes()
    {
        var bytes = "value"u8.ToArray();
        await _cache.KeepAsync("key", bytes, TimeSpan.FromHours(1), Guard.Token).InTime();
        bytes[0] = (byte)'X';
        Assert.Equal("value", await FindAsync("key"));
    }

    [Fact]
    public async Task Many_use_it_at_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(
            async () =>
            {
                for (var i = 0; i < 100; i++)
                {
                    await KeepAsync($"{worker}/{i}", $"{worker}:{i}", TimeSpan.FromHours(1));
                    await KeepAsync("shared", "the same", TimeSpan.FromHours(1));
                    Assert.Equal($"{worker}:{i}", await FindAsync($"{worker}/{i}"));
                    Assert.Equal("the same", await FindAsync("shared"));
                }
            },
            Guard.Token))).InTime();
    }

    private Task KeepAsync(string key, string value, TimeSpan? ttl = null) =>
        _cache.KeepAsync(key, Encoding.UTF8.GetBytes(value), ttl ?? Ttl, Guard.Token).InTime();

    private async Task<string?> FindAsync(string key) =>
        await _cache.FindAsync(key, Guard.Token).InTime() is { } found ? Encoding.UTF8.GetString(found.Span) : null;
}
