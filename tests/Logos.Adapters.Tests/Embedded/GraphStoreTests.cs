using System.Text;
using Logos.Core.Graphs;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Storage;

namespace Logos.Adapters.Tests.Embedded;

public sealed class GraphStoreTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_content_is_the_same_version()
    {
        await using var folder = new StoreFolder();
        var first = await folder.Store.Graphs.SaveAsync("w", Graph("g", 1), Token);
        var second = await folder.Store.Graphs.SaveAsync("w", Graph("g", 2), Token);
        var again = await folder.Store.Graphs.SaveAsync("w", Graph("g", 1), Token);
        Assert.Equal((1, 2, 1), (first.Version, second.Version, again.Version));
        Assert.Equal(first.Id, second.Id);
        await Check();
        await folder.Store.CompactAsync();
        await Check();
        await folder.ReopenAsync();
        await Check();

        async Task Check()
        {
            // Saved last, it is the current one.
            Assert.Equal(1, (await folder.Store.Graphs.FindAsync("w", "g", 0, Token))!.Version);
            Assert.Equal(1, (await folder.Store.Graphs.FindAsync("w", first.Id.ToString(), 0, Token))!.Version);
            Assert.Equal(2, (await folder.Store.Graphs.FindAsync("w", "g", 2, Token))!.Version);
            Assert.Equal([1, 2], (await folder.Store.Graphs.VersionsAsync("w", "g", Token)).Select(v => v.Version));
            Assert.Null(await folder.Store.Graphs.FindAsync("w", "g", 3, Token));
            Assert.Null(await folder.Store.Graphs.FindAsync("other", "g", 0, Token));
            Assert.Single(await folder.Store.Graphs.ListAsync("w", Token));
        }
    }

    [Fact]
    public async Task A_deleted_graph_is_there_for_its_executions_alone()
    {
        await using var folder = new StoreFolder();
        await folder.Store.Graphs.SaveAsync("default", Graph("one", 1), Token);
        await folder.Store.Graphs.SaveAsync("default", Graph("unused", 1), Token);
        var owner = await Owner.Of(folder.Store);
        var open = (await owner.RunAsync(1, end: false))[0];
        Assert.True(await folder.Store.Graphs.DeleteAsync("default", "one", Token));
        Assert.True(await folder.Store.Graphs.DeleteAsync("default", "unused", Token));
        Assert.False(await folder.Store.Graphs.DeleteAsync("default", "one", Token));
        await folder.Store.CompactAsync();
        await folder.ReopenAsync();
        Assert.Empty(await folder.Store.Graphs.ListAsync("default", Token));
        Assert.Null(await folder.Store.Graphs.FindAsync("default", "one", 0, Token));
        Assert.NotNull(await folder.Store.Graphs.FindAsync("default", "one", 1, Token));
        Assert.Null(await folder.Store.Graphs.FindAsync("default", "unused", 1, Token));
        Assert.Equal("one", open.Graph);
        // Saved again, it goes on with its versions.
        Assert.Equal(2, (await folder.Store.Graphs.SaveAsync("default", Graph("one", 2), Token)).Version);
    }

    [Fact]
    public async Task Many_that_save_at_once_get_a_version_each()
    {
        await using var folder = new StoreFolder();
        var saved = await Task.WhenAll(Enumerable.Range(0, 40).Select(n => Task.Run(async () => await folder.Store.Graphs.SaveAsync("w", Graph("g", n % 20), Token))));
        Assert.Equal(Enumerable.Range(1, 20), saved.Select(s => s.Version).Distinct().Order());
    }

    [Fact]
    public async Task A_plan_is_made_once_from_what_was_saved()
    {
        await using var folder = new StoreFolder();
        await folder.Store.Graphs.SaveAsync("w", Graph("g", 1), Token);
        await folder.Store.Graphs.SaveAsync("w", Graph("g", 2), Token);
        await folder.ReopenAsync();
        var plans = new StoredPlans(folder.Store.Graphs, NodeTypeRegistry.BuiltIn);
        var (version, plan) = (await plans.FindAsync("w", "g", 0, Token))!.Value;
        Assert.Equal(2, version);
        Assert.Equal(["z", "a"], plan.Nodes.Select(n => n.Id));
        Assert.Same(plan, (await plans.FindAsync("w", "g", 2, Token))!.Value.Plan);
        Assert.Equal(1, (await plans.FindAsync("w", "g", 1, Token))!.Value.Version);
        Assert.Null(await plans.FindAsync("w", "h", 0, Token));
        Assert.Null(await plans.FindAsync("w", "g", 3, Token));
    }

    internal static GraphDefinition Graph(string name, int number)
    {
        var yaml = $"name: {name}\nnodes:\n  z: {{ type: http, with: {{ url: \"https://example.org/{number}\" }} }}\n  a: {{ type: wait, needs: [z], with: {{ for: 1s }} }}\n";
        var reading = GraphLoader.Load(Encoding.UTF8.GetBytes(yaml), GraphFormat.Yaml, NodeTypeRegistry.BuiltIn);
        Assert.True(reading.IsValid, string.Join('\n', reading.Errors));
        return reading.Graph!;
    }
}
