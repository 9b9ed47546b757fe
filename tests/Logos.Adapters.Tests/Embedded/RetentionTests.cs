using Logos.Adapters.Embedded;
using Logos.Adapters.Journal;
using Logos.Core.Executions;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Tests.Embedded;

public sealed class RetentionTests
{
    private readonly ManualClock _clock = new(new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task What_ended_long_ago_goes_and_what_runs_stays()
    {
        await using var folder = Keeping(new() { Count = null, Age = TimeSpan.FromDays(7) });
        var owner = await Owner.Of(folder.Store);
        var open = await owner.RunAsync(1, end: false, at: _clock.GetUtcNow());
        var old = await owner.RunAsync(20, at: _clock.GetUtcNow());
        _clock.Advance(TimeSpan.FromDays(4));
        var recent = await owner.RunAsync(20, at: _clock.GetUtcNow());
        await folder.Store.KeepHouseAsync();
        Assert.Equal(41, folder.Store.Count);
        _clock.Advance(TimeSpan.FromDays(4));
        await folder.Store.KeepHouseAsync();
        await Check();
        await folder.ReopenAsync();
        await Check();

        async Task Check()
        {
            Assert.Equal(21, folder.Store.Count);
            Assert.Null(await folder.Store.FindAsync(old[3].Id, CancellationToken.None));
            await folder.FindAsync(recent[3].Id);
            await folder.FindAsync(open[0].Id);
        }
    }

    [Fact]
    public async Task The_oldest_go_when_there_are_too_many_with_their_children_and_their_blobs()
    {
        var removed = new List<Guid>();
        await using var folder = Keeping(new() { Count = 5, Age = null }, id =>
        {
            removed.Add(id);
            return ValueTask.CompletedTask;
        });
        var owner = await Owner.Of(folder.Store);
        var heads = await owner.RunAsync(10);
        var children = await owner.RunAsync(2, with: h => h with { Root = heads[0].Id, Parent = new(heads[0].Id, 0, -1, 1, 0) });
        await folder.Store.KeepHouseAsync();
        Assert.Equal(5, folder.Store.Count);
        Assert.Equal(heads.Take(5).Concat(children).Select(h => h.Id).Order(), removed.Order());
    }

    [Fact]
    public async Task A_late_change_to_one_that_went_is_refused_with_all_that_would_begin_with_it()
    {
        await using var folder = Keeping(new() { Count = 0, Age = null });
        var owner = await Owner.Of(folder.Store);
        var head = (await owner.RunAsync(1))[0];
        await folder.Store.KeepHouseAsync();
        var child = Submissions.Of(0).Head with { Root = head.Id, Parent = new(head.Id, 0, -1, 2, 0) };
        var begins = new ExecutionChanges(child.Id, Owner.Row(ExecutionStatus.Running, child.CreatedAt), [Owner.Node("n0", NodeStatus.Running)], []);
        Assert.Equal(CommitResult.Fenced, await owner.CommitAsync([child], [Owner.End(head), begins]));
        Assert.Null(await folder.Store.FindAsync(head.Id, CancellationToken.None));
        Assert.Null(await folder.Store.FindAsync(child.Id, CancellationToken.None));
        await folder.ReopenAsync();
        Assert.Equal(0, folder.Store.Count);
        Assert.Empty(await folder.Store.LoadOpenAsync(0, CancellationToken.None));
    }

    [Fact]
    public async Task A_clock_that_jumps_back_deletes_nothing_early_and_stops_nothing()
    {
        await using var folder = Keeping(new() { Count = null, Age = TimeSpan.FromDays(1) });
        var owner = await Owner.Of(folder.Store);
        await owner.RunAsync(3, at: _clock.GetUtcNow());
        _clock.Advance(TimeSpan.FromHours(-1));
        await owner.RunAsync(3, at: _clock.GetUtcNow());
        await folder.Store.KeepHouseAsync();
        Assert.Equal(6, folder.Store.Count);
        _clock.Advance(TimeSpan.FromHours(30));
        await folder.Store.KeepHouseAsync();
        Assert.Equal(0, folder.Store.Count);
    }

    [Fact]
    public async Task Rounds_go_on_after_one_that_met_damage_and_tell_of_it()
    {
        using var other = new TempFolder();
        await using var taken = JournalStore.Open(other.Path);
        var told = new TaskCompletionSource<Exception>(TaskCreationOptions.RunContinuationsAsynchronously);
        var again = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var removed = 0;
        await using var folder = new StoreFolder(new()
        {
            Retention = new() { Count = 0, Age = null },
            RestAfter = TimeSpan.FromMilliseconds(10),
            RetentionInterval = TimeSpan.FromSeconds(1),
            OnTrouble = reason => told.TrySetResult(reason),
            OnRemoved = async _ =>
            {
                if (Interlocked.Increment(ref removed) == 1)
                    await JournalStore.Open(other.Path).DisposeAsync();
                again.TrySetResult();
            },
        });
        var owner = await Owner.Of(folder.Store);
        await owner.RunAsync(1);
        Assert.Equal("LGS4007", Assert.IsType<JournalException>(await told.Task.WaitAsync(TestContext.Current.CancellationToken)).Code);
        await owner.RunAsync(1);
        await again.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.False(folder.Store.WhenFailed.IsCompleted);
    }

    [Theory]
    [InlineData(-1L, 1)]
    [InlineData(1L, 0)]
    public void A_wrong_setting_is_told_with_its_range(long count, int days)
    {
        using var folder = new TempFolder();
        var wrong = new StoreOptions { Retention = new() { Count = count, Age = TimeSpan.FromDays(days) } };
        var refused = Assert.Throws<ArgumentOutOfRangeException>(() => JournalStore.Open(folder.Path, null, wrong));
        Assert.Contains(count < 0 ? "100,000,000" : "3,650 days", refused.Message, StringComparison.Ordinal);
    }

    private StoreFolder Keeping(Retention retention, Func<Guid, ValueTask>? onRemoved = null) =>
        new(new() { Retention = retention, OnRemoved = onRemoved }, new() { SegmentSize = 64 * 1024, Clock = _clock });
}
