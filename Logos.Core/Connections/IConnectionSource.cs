namespace Logos.Core.Connections;

/// <summary>Where workers learn how what a node names as its <c>connection</c> is reached: a task carries nothing but the name.</summary>
public interface IConnectionSource
{
    /// <returns>As it is now; null when the workspace has no connection of that name.</returns>
    /// <exception cref="Secrets.UnreadableSecretException">Something secret of it cannot be opened here, or the secret that it names is not there.</exception>
    ValueTask<OpenConnection?> FindAsync(string workspace, string name, CancellationToken cancellationToken);
}
