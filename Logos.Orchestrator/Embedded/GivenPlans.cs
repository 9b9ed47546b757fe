using Logos.Core.Graphs.Planning;
using Logos.Core.Orchestration;

namespace Logos.Orchestrator.Embedded;

/// <summary>Plans that were given at the start, one version of each.</summary>
internal sealed class GivenPlans(IReadOnlyDictionary<string, GraphPlan> graphs) : IPlanSource
{
    public const int Version = 1;

    public ValueTask<(int Version, GraphPlan Plan)?> FindAsync(string workspace, string graph, int version, CancellationToken cancellationToken) =>
        ValueTask.FromResult<(int, GraphPlan)?>(version is 0 or Version && graphs.TryGetValue(graph, out var plan) ? (Version, plan) : null);
}
