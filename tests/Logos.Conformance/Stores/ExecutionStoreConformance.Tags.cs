using Logos.Core.Executions;
using Logos.Core.Orchestration;

namespace Logos.Conformance.Stores;

public abstract partial class ExecutionStoreConformance
{
    [Fact]
    public async Task An_execution_is_found_by_each_of_its_tags_and_by_no_other()
    {
        var lease = await AcquireAsync();
        await BeginAsync(lease, 1, ExecutionStatus.Completed, Tagged(1, ("team", "sales"), ("customer", "7"), ("größe: 5 €", "")));
        await BeginAsync(lease, 2, ExecutionStatus.Completed, Tagged(2, ("team", "sales"), ("customer", "77")));
        await BeginAsync(lease, 3, ExecutionStatus.Completed, Tagged(3));
        await BeginAsync(lease, 4, head: Tagged(4, ("team", "sales"), ("teamsale", "s"), ("long", new string('x', 10_000))));
        await BeginAsync(lease, 5, head: Tagged(5, ("team", "sales")) with { Workspace = "other" });
        await _store.SubmitAsync(StoreSamples.Submission(Tagged(6, ("team", "sales"), ("sales", "team"))), Guard.Token).InTime();
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal("6 4 2 1", await TaggedAsync("team", "sales"));
            Assert.Equal("1", await TaggedAsync("customer", "7"));
            Assert.Equal("2", await TaggedAsync("customer", "77"));
            Assert.Equal("1", await TaggedAsync("größe: 5 €", ""));
            Assert.Equal("4", await TaggedAsync("teamsale", "s"));
            Assert.Equal("4", await TaggedAsync("long", new string('x', 10_000)));
            Assert.Equal("6", await TaggedAsync("sales", "team"));
            Assert.Empty(await TaggedAsync("team", "sale"));
            Assert.Empty(await TaggedAsync("customer", "sales"));
            Assert.Equal("5", await TaggedAsync("team", "sales", with => with with { Workspace = "other" }));
            Assert.Equal("6 5 4 2 1", await TaggedAsync("team", "sales", with => with with { Workspace = null }));
            await ReopenAsync();
        }
    }

    [Fact]
    public async Task A_list_of_a_tag_and_a_status_follows_what_executions_come_to()
    {
        var (one, other) = (Tagged(1, ("team", "sales"), ("customer", "7")), Tagged(2, ("team", "sales")));
        await _store.SubmitAsync(StoreSamples.Submission(one), Guard.Token).InTime();
        var lease = await AcquireAsync();
        await BeginAsync(lease, 1, ExecutionStatus.Failed, other);
        await BeginAsync(lease, 2, ExecutionStatus.Failed, Tagged(3, ("team", "others")));
        Assert.Equal("pending 1, failed 2", await StatesAsync());
        await BeginAsync(lease, 3, head: one);
        Assert.Equal("running 1, failed 2", await StatesAsync());
        await EndAsync(4, one, ExecutionStatus.Failed);
        Assert.Equal("failed 2 1", await StatesAsync());
        Assert.Equal("1", await TaggedAsync("customer", "7", with => with with { Status = ExecutionStatus.Failed }));

        // Tried again, and once more.
        await EndAsync(5, one, ExecutionStatus.Running);
        Assert.Equal("running 1, failed 2", await StatesAsync());
        Assert.Empty(await TaggedAsync("customer", "7", with => with with { Status = ExecutionStatus.Failed }));
        await EndAsync(6, one, ExecutionStatus.TimedOut);
        Assert.Equal("failed 2, timed_out 1", await StatesAsync());
        await EndAsync(7, one, ExecutionStatus.Running);
        await EndAsync(8, one, ExecutionStatus.Completed);
        await EndAsync(9, other, ExecutionStatus.Cancelled);
        Assert.Equal("completed 1, cancelled 2", await StatesAsync());
        Assert.Equal("2 1", await TaggedAsync("team", "sales"));
        await ReopenAsync();
        Assert.Equal("completed 1, cancelled 2", await StatesAsync());

        Task EndAsync(long sequence, ExecutionHead head, ExecutionStatus status) => CommitAsync(lease, sequence, commit => commit.Changes.Add(StoreSamples.Changes(head, status)));

        async Task<string> StatesAsync()
        {
            var found = new List<string>();
            foreach (var status in Enum.GetValues<ExecutionStatus>())
            {
                if (await TaggedAsync("team", "sales", with => with with { Status = status }) is { Length: > 0 } places)
                    found.Add($"{Wire.Name(status)} {places}");
            }

            return string.Join(", ", found);
        }
    }

    [Fact]
    public async Task A_tag_goes_together_with_every_other_filter()
    {
        var lease = await AcquireAsync();
        var root = await BeginAsync(lease, 1, ExecutionStatus.Failed, Tagged(1, ("team", "sales")) with { Graph = "a" });
        await BeginAsync(lease, 2, ExecutionStatus.Failed, Tagged(2, ("team", "sales")) with { Graph = "b" });
        await BeginAsync(lease, 3, ExecutionStatus.Completed, Tagged(3, ("team", "sales")) with { Graph = "b", Root = root.Id, Parent = new(root.Id, 0, -1, 1, 0) });
        await BeginAsync(lease, 4, ExecutionStatus.Failed, Tagged(4, ("team", "others")) with { Graph = "b" });
        await BeginAsync(lease, 5, ExecutionStatus.Completed, Tagged(5, ("team", "sales")) with { Graph = "a" });

        Assert.Equal("5 3 2 1", await Of(with => with));
        Assert.Equal("5 2 1", await Of(with => with with { RootsOnly = true }));
        Assert.Equal("3 2", await Of(with => with with { Graph = "b" }));
        Assert.Equal("2", await Of(with => with with { Graph = "b", RootsOnly = true }));
        Assert.Equal("2", await Of(with => with with { Graph = "b", Status = ExecutionStatus.Failed }));
        Assert.Equal("5", await Of(with => with with { Status = ExecutionStatus.Completed, RootsOnly = true }));
        Assert.Equal("3 2", await Of(with => with with { From = At(2), Until = At(5) }));
        Assert.Equal("2", await Of(with => with with { From = At(2), Until = At(5), RootsOnly = true }));
        Assert.Equal("2 1", await Of(with => with with { Until = At(3) }));
        Assert.Equal("3", await Of(with => with with { From = At(2), Until = At(5), Status = ExecutionStatus.Completed }));
        Assert.Equal("3 2", await Of(with => with with { EndedFrom = StoreSamples.At, Graph = "b" }));
        Assert.Empty(await Of(with => with with { Graph = "c" }));
        Assert.Empty(await Of(with => with with { Status = ExecutionStatus.Running }));

        Task<string> Of(Func<ExecutionFilter, ExecutionFilter> with) => TaggedAsync("team", "sales", with);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pages_of_a_tag_tell_each_execution_once_between_many_others(bool areEnded)
    {
        var lease = await AcquireAsync();
        var heads = new List<ExecutionHead>();
        for (var number = 1; number <= 30; number++)
        {
            var head = Tagged(number, ("team", number % 3 == 0 ? "sales" : "others"), ("number", $"{number}"));
            // Children lie between their roots.
            if (number % 2 == 0)
                head = head with { Root = heads[0].Id, Parent = new(heads[0].Id, 0, number, 1, 0) };
            heads.Add(await BeginAsync(lease, number, areEnded ? ExecutionStatus.Completed : ExecutionStatus.Running, head));
        }

        Assert.Equal(["30 27 24", "21 18 15", "12 9 6", "3"], await PagesAsync(with => with));
        Assert.Equal(["27 21 15", "9 3"], await PagesAsync(with => with with { RootsOnly = true }));
        Assert.Equal(areEnded ? ["30 27 24", "21 18 15", "12 9 6", "3"] : [""], await PagesAsync(with => with with { Status = ExecutionStatus.Completed }));

        async Task<List<string>> PagesAsync(Func<ExecutionFilter, ExecutionFilter> with)
        {
            var pages = new List<string>();
            string? after = null;
            do
            {
                var page = await ListAsync(with(new() { Workspace = "acme", Tag = new("team", "sales") }), after, 3);
                pages.Add(Seconds(page));
                after = page.Next;
            }
            while (after is not null);
            return pages;
        }
    }

    [Fact]
    public async Task Children_that_began_since_a_time_are_told_behind_all_others_page_by_page()
    {
        var lease = await AcquireAsync();
        var root = await BeginAsync(lease, 1, head: Made(1));
        for (var number = 2; number <= 9; number++)
        {
            // Their ids bear the time of their root.
            var id = new Guid([.. root.Id.ToByteArray(bigEndian: true).AsSpan(0, 6), .. Made(number).Id.ToByteArray(bigEndian: true).AsSpan(6)], bigEndian: true);
            await BeginAsync(lease, number, ExecutionStatus.Completed, Made(number) with { Id = id, Root = root.Id, Parent = new(root.Id, 0, number, 1, 0), Graph = "steps" });
        }

        await BeginAsync(lease, 10, head: Made(10));
        await BeginAsync(lease, 11, head: Made(11));

        Assert.Equal(["11", "10", "6", "7", "8", "9"], [.. (await SeenAsync(new() { Workspace = "acme", From = At(6) })).Take(2), .. (await SeenAsync(new() { Workspace = "acme", From = At(6) })).Skip(2).Order()]);
        Assert.Equal(["6", "7"], (await SeenAsync(new() { Workspace = "acme", From = At(6), Until = At(8), Graph = "steps" })).Order());
        Assert.Equal(["11", "10"], await SeenAsync(new() { Workspace = "acme", From = At(6), RootsOnly = true }));
        Assert.Equal(["11", "10"], await SeenAsync(new() { Workspace = "acme", From = At(6), Status = ExecutionStatus.Running }));

        async Task<List<string>> SeenAsync(ExecutionFilter filter)
        {
            var seen = new List<string>();
            string? after = null;
            do
            {
                var page = await ListAsync(filter, after, 2);
                seen.AddRange(page.Items.Select(item => $"{(item.CreatedAt - StoreSamples.At).TotalSeconds}"));
                after = page.Next;
            }
            while (after is not null);
            return seen;
        }
    }

    private async Task<string> TaggedAsync(string key, string value, Func<ExecutionFilter, ExecutionFilter>? with = null) =>
        Seconds(await ListAsync((with ?? (same => same))(new() { Workspace = "acme", Tag = new(key, value) })));

    private static string Seconds(ExecutionSummaryPage page) => string.Join(' ', page.Items.Select(item => (item.CreatedAt - StoreSamples.At).TotalSeconds));

    private static ExecutionHead Tagged(int second, params (string Key, string Value)[] tags) => Made(second) with { Tags = tags.ToDictionary(tag => tag.Key, tag => tag.Value) };
}
