using Logos.Core.Connections;

namespace Logos.Orchestrator.Embedded;

/// <summary>
/// The connections of an engine that is yet to be opened: handlers are made before it, and ask only when it runs them.
/// </summary>
public sealed class EngineConnections(IConnectionSource otherwise) : IConnectionSource
{
    private IConnectionSource? _kept;

    /// <summary>Those that its store does not have.</summary>
    public IConnectionSource Otherwise => otherwise;

    public ValueTask<OpenConnection?> FindAsync(string workspace, string name, CancellationToken cancellationToken) =>
        (Volatile.Read(ref _kept) ?? otherwise).FindAsync(workspace, name, cancellationToken);

    internal void Open(IConnectionSource kept) => Volatile.Write(ref _kept, kept);
}
