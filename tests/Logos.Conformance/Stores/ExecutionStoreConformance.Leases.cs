using Logos.Core.Orchestration;

namespace Logos.Conformance.Stores;

public abstract partial class ExecutionStoreConformance
{
    [Fact]
    public async Task While_an_owner_holds_a_partition_nobody_else_gets_it()
    {
        var lease = await AcquireAsync();
        Assert.Null(await _store.AcquireAsync(0, "b", Guard.Token).InTime());
        Assert.True(await _store.RenewAsync(lease, 0, Guard.Token).InTime());
        Assert.NotNull(await _store.AcquireAsync(1, "b", Guard.Token).InTime());
    }

    [Fact]
    public async Task A_lease_that_is_not_renewed_can_be_taken_and_is_then_lost()
    {
        var first = await AcquireAsync();
        await OutliveLeasesAsync(_store);
        var second = await AcquireAsync(owner: "b");
        Assert.True(second.Epoch > first.Epoch);
        Assert.False(await _store.RenewAsync(first, 0, Guard.Token).InTime());
        Assert.True(await _store.RenewAsync(second, 0, Guard.Token).InTime());
    }

    [Fact]
    public async Task A_lease_that_is_given_back_can_be_taken_at_once_and_tells_what_was_published()
    {
        var first = await AcquireAsync();
        await BeginAsync(first, first.CommitSequence + 1);
        await BeginAsync(first, first.CommitSequence + 2);
        await _store.ReleaseAsync(first, first.CommitSequence + 1, Guard.Token).InTime();
        var second = await AcquireAsync(owner: "b");
        Assert.Equal((first.CommitSequence + 2, first.CommitSequence + 1), (second.CommitSequence, second.PublishedThrough));
        Assert.False(await _store.RenewAsync(first, 0, Guard.Token).InTime());
    }

    [Fact]
    public async Task What_was_published_is_told_with_a_renewal_or_a_commit_and_never_goes_back()
    {
        var lease = await AcquireAsync();
        await BeginAsync(lease, lease.CommitSequence + 1);
        await BeginAsync(lease, lease.CommitSequence + 2);
        Assert.True(await _store.RenewAsync(lease, lease.CommitSequence + 1, Guard.Token).InTime());
        Assert.True(await _store.RenewAsync(lease, lease.CommitSequence, Guard.Token).InTime());
        Assert.Equal(lease.CommitSequence + 1, (await AcquireAsync()).PublishedThrough);
        var again = await AcquireAsync();
        await _store.CommitAsync(new(again, again.CommitSequence + 1, again.CommitSequence), Guard.Token).InTime();
        Assert.Equal(again.CommitSequence, (await AcquireAsync()).PublishedThrough);
    }

    [Fact]
    public async Task An_owner_that_takes_its_own_partition_again_fences_what_it_sent_before()
    {
        var before = await AcquireAsync();
        var after = await AcquireAsync();
        Assert.True(after.Epoch > before.Epoch);
        Assert.Equal(CommitResult.Fenced, await CommitAsync(before, before.CommitSequence + 1, c => c.Begin(StoreSamples.Head())));
        await BeginAsync(after, after.CommitSequence + 1);
    }

    [Fact]
    public async Task A_lease_that_was_lost_releases_nothing()
    {
        var stale = await AcquireAsync();
        var lease = await AcquireAsync();
        await _store.ReleaseAsync(stale, 0, Guard.Token).InTime();
        Assert.Null(await _store.AcquireAsync(0, "b", Guard.Token).InTime());
        Assert.True(await _store.RenewAsync(lease, 0, Guard.Token).InTime());
    }

    [Fact]
    public async Task Of_many_who_ask_at_once_one_gets_the_partition()
    {
        var asked = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() => _store.AcquireAsync(0, $"owner-{i}", Guard.Token).AsTask(), Guard.Token))).InTime();
        Assert.Single(asked, lease => lease is not null);
    }
}
