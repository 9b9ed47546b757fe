using Logos.Core.Documents;
using Logos.Core.Secrets;
using Logos.Core.Work;

namespace Logos.Core.Connections;

/// <summary>
/// The connections that workspaces keep, read anew for each task, so that a changed one is seen by the next; what a
/// workspace does not have may have been given at the start.
/// </summary>
/// <param name="documents">Where they are kept.</param>
/// <param name="keys">What is secret of them is sealed with these; null where there are none.</param>
/// <param name="secrets">Those that members name.</param>
/// <param name="otherwise">Those that the store does not have.</param>
public sealed class StoredConnections(IDocumentStore documents, SecretKeyRing? keys, ISecretSource secrets, IConnectionSource otherwise) : IConnectionSource
{
    public async ValueTask<OpenConnection?> FindAsync(string workspace, string name, CancellationToken cancellationToken)
    {
        if (await documents.FindAsync(workspace, Connection.Kind, name, cancellationToken) is not { } document)
            return await otherwise.FindAsync(workspace, name, cancellationToken);
        var connection = Connection.Read(document);
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        var concealed = new List<string>();
        foreach (var (member, node) in connection.Settings)
        {
            if (node is null)
                continue;
            var value = Connection.TextOf(node);
            if (Connection.SecretNamedBy(value) is { } secret)
                concealed.Add(value = await secrets.FindAsync(workspace, secret, cancellationToken) ?? throw new UnreadableSecretException($"`{member}` of the connection `{name}` names the secret `{secret}`, and there is none"));
            // In clear in a store of an older version.
            else if (Connection.IsSecret(member, value))
                concealed.Add(value);
            settings[member] = value;
        }

        foreach (var member in connection.Sealed.Keys)
        {
            var opened = connection.Open(keys ?? throw new UnreadableSecretException($"what is secret of the connection `{name}` is sealed, and the key is not here"), document, member)!;
            settings[member] = opened;
            concealed.Add(opened);
        }

        return new(connection.Type, settings, concealed);
    }
}
