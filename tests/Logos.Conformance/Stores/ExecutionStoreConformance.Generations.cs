using Logos.Core.Orchestration;

namespace Logos.Conformance.Stores;

public abstract partial class ExecutionStoreConformance
{
    [Fact]
    public async Task Nobody_raises_the_brokers_generation_but_who_has_found_it_lost()
    {
        var first = await GenerationAsync();
        Assert.Equal(first, await GenerationAsync());
        await AcquireAsync();
        Assert.Equal(first, await GenerationAsync());
        Assert.Equal(first + 1, await RaiseAsync(first));
        Assert.Equal(first + 1, await GenerationAsync());
    }

    [Fact]
    public async Task A_lost_broker_is_counted_once_however_many_find_it()
    {
        var lost = await GenerationAsync();
        var told = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => RaiseAsync(lost), Guard.Token))).InTime();
        Assert.All(told, generation => Assert.Equal(lost + 1, generation));
        Assert.Equal(lost + 1, await GenerationAsync());
    }

    [Fact]
    public async Task Who_comes_late_to_a_loss_is_told_of_the_broker_that_there_is_now()
    {
        var first = await GenerationAsync();
        await RaiseAsync(first);
        await RaiseAsync(first + 1);
        Assert.Equal(first + 2, await RaiseAsync(first));
        Assert.Equal(first + 2, await GenerationAsync());
    }

    [Fact]
    public async Task A_lease_tells_to_which_broker_everything_was_dispatched_and_that_never_goes_back()
    {
        var first = await AcquireAsync();
        var generation = first.BrokerGeneration + 3;
        Assert.Equal(CommitResult.Done, await CommitAsync(first, first.CommitSequence + 1, generation));
        var second = await AcquireAsync();
        Assert.Equal(generation, second.BrokerGeneration);
        Assert.Equal(CommitResult.Done, await CommitAsync(second, second.CommitSequence + 1, generation - 1));
        Assert.Equal(generation, (await AcquireAsync()).BrokerGeneration);
        // Of another partition nothing was said.
        Assert.Equal(first.BrokerGeneration, (await AcquireAsync(1)).BrokerGeneration);
    }

    [Fact]
    public async Task A_commit_that_is_refused_dispatches_nothing_to_any_broker()
    {
        var stale = await AcquireAsync();
        var lease = await AcquireAsync();
        Assert.Equal(CommitResult.Fenced, await CommitAsync(stale, stale.CommitSequence + 1, stale.BrokerGeneration + 1));
        Assert.Equal(lease.BrokerGeneration, (await AcquireAsync()).BrokerGeneration);
    }

    private Task<long> GenerationAsync() => _store.FindBrokerGenerationAsync(Guard.Token).InTime();

    private Task<long> RaiseAsync(long lost) => _store.RaiseBrokerGenerationAsync(lost, Guard.Token).InTime();

    private Task<CommitResult> CommitAsync(Lease lease, long sequence, long generation) =>
        _store.CommitAsync(new(lease, sequence, 0) { BrokerGeneration = generation }, Guard.Token).InTime();
}
