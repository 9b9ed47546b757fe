using Logos.Core.Executions;
using Logos.Core.Orchestration;

namespace Logos.Adapters.Tests.Embedded;

public sealed class ListTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task A_list_pages_from_the_newest_down_over_restarts()
    {
        await using var folder = new StoreFolder();
        var owner = await Owner.Of(folder.Store);
        var heads = (await owner.RunAsync(25)).Concat(await owner.RunAsync(5, end: false)).ToList();
        await folder.Store.CompactAsync();
        var seen = new List<Guid>();
        string? after = null;
        do
        {
            var page = folder.Store.List(ExecutionFilter.All, 10, after);
            Assert.InRange(page.Items.Count, 1, 10);
            seen.AddRange(page.Items.Select(i => i.Id));
            after = page.Next;
            await folder.ReopenAsync();
        }
        while (after is not null);
        Assert.Equal(heads.Select(h => h.Id).Reverse(), seen);
    }

    [Fact]
    public async Task Filters_go_together()
    {
        await using var folder = new StoreFolder();
        var owner = await Owner.Of(folder.Store);
        await owner.RunAsync(3, at: Start, with: h => h with { Graph = "a" });
        var b = await owner.RunAsync(3, at: Start.AddHours(1), with: h => h with { Graph = "b", Tags = new Dictionary<string, string> { ["customer"] = "7" } });
        await owner.RunAsync(2, end: false, at: Start.AddHours(2), with: h => h with { Graph = "b" });
        await owner.RunAsync(2, at: Start.AddHours(2), with: h => h with { Workspace = "other", Root = b[0].Id });

        Assert.Equal(3, Count(new() { Graph = "a" }));
        Assert.Equal(2, Count(new() { Graph = "b", Status = ExecutionStatus.Running }));
        Assert.Equal(3, Count(new() { Tag = new("customer", "7") }));
        Assert.Equal(0, Count(new() { Tag = new("customer", "8") }));
        Assert.Equal(3, Count(new() { From = Start.AddHours(1), Until = Start.AddHours(2) }));
        Assert.Equal(2, Count(new() { Workspace = "other" }));
        Assert.Equal(8, Count(new() { RootsOnly = true }));
        Assert.Equal(10, Count(ExecutionFilter.All));
        var child = folder.Store.List(new() { Workspace = "other" }, 1).Items[0];
        Assert.Equal((b[0].Id, ExecutionStatus.Completed), (child.Root, child.Status));

        int Count(ExecutionFilter filter) => folder.Store.List(filter, 100).Items.Count;
    }

    [Fact]
    public async Task What_has_not_begun_is_listed_as_pending()
    {
        await using var folder = new StoreFolder();
        var submission = Submissions.Of();
        await folder.Store.SubmitAsync(submission, TestContext.Current.CancellationToken);
        var item = Assert.Single(folder.Store.List(ExecutionFilter.All, 10).Items);
        Assert.Equal((submission.Head.Id, ExecutionStatus.Pending), (item.Id, item.Status));
        // Sent twice, it is there once.
        await folder.Store.SubmitAsync(submission, TestContext.Current.CancellationToken);
        Assert.Single((await folder.Store.PollAsync(0, TestContext.Current.CancellationToken)).Submissions);
    }
}
