using System.Text;
using Logos.Core.Graphs;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Reading;
using Logos.Core.Graphs.Storage;
using Logos.Core.Graphs.Writing;

namespace Logos.Conformance.Graphs;

/// <summary>What every store of graphs does. An adapter inherits it, and says how its store is made.</summary>
public abstract class GraphStoreConformance : IAsyncLifetime
{
    private const string Workspace = "acme";

    private IGraphStore _graphs = null!;

    /// <summary>An empty store, for this test alone.</summary>
    protected abstract ValueTask<IGraphStore> CreateAsync();

    /// <summary>The same data as a process sees it that has just started.</summary>
    protected abstract ValueTask<IGraphStore> ReopenAsync();

    /// <summary>An execution of that version begins, and does not end.</summary>
    protected abstract ValueTask UseAsync(StoredGraph graph);

    /// <summary>Lets the store forget what it does not need any more.</summary>
    protected abstract ValueTask TidyAsync();

    /// <summary>Takes away what the test made.</summary>
    protected abstract ValueTask CloseAsync();

    public async ValueTask InitializeAsync() => _graphs = await CreateAsync();

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_graph_is_found_as_it_was_saved()
    {
        var definition = Graph("orders", 1);
        var saved = await SaveAsync(definition);
        Assert.Equal((Workspace, "orders", 1, GraphWriter.ContentHash(definition)), (saved.Workspace, saved.Name, saved.Version, saved.ContentHash));
        await ReopenAndTidyAsync();
        Same(saved, await FindAsync("orders"));
        Same(saved, await FindAsync("orders", 1));
        Same(saved, await FindAsync(saved.Id.ToString()));
        Assert.Equal(["z", "a"], Read((await FindAsync("orders"))!.Definition.Span).Nodes.Select(node => node.Id));
    }

    [Fact]
    public async Task Other_content_is_a_new_version_and_the_current_one()
    {
        var first = await SaveAsync(Graph("orders", 1));
        var second = await SaveAsync(Graph("orders", 2));
        Assert.Equal((first.Id, 2), (second.Id, second.Version));
        Assert.NotEqual(first.ContentHash, second.ContentHash);
        await ReopenAndTidyAsync();
        Same(second, await FindAsync("orders"));
        Same(first, await FindAsync("orders", 1));
        Assert.Equal([1, 2], (await VersionsAsync("orders")).Select(version => version.Version));
    }

    [Fact]
    public async Task The_same_content_is_the_same_version()
    {
        var first = await SaveAsync(Graph("orders", 1));
        Same(first, await SaveAsync(Graph("orders", 1)));
        Assert.Single(await VersionsAsync("orders"));
    }

    [Fact]
    public async Task Older_content_that_is_saved_again_is_the_current_version()
    {
        var first = await SaveAsync(Graph("orders", 1));
        await SaveAsync(Graph("orders", 2));
        Same(first, await SaveAsync(Graph("orders", 1)));
        await ReopenAndTidyAsync();
        Same(first, await FindAsync("orders"));
        Assert.Equal([1, 2], (await VersionsAsync("orders")).Select(version => version.Version));
        Assert.Equal(3, (await SaveAsync(Graph("orders", 3))).Version);
    }

    [Fact]
    public async Task A_list_tells_the_current_version_of_each_graph_by_name()
    {
        await SaveAsync(Graph("orders", 1));
        await SaveAsync(Graph("billing", 1));
        await SaveAsync(Graph("orders", 2));
        Assert.Equal([("billing", 1), ("orders", 2)], (await ListAsync()).Select(graph => (graph.Name, graph.Version)));
    }

    [Fact]
    public async Task What_is_not_there_is_not_found()
    {
        await SaveAsync(Graph("orders", 1));
        Assert.Null(await FindAsync("orders", 2));
        Assert.Null(await FindAsync("billing"));
        Assert.Null(await FindAsync(Guid.Empty.ToString()));
        Assert.Empty(await VersionsAsync("billing"));
        Assert.False(await DeleteAsync("billing"));
    }

    [Fact]
    public async Task A_workspace_sees_its_own_graphs_alone()
    {
        var ours = await SaveAsync(Graph("orders", 1));
        var theirs = await _graphs.SaveAsync("other", Graph("orders", 2), Guard.Token).InTime();
        Assert.NotEqual(ours.Id, theirs.Id);
        Assert.Equal(1, theirs.Version);
        Same(ours, await FindAsync("orders"));
        Assert.Null(await FindAsync(theirs.Id.ToString()));
        Assert.True(await DeleteAsync("orders"));
        Same(theirs, await _graphs.FindAsync("other", "orders", 0, Guard.Token).InTime());
        Assert.Single(await _graphs.ListAsync("other", Guard.Token).InTime());
    }

    [Fact]
    public async Task A_deleted_graph_is_gone_but_for_its_executions()
    {
        var used = await SaveAsync(Graph("used", 1));
        var old = await SaveAsync(Graph("unused", 1));
        await UseAsync(used);
        Assert.True(await DeleteAsync("used"));
        Assert.True(await DeleteAsync("unused"));
        Assert.False(await DeleteAsync("used"));
        await ReopenAndTidyAsync();
        Assert.Empty(await ListAsync());
        Assert.Empty(await VersionsAsync("used"));
        Assert.Null(await FindAsync("used"));
        Same(used, await FindAsync("used", 1));
        Same(used, await FindAsync(used.Id.ToString(), 1));
        Assert.Null(await FindAsync("unused"));
        Assert.Null(await FindAsync(old.Name, 1));
    }

    [Fact]
    public async Task A_version_that_is_no_longer_current_is_found_by_its_execution()
    {
        var first = await SaveAsync(Graph("orders", 1));
        await UseAsync(first);
        await SaveAsync(Graph("orders", 2));
        await ReopenAndTidyAsync();
        Same(first, await FindAsync("orders", 1));
    }

    [Fact]
    public async Task A_graph_that_is_saved_after_it_was_deleted_does_not_take_a_version_that_an_execution_has()
    {
        var first = await SaveAsync(Graph("orders", 1));
        await UseAsync(first);
        await DeleteAsync("orders");
        var second = await SaveAsync(Graph("orders", 2));
        Assert.Equal(2, second.Version);
        await ReopenAndTidyAsync();
        Same(second, await FindAsync("orders"));
        Same(first, await FindAsync("orders", 1));
        Same(first, await SaveAsync(Graph("orders", 1)));
    }

    [Fact]
    public async Task Many_that_save_at_once_get_a_version_each()
    {
        var saved = await Task.WhenAll(Enumerable.Range(0, 40).Select(number => Task.Run(() => SaveAsync(Graph("orders", number % 20)))));
        Assert.Equal(Enumerable.Range(1, 20), saved.Select(graph => graph.Version).Distinct().Order());
        Assert.Single(saved.Select(graph => graph.Id).Distinct());
    }

    private static void Same(StoredGraph expected, StoredGraph? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(expected with { Definition = default }, actual with { Definition = default });
        Assert.Equal(GraphWriter.ContentHash(Read(expected.Definition.Span)), GraphWriter.ContentHash(Read(actual.Definition.Span)));
    }

    private static GraphDefinition Read(ReadOnlySpan<byte> definition) => Load(Encoding.UTF8.GetString(definition), GraphFormat.Json);

    // Its nodes stand in an order of their own, which a store has to keep.
    private static GraphDefinition Graph(string name, int number) => Load(
        $"name: {name}\nnodes:\n  z: {{ type: http, with: {{ url: \"https://example.org/{number}\" }} }}\n  a: {{ type: wait, needs: [z], with: {{ for: 1s }} }}\n",
        GraphFormat.Yaml);

    private static GraphDefinition Load(string definition, GraphFormat format)
    {
        var reading = GraphLoader.Load(Encoding.UTF8.GetBytes(definition), format, NodeTypeRegistry.BuiltIn);
        Assert.True(reading.IsValid, string.Join('\n', reading.Errors));
        return reading.Graph!;
    }

    private async Task ReopenAndTidyAsync()
    {
        await TidyAsync();
        _graphs = await ReopenAsync();
    }

    private Task<StoredGraph> SaveAsync(GraphDefinition graph) => _graphs.SaveAsync(Workspace, graph, Guard.Token).InTime();

    private Task<StoredGraph?> FindAsync(string name, int version = 0) => _graphs.FindAsync(Workspace, name, version, Guard.Token).InTime();

    private Task<IReadOnlyList<StoredGraph>> ListAsync() => _graphs.ListAsync(Workspace, Guard.Token).InTime();

    private Task<IReadOnlyList<StoredGraph>> VersionsAsync(string name) => _graphs.VersionsAsync(Workspace, name, Guard.Token).InTime();

    private Task<bool> DeleteAsync(string name) => _graphs.DeleteAsync(Workspace, name, Guard.Token).InTime();
}
