using Logos.Core.Graphs.Definition;

namespace Logos.Core.Graphs.Storage;

/// <summary>Graphs and their versions. What is saved or deleted is durable when the call returns.</summary>
public interface IGraphStore
{
    /// <returns>The version that has this content: a new one, or the one that there is. It is the current one from now on.</returns>
    ValueTask<StoredGraph> SaveAsync(string workspace, GraphDefinition graph, CancellationToken cancellationToken);

    /// <param name="workspace">Whose graph it is.</param>
    /// <param name="name">The graph's name or id.</param>
    /// <param name="version">0 asks for the current one. A version of a deleted graph is found for as long as executions of it are there.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    ValueTask<StoredGraph?> FindAsync(string workspace, string name, int version, CancellationToken cancellationToken);

    /// <returns>The current version of each graph, by name.</returns>
    ValueTask<IReadOnlyList<StoredGraph>> ListAsync(string workspace, CancellationToken cancellationToken);

    /// <returns>The oldest first.</returns>
    ValueTask<IReadOnlyList<StoredGraph>> VersionsAsync(string workspace, string name, CancellationToken cancellationToken);

    /// <returns>False when there is no such graph.</returns>
    ValueTask<bool> DeleteAsync(string workspace, string name, CancellationToken cancellationToken);
}
