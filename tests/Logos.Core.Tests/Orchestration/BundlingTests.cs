using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Orchestration;
using Logos.Core.Work;

namespace Logos.Core.Tests.Orchestration;

public sealed class BundlingTests
{
    [Fact]
    public void Few_tasks_travel_alone_so_that_every_worker_has_one()
    {
        var messages = Bundling.Pack([.. Enumerable.Range(0, Bundling.Spread).Select(i => (Task(i), (Pool?)Pool.Rule))]);
        Assert.Equal(Enumerable.Range(0, Bundling.Spread), messages.Select(m => m.First.Key.Node));
        Assert.All(messages, m => Assert.False(m.IsBundle));
    }

    [Theory]
    [InlineData(40, 2)]
    [InlineData(100, 6)]
    [InlineData(10_000, Bundling.MaxTasks)]
    public void Many_tasks_are_spread_over_messages_and_none_is_lost_or_moved(int count, int most)
    {
        var messages = Bundling.Pack([.. Enumerable.Range(0, count).Select(i => (Task(i), (Pool?)Pool.Rule))]);
        Assert.Equal(Enumerable.Range(0, count), messages.SelectMany(m => m.Singly(0)).Select(m => m.First.Key.Node));
        Assert.Equal(most, messages.Max(m => m.Count));
        Assert.True(messages.Count >= Bundling.Spread);
    }

    [Fact]
    public void A_bundle_holds_one_pool_and_leaves_out_what_must_not_run_twice()
    {
        var messages = Bundling.Pack([.. Enumerable.Range(0, 300).Select(i => (Task(i), i % 3 == 0 ? null : i % 3 == 1 ? Pool.Rule : (Pool?)Pool.Io))]);
        Assert.All(messages, m => Assert.Single(m.Singly(0).Select(single => single.First.Key.Node % 3).Distinct()));
        Assert.All(messages.Where(m => m.First.Key.Node % 3 == 0), m => Assert.False(m.IsBundle));
        Assert.Equal(300, messages.Sum(m => m.Count));
    }

    [Fact]
    public void A_bundle_stays_under_a_mebibyte()
    {
        var large = Payload.Inline(new byte[60_000]);
        var messages = Bundling.Pack([.. Enumerable.Range(0, 1000).Select(i => (Task(i, large), (Pool?)Pool.Rule))]);
        Assert.Equal(17, messages.Max(m => m.Count));
        Assert.Equal(1000, messages.Sum(m => m.Count));
    }

    private static NodeTask Task(int node, Payload? input = null) => new()
    {
        Execution = Guid.Empty,
        Partition = 0,
        Workspace = "w",
        Graph = "g",
        Key = new(node, TaskKey.NoItem, 1),
        Steps = [],
        Context = new Dictionary<string, Payload> { ["inputs"] = input ?? Payload.Null },
        DispatchedAt = DateTimeOffset.UnixEpoch,
    };
}
