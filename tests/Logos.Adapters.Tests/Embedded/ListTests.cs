using Logos.Core.Orchestration;

namespace Logos.Adapters.Tests.Embedded;

public sealed class ListTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_list_pages_from_the_newest_down_over_compaction_and_restarts()
    {
        await using var folder = new StoreFolder();
        var owner = await Owner.Of(folder.Store);
        var heads = (await owner.RunAsync(25)).Concat(await owner.RunAsync(5, end: false)).ToList();
        await folder.Store.CompactAsync();
        var seen = new List<Guid>();
        string? after = null;
        do
        {
            var page = await folder.Store.ListAsync(ExecutionFilter.All, after, 10, Token);
            Assert.InRange(page.Items.Count, 1, 10);
            seen.AddRange(page.Items.Select(i => i.Id));
            after = page.Next;
            await folder.ReopenAsync();
        }
        while (after is not null);
        Assert.Equal(heads.Select(h => h.Id).Reverse(), seen);
    }

    [Fact]
    public async Task A_long_list_ends_when_nobody_waits_for_it_any_more()
    {
        await using var folder = new StoreFolder();
        await (await Owner.Of(folder.Store)).RunAsync(1);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await folder.Store.ListAsync(ExecutionFilter.All, null, 10, new(canceled: true)));
    }
}
