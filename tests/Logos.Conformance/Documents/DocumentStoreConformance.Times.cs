namespace Logos.Conformance.Documents;

public abstract partial class DocumentStoreConformance
{
    [Fact]
    public async Task What_has_expired_is_as_if_deleted()
    {
        Assert.Null(await WriteAsync(To("key", "1"), To("short", "1") with { ExpiresAt = Now.AddMinutes(1) }));
        Assert.Null(await WriteAsync(To("short", "2") with { ExpiresAt = Now.AddMinutes(1) }));
        await PassAsync(TimeSpan.FromSeconds(59));
        Assert.Equal(2, (await FindAsync("short"))!.Version);
        await PassAsync(TimeSpan.FromSeconds(1));
        Assert.Null(await FindAsync("short"));
        Assert.Equal(["key"], (await ListAsync(null, 10)).Items.Select(d => d.Name));
        var second = To("short", "3") with { Expected = 2 };
        Assert.Same(second, await WriteAsync(second));
        await RestartAsync();
        Assert.Null(await FindAsync("short"));
        Assert.Null(await WriteAsync(Delete("short")));
        Assert.Null(await WriteAsync(To("short", "4") with { Expected = 0 }));
        await RestartAndTidyAsync();
        Assert.Equal((1, "4"), ((await FindAsync("short"))!.Version, Text(await FindAsync("short"))));
    }

    [Fact]
    public async Task What_has_expired_stays_away_over_tidying_and_restarts()
    {
        Assert.Null(await WriteAsync([.. Enumerable.Range(0, 50).Select(n => To($"n{n}", "1") with { ExpiresAt = Now.AddMinutes(1 + (n % 2)) })]));
        await PassAsync(TimeSpan.FromMinutes(1));
        await TidyAsync();
        Assert.Equal(25, (await ListAsync(null, 100)).Items.Count);
        await RestartAndTidyAsync();
        Assert.Equal(25, (await ListAsync(null, 100)).Items.Count);
        Assert.Equal(10, (await ListAsync(null, 10)).Items.Count);
        await PassAsync(TimeSpan.FromMinutes(1));
        Assert.Null((await ListAsync(null, 10)).Next);
        Assert.Empty((await ListAsync(null, 10)).Items);
    }

    [Fact]
    public async Task A_write_says_anew_when_it_expires()
    {
        Assert.Null(await WriteAsync(To("longer", "1") with { ExpiresAt = Now.AddMinutes(1) }, To("always", "1") with { ExpiresAt = Now.AddMinutes(1) }, To("soon", "1")));
        Assert.Null(await WriteAsync(To("longer", "2") with { ExpiresAt = Now.AddMinutes(2) }, To("always", "2"), To("soon", "2") with { ExpiresAt = Now.AddMinutes(1) }));
        await PassAsync(TimeSpan.FromMinutes(1));
        await RestartAndTidyAsync();
        Assert.Equal(["always", "longer"], (await ListAsync(null, 10)).Items.Select(d => d.Name));
        await PassAsync(TimeSpan.FromMinutes(1));
        await TidyAsync();
        Assert.Equal(["always"], (await ListAsync(null, 10)).Items.Select(d => d.Name));
    }

    [Fact]
    public async Task What_expires_at_once_was_never_there()
    {
        Assert.Null(await WriteAsync(To("key", "1") with { ExpiresAt = Now }));
        Assert.Null(await FindAsync("key"));
        await RestartAndTidyAsync();
        Assert.Null(await WriteAsync(To("key", "2") with { Expected = 0 }));
    }
}
