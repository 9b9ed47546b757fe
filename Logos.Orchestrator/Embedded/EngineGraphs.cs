using System.Collections.Concurrent;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Storage;
using Logos.Core.Graphs.Writing;
using Logos.Core.Orchestration;

namespace Logos.Orchestrator.Embedded;

/// <summary>The graphs that an engine was given, each as a version in its store: what has begun is pinned to that, whatever it is given next time.</summary>
internal sealed class EngineGraphs(IGraphStore store, NodeTypeRegistry types, string workspace, IReadOnlyDictionary<string, GraphPlan> given) : IPlanSource, IDisposable
{
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly StoredPlans _stored = new(store, () => types);
    private readonly ConcurrentDictionary<(string Graph, int Version), GraphPlan> _asGiven = new();
    private volatile IReadOnlyDictionary<string, int>? _versions;

    /// <summary>Saves them all, if there is room for that now.</summary>
    public async Task TrySaveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SaveAsync(cancellationToken);
        }
        catch (StoreUnavailableException)
        {
            // What is there already runs; whoever submits next is told why that cannot be done.
        }
    }

    public ValueTask<(int Version, GraphPlan Plan)?> FindAsync(string space, string graph, int version, CancellationToken cancellationToken) =>
        space == workspace && _asGiven.TryGetValue((graph, version), out var plan)
            ? ValueTask.FromResult<(int, GraphPlan)?>((version, plan))
            : FindStoredAsync(space, graph, version, cancellationToken);

    public async ValueTask<int> VersionAsync(string graph, CancellationToken cancellationToken) =>
        (_versions ?? await SaveAsync(cancellationToken)).TryGetValue(graph, out var version) ? version : 0;

    public void Dispose() => _one.Dispose();

    private async ValueTask<(int Version, GraphPlan Plan)?> FindStoredAsync(string space, string graph, int version, CancellationToken cancellationToken)
    {
        if (version == 0 && await store.FindAsync(space, graph, 0, cancellationToken) is { Version: var current })
            return await FindAsync(space, graph, current, cancellationToken);
        return await _stored.FindAsync(space, graph, version, cancellationToken);
    }

    private async Task<IReadOnlyDictionary<string, int>> SaveAsync(CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            if (_versions is { } saved)
                return saved;
            var versions = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var (name, plan) in given)
            {
                var version = await store.SaveAsync(workspace, plan.Definition, cancellationToken);
                versions[name] = version.Version;
                // The same content may have been saved with its nodes in another order, and what has begun counts by that.
                if (version.Definition.Span.SequenceEqual(GraphWriter.ToJson(plan.Definition)))
                    _asGiven[(name, version.Version)] = plan;
            }

            return _versions = versions;
        }
        finally
        {
            _one.Release();
        }
    }
}
