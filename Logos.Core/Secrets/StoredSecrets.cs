using Logos.Core.Documents;
using Logos.Core.Work;

namespace Logos.Core.Secrets;

/// <summary>The secrets that workspaces keep, read anew for each task; what a workspace does not have may have been given at the start.</summary>
public sealed class StoredSecrets(IDocumentStore documents, SecretKeyRing keys, ISecretSource otherwise) : ISecretSource
{
    public async ValueTask<string?> FindAsync(string workspace, string name, CancellationToken cancellationToken) =>
        await documents.FindAsync(workspace, SecretDocument.Kind, name, cancellationToken) is { } document
            ? SecretDocument.Read(keys, document)
            : await otherwise.FindAsync(workspace, name, cancellationToken);
}
