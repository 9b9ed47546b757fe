using System.Text;
using Logos.Conformance.Graphs;
using Logos.Core.Graphs;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Storage;

namespace Logos.Adapters.Tests.Embedded;

public sealed class GraphStoreTests : GraphStoreConformance
{
    private readonly StoreFolder _folder = new();
    private Owner? _owner;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_plan_is_made_once_from_what_was_saved()
    {
        foreach (var number in new[] { 1, 2 })
        {
            var yaml = $"name: g\nnodes:\n  z: {{ type: http, with: {{ url: \"https://example.org/{number}\" }} }}\n  a: {{ type: wait, needs: [z], with: {{ for: 1s }} }}\n";
            await _folder.Store.Graphs.SaveAsync("w", GraphLoader.Load(Encoding.UTF8.GetBytes(yaml), GraphFormat.Yaml, NodeTypeRegistry.BuiltIn).Graph!, Token);
        }

        await _folder.ReopenAsync();
        var plans = new StoredPlans(_folder.Store.Graphs, () => NodeTypeRegistry.BuiltIn);
        var (version, plan) = (await plans.FindAsync("w", "g", 0, Token))!.Value;
        Assert.Equal(2, version);
        Assert.Equal(["z", "a"], plan.Nodes.Select(n => n.Id));
        Assert.Same(plan, (await plans.FindAsync("w", "g", 2, Token))!.Value.Plan);
        Assert.Equal(1, (await plans.FindAsync("w", "g", 1, Token))!.Value.Version);
        Assert.Null(await plans.FindAsync("w", "h", 0, Token));
        Assert.Null(await plans.FindAsync("w", "g", 3, Token));
    }

    protected override ValueTask<IGraphStore> CreateAsync() => new(_folder.Store.Graphs);

    protected override async ValueTask<IGraphStore> ReopenAsync() => (await _folder.ReopenAsync()).Graphs;

    protected override async ValueTask UseAsync(StoredGraph graph)
    {
        _owner ??= await Owner.Of(_folder.Store);
        await _owner.RunAsync(1, end: false, with: head => head with { Workspace = graph.Workspace, Graph = graph.Name, GraphVersion = graph.Version });
    }

    protected override async ValueTask TidyAsync() => await _folder.Store.CompactAsync();

    protected override ValueTask CloseAsync() => _folder.DisposeAsync();
}
