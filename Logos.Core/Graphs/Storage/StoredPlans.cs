using System.Collections.Concurrent;
using Logos.Core.Graphs.NodeTypes;
using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Reading;
using Logos.Core.Orchestration;

namespace Logos.Core.Graphs.Storage;

/// <summary>Plans of stored graphs. A version never changes, so that its plan is made once.</summary>
/// <param name="newest">Looks anew which node types there are; null where they are all known from the beginning.</param>
public sealed class StoredPlans(IGraphStore graphs, Func<NodeTypeRegistry> typesNow, Func<CancellationToken, ValueTask<NodeTypeRegistry>>? newest = null) : IPlanSource
{
    private const int Kept = 1000;

    private readonly ConcurrentDictionary<(string Workspace, string Graph, int Version), GraphPlan> _plans = new();

    public ValueTask<(int Version, GraphPlan Plan)?> FindAsync(string workspace, string graph, int version, CancellationToken cancellationToken) =>
        version > 0 && _plans.TryGetValue((workspace, graph, version), out var plan)
            ? ValueTask.FromResult<(int, GraphPlan)?>((version, plan))
            : LoadAsync(workspace, graph, version, cancellationToken);

    private async ValueTask<(int Version, GraphPlan Plan)?> LoadAsync(string workspace, string graph, int version, CancellationToken cancellationToken)
    {
        if (await graphs.FindAsync(workspace, graph, version, cancellationToken) is not { } stored)
            return null;
        var key = (workspace, stored.Name, stored.Version);
        if (!_plans.TryGetValue(key, out var plan))
        {
            // Valid when it was saved; not any more when a node type that it uses is gone, and not yet when that has just come.
            var types = typesNow();
            var reading = GraphLoader.Load(stored.Definition.Span, GraphFormat.Json, types);
            if (!reading.IsValid && newest is not null)
            {
                types = await newest(cancellationToken);
                reading = GraphLoader.Load(stored.Definition.Span, GraphFormat.Json, types);
            }

            if (!reading.IsValid)
                return null;
            plan = GraphPlan.Build(reading.Graph!, types);
            if (_plans.Count >= Kept)
                _plans.Clear();
            plan = _plans.GetOrAdd(key, plan);
        }

        return (stored.Version, plan);
    }
}
