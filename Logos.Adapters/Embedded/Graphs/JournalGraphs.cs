using Logos.Adapters.Embedded.Records;
using Logos.Core.Graphs.Definition;
using Logos.Core.Graphs.Storage;
using Logos.Core.Graphs.Writing;

namespace Logos.Adapters.Embedded.Graphs;

/// <summary>The graphs of an embedded store: in memory, and in the journal first.</summary>
internal sealed class JournalGraphs(GraphTable table, StoreJournal journal, Passage passage, TimeProvider clock) : IGraphStore, IDisposable
{
    // Two that save at once would give out the same version.
    private readonly SemaphoreSlim _one = new(1, 1);

    public async ValueTask<StoredGraph> SaveAsync(string workspace, GraphDefinition graph, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var hash = GraphWriter.ContentHash(graph);
        var saved = await ChangeAsync(
            () => table.Prepare(workspace, graph.Name, hash, () => GraphWriter.ToJson(graph), clock.GetUtcNow()) is (var version, true) ? version : null,
            (to, version) => StoreRecord.Write(to, version),
            table.Apply,
            cancellationToken);
        return saved ?? table.Find(workspace, graph.Name, 0)!;
    }

    public ValueTask<StoredGraph?> FindAsync(string workspace, string name, int version, CancellationToken cancellationToken) =>
        ValueTask.FromResult(table.Find(workspace, name, version));

    public ValueTask<IReadOnlyList<StoredGraph>> ListAsync(string workspace, CancellationToken cancellationToken) => ValueTask.FromResult(table.List(workspace));

    public ValueTask<IReadOnlyList<StoredGraph>> VersionsAsync(string workspace, string name, CancellationToken cancellationToken) =>
        ValueTask.FromResult(table.VersionsOf(workspace, name));

    public async ValueTask<bool> DeleteAsync(string workspace, string name, CancellationToken cancellationToken) => await ChangeAsync(
        () => table.Find(workspace, name, 0),
        (to, graph) => StoreRecord.WriteRemoval(to, graph.Workspace, graph.Name),
        graph => table.Remove(graph.Workspace, graph.Name),
        cancellationToken) is not null;

    public void Dispose() => _one.Dispose();

    private async ValueTask<StoredGraph?> ChangeAsync(Func<StoredGraph?> find, Action<RecordWriter, StoredGraph> write, Action<StoredGraph> apply, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            await passage.EnterAsync();
            try
            {
                if (find() is not { } graph)
                    return null;
                var to = new RecordWriter();
                write(to, graph);
                await journal.AppendAsync(to);
                apply(graph);
                return graph;
            }
            finally
            {
                passage.Leave();
            }
        }
        finally
        {
            _one.Release();
        }
    }
}
