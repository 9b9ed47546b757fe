using Logos.Core.Graphs.Planning;

namespace Logos.Core.Orchestration;

/// <summary>Graphs by name, as plans. A version once given never changes.</summary>
public interface IPlanSource
{
    /// <returns>The version and its plan; null when there is no such graph. Version 0 asks for the newest.</returns>
    ValueTask<(int Version, GraphPlan Plan)?> FindAsync(string workspace, string graph, int version, CancellationToken cancellationToken);
}
