using Logos.Core.Executions;
using Logos.Core.Orchestration;

namespace Logos.Conformance.Stores;

public abstract partial class ExecutionStoreConformance
{
    [Fact]
    public async Task A_list_goes_from_the_newest_down_page_by_page()
    {
        var heads = await BeginManyAsync(7);
        await ReopenAsync();
        var seen = new List<Guid>();
        string? after = null;
        do
        {
            var page = await ListAsync(ExecutionFilter.All, after, 3);
            Assert.InRange(page.Items.Count, 1, 3);
            seen.AddRange(page.Items.Select(item => item.Id));
            // What is new while somebody reads moves nothing.
            await _store.SubmitAsync(StoreSamples.Submission(Made(100 + seen.Count)), Guard.Token).InTime();
            after = page.Next;
        }
        while (after is not null);
        Assert.Equal(heads.Select(head => head.Id).Reverse(), seen);
    }

    [Fact]
    public async Task What_has_not_ended_is_counted_by_workspace_and_graph()
    {
        var lease = await AcquireAsync();
        var running = await BeginAsync(lease, 1, ExecutionStatus.Running, Made(1));
        await BeginAsync(lease, 2, ExecutionStatus.Failed, Made(2));
        await BeginAsync(lease, 3, ExecutionStatus.Running, StoreSamples.Head(root: running.Id, parent: new(running.Id, 0, -1, 1, 0)));
        await _store.SubmitAsync(StoreSamples.Submission(Made(4)), Guard.Token).InTime();
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(new(1, 1), await CountAsync(running.Workspace, null));
            Assert.Equal(new(1, 1), await CountAsync(running.Workspace, running.Graph));
            Assert.Equal(default, await CountAsync(running.Workspace, "another"));
            Assert.Equal(default, await CountAsync("another", null));
            await ReopenAsync();
        }

        Task<OpenExecutions> CountAsync(string workspace, string? graph) => _store.CountOpenAsync(workspace, graph, Guard.Token).InTime();
    }

    [Fact]
    public async Task A_page_that_is_just_full_has_none_behind_it()
    {
        await BeginManyAsync(3);
        Assert.Null((await ListAsync(ExecutionFilter.All, null, 3)).Next);
        Assert.NotNull((await ListAsync(ExecutionFilter.All, null, 2)).Next);
    }

    [Fact]
    public async Task A_list_tells_what_waits_what_is_open_and_what_has_ended()
    {
        var lease = await AcquireAsync();
        var ended = await BeginAsync(lease, 1, ExecutionStatus.Failed, Made(1));
        var child = await BeginAsync(lease, 2, ExecutionStatus.Completed, Made(2) with { Root = ended.Id, Parent = new(ended.Id, 0, -1, 1, 0) });
        var open = await BeginAsync(lease, 3, head: Made(3));
        var waiting = Made(4);
        await _store.SubmitAsync(StoreSamples.Submission(waiting), Guard.Token).InTime();

        var items = (await ListAsync(ExecutionFilter.All)).Items;

        Assert.Equal(
            [(waiting.Id, waiting.Id, ExecutionStatus.Pending), (open.Id, open.Id, ExecutionStatus.Running), (child.Id, ended.Id, ExecutionStatus.Completed), (ended.Id, ended.Id, ExecutionStatus.Failed)],
            items.Select(item => (item.Id, item.Root, item.Status)));
        Assert.All(items, item => Assert.Equal(("acme", "orders", 3), (item.Workspace, item.Graph, item.GraphVersion)));
        Assert.All(items, item => Assert.Equal([new("team", "purchasing")], item.Tags));
        Assert.All(items, item => Assert.Equal(open.CreatedBy, item.CreatedBy));
        Assert.Equal([null, null, StoreSamples.At.AddMinutes(1), StoreSamples.At.AddMinutes(1)], items.Select(item => item.EndedAt));
        Assert.Equal([waiting.CreatedAt, open.CreatedAt, child.CreatedAt, ended.CreatedAt], items.Select(item => item.CreatedAt));
    }

    [Fact]
    public async Task A_list_tells_who_asked_for_each()
    {
        string?[] callers = ["token:ci:0123456789abcdef", null, "schedule:nightly", "token:ci:0123456789abcdef", null];
        var lease = await AcquireAsync();
        for (var i = 0; i < 4; i++)
            await BeginAsync(lease, i + 1, ExecutionStatus.Completed, Made(i) with { CreatedBy = callers[i] });
        await _store.SubmitAsync(StoreSamples.Submission(Made(4) with { CreatedBy = callers[4] }), Guard.Token).InTime();
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(callers.Reverse(), (await ListAsync(ExecutionFilter.All)).Items.Select(item => item.CreatedBy));
            await ReopenAsync();
        }
    }

    [Fact]
    public async Task A_list_follows_what_an_execution_comes_to()
    {
        var head = Made(1);
        await _store.SubmitAsync(StoreSamples.Submission(head), Guard.Token).InTime();
        var lease = await AcquireAsync();
        await BeginAsync(lease, 1, head: head);
        Assert.Equal([ExecutionStatus.Running], (await ListAsync(ExecutionFilter.All)).Items.Select(item => item.Status));
        await CommitAsync(lease, 2, commit => commit.Changes.Add(StoreSamples.Changes(head, ExecutionStatus.Cancelled)));
        Assert.Equal([ExecutionStatus.Cancelled], (await ListAsync(ExecutionFilter.All)).Items.Select(item => item.Status));
    }

    [Fact]
    public async Task Filters_go_together()
    {
        var lease = await AcquireAsync();
        var first = await BeginAsync(lease, 1, ExecutionStatus.Completed, Made(1) with { Graph = "a" });
        await BeginAsync(lease, 2, ExecutionStatus.Completed, Made(2) with { Graph = "b", Tags = new Dictionary<string, string> { ["customer"] = "7", ["team"] = "sales" } });
        await BeginAsync(lease, 3, head: Made(3) with { Graph = "b" });
        await BeginAsync(lease, 4, ExecutionStatus.Completed, Made(4) with { Workspace = "other", Root = first.Id, Parent = new(first.Id, 0, -1, 1, 0) });

        Assert.Equal("4 3 2 1", await Of(ExecutionFilter.All));
        Assert.Equal("1", await Of(new() { Graph = "a" }));
        Assert.Equal("3", await Of(new() { Graph = "b", Status = ExecutionStatus.Running }));
        Assert.Equal("2", await Of(new() { Tag = new("customer", "7") }));
        Assert.Empty(await Of(new() { Tag = new("customer", "8") }));
        Assert.Empty(await Of(new() { Graph = "a", Tag = new("customer", "7") }));
        Assert.Equal("3 2", await Of(new() { From = At(2), Until = At(4) }));
        Assert.Equal("4 2 1", await Of(new() { EndedFrom = StoreSamples.At.AddMinutes(1) }));
        Assert.Equal("4 2 1", await Of(new() { EndedFrom = DateTimeOffset.MinValue }));
        Assert.Equal("2 1", await Of(new() { EndedFrom = StoreSamples.At, RootsOnly = true }));
        Assert.Empty(await Of(new() { EndedFrom = StoreSamples.At.AddMinutes(1).AddMilliseconds(1) }));
        Assert.Equal("4", await Of(new() { Workspace = "other" }));
        Assert.Equal("3 2 1", await Of(new() { RootsOnly = true }));
        Assert.Empty(await Of(new() { Workspace = "other", RootsOnly = true }));
        Assert.Empty(await Of(new() { Graph = "none" }));

        async Task<string> Of(ExecutionFilter filter) => string.Join(' ', (await ListAsync(filter)).Items.Select(item => (item.CreatedAt - StoreSamples.At).TotalSeconds));
    }

    [Fact]
    public async Task Pages_of_a_filtered_list_are_full()
    {
        var heads = await BeginManyAsync(8, number => number % 2 == 0 ? "even" : "odd");
        var first = await ListAsync(new() { Graph = "even" }, null, 3);
        var second = await ListAsync(new() { Graph = "even" }, first.Next, 3);
        Assert.Equal((3, 1, null), (first.Items.Count, second.Items.Count, second.Next));
        Assert.Equal(heads.Where(head => head.Graph == "even").Select(head => head.Id).Reverse(), first.Items.Concat(second.Items).Select(item => item.Id));
    }

    [Fact]
    public async Task A_place_that_no_list_has_told_and_a_limit_out_of_range_are_refused()
    {
        await Assert.ThrowsAsync<FormatException>(() => ListAsync(ExecutionFilter.All, "?"));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => ListAsync(ExecutionFilter.All, null, 0));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => ListAsync(ExecutionFilter.All, null, 1001));
    }

    private async Task<ExecutionSummaryPage> ListAsync(ExecutionFilter filter, string? after = null, int limit = 100) =>
        await _store.ListAsync(filter, after, limit, Guard.Token).InTime();

    // One after another, so that the time in their ids and the order in which they came agree.
    private async Task<IReadOnlyList<ExecutionHead>> BeginManyAsync(int count, Func<int, string>? graph = null)
    {
        var heads = new List<ExecutionHead>();
        var lease = await AcquireAsync();
        for (var number = 1; number <= count; number++)
            heads.Add(await BeginAsync(lease, number, ExecutionStatus.Completed, Made(number) with { Graph = graph?.Invoke(number) ?? "orders" }));
        return heads;
    }

    private static ExecutionHead Made(int second)
    {
        var id = Guid.CreateVersion7(At(second));
        return StoreSamples.Head() with { Id = id, Root = id, CreatedAt = At(second) };
    }

    private static DateTimeOffset At(int second) => StoreSamples.At.AddSeconds(second);
}
