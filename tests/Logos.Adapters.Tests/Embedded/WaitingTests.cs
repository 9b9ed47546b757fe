using Logos.Adapters.Embedded;

namespace Logos.Adapters.Tests.Embedded;

public sealed class WaitingTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private JournalStore _store = null!;

    public ValueTask InitializeAsync()
    {
        _store = JournalStore.Open(_folder.Path);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Looking_for_work_where_none_waits_allocates_nothing()
    {
        var token = TestContext.Current.CancellationToken;
        await _store.SubmitAsync(Submissions.Of(partition: 1), token);
        Assert.Empty((await _store.PollAsync(0, token)).Submissions);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            await _store.PollAsync(0, token);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public async Task What_waits_is_told_in_the_order_in_which_it_was_made()
    {
        var token = TestContext.Current.CancellationToken;
        var submissions = Enumerable.Range(0, 20).Select(_ => Submissions.Of()).ToList();
        foreach (var submission in submissions)
            await _store.SubmitAsync(submission, token);
        Assert.Equal(submissions.Select(s => s.Head.Id), (await _store.PollAsync(0, token)).Submissions.Select(s => s.Head.Id));
        await Reopen();
        Assert.Equal(submissions.Select(s => s.Head.Id), (await _store.PollAsync(0, token)).Submissions.Select(s => s.Head.Id));
    }

    private async Task Reopen()
    {
        await _store.DisposeAsync();
        _store = JournalStore.Open(_folder.Path);
    }
}
