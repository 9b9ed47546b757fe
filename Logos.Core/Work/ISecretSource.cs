namespace Logos.Core.Work;

/// <summary>Where workers get the values of secrets: a task carries nothing but their names.</summary>
public interface ISecretSource
{
    /// <returns>Null when the workspace has no secret of that name.</returns>
    ValueTask<string?> FindAsync(string workspace, string name, CancellationToken cancellationToken);
}
