using Logos.Core.Graphs.Storage;

namespace Logos.Adapters.Embedded.Graphs;

/// <summary>The graphs of the store in memory. Deleted ones stay until no execution needs them.</summary>
internal sealed class GraphTable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Workspace, string Name), Versions> _graphs = [];

    public StoredGraph? Find(string workspace, string name, int version)
    {
        lock (_gate)
        {
            if (Named(workspace, name) is not { } graph || (graph.IsDeleted && version == 0))
                return null;
            return version == 0 ? graph.Current : graph.All.Find(v => v.Version == version);
        }
    }

    public IReadOnlyList<StoredGraph> List(string workspace)
    {
        lock (_gate)
            return [.. _graphs.Where(g => g.Key.Workspace == workspace && !g.Value.IsDeleted).OrderBy(g => g.Key.Name, StringComparer.Ordinal).Select(g => g.Value.Current)];
    }

    public IReadOnlyList<StoredGraph> VersionsOf(string workspace, string name)
    {
        lock (_gate)
            return Named(workspace, name) is { IsDeleted: false } graph ? [.. graph.All] : [];
    }

    /// <returns>What saving this content comes to, and whether it changes anything.</returns>
    public (StoredGraph Graph, bool IsNews) Prepare(string workspace, string name, string contentHash, Func<ReadOnlyMemory<byte>> definition, DateTimeOffset at)
    {
        lock (_gate)
        {
            if (!_graphs.TryGetValue((workspace, name), out var graph))
                return (new(Guid.CreateVersion7(at), workspace, name, 1, contentHash, definition(), at), true);
            if (graph.All.Find(v => v.ContentHash == contentHash) is { } known)
                return (known, graph.IsDeleted || graph.Current != known);
            return (new(graph.Current.Id, workspace, name, graph.All[^1].Version + 1, contentHash, definition(), at), true);
        }
    }

    public void Apply(StoredGraph graph)
    {
        lock (_gate)
        {
            if (!_graphs.TryGetValue((graph.Workspace, graph.Name), out var versions))
                _graphs.Add((graph.Workspace, graph.Name), versions = new(graph));
            if (versions.All.Find(v => v.Version == graph.Version) is { } known)
                graph = known;
            else
                versions.All.Add(graph);
            versions.Current = graph;
            versions.IsDeleted = false;
        }
    }

    public void Remove(string workspace, string name)
    {
        lock (_gate)
        {
            if (_graphs.TryGetValue((workspace, name), out var versions))
                versions.IsDeleted = true;
        }
    }

    /// <summary>Forgets deleted graphs that nothing needs any more.</summary>
    public void Forget(Func<StoredGraph, bool> isUsed)
    {
        lock (_gate)
        {
            foreach (var (key, versions) in _graphs.Where(g => g.Value.IsDeleted && !g.Value.All.Exists(v => isUsed(v))).ToArray())
                _graphs.Remove(key);
        }
    }

    public IReadOnlyList<GraphImage> Image()
    {
        lock (_gate)
            return [.. _graphs.Values.Select(g => new GraphImage([.. g.All], g.Current, g.IsDeleted))];
    }

    private Versions? Named(string workspace, string name)
    {
        if (_graphs.TryGetValue((workspace, name), out var graph))
            return graph;
        return Guid.TryParse(name, out var id) ? _graphs.FirstOrDefault(g => g.Key.Workspace == workspace && g.Value.Current.Id == id).Value : null;
    }

    private sealed class Versions(StoredGraph first)
    {
        public List<StoredGraph> All { get; } = [];

        public StoredGraph Current { get; set; } = first;

        public bool IsDeleted { get; set; }
    }
}

internal sealed record GraphImage(IReadOnlyList<StoredGraph> Versions, StoredGraph Current, bool IsDeleted);
