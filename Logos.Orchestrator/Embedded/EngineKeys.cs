using Logos.Adapters.Embedded;
using Logos.Adapters.Secrets;
using Logos.Core.Documents;
using Logos.Core.Secrets;

namespace Logos.Orchestrator.Embedded;

/// <summary>The keys of an engine's secrets, once its store is open: that says whether there have to be some, and lets no other process make them.</summary>
internal static class EngineKeys
{
    public static SecretKeyRing Open(string path, JournalStore store)
    {
        try
        {
            return KeyFile.Open(path, mayCreate: !SecretDocument.SealedKinds.Any(kind => Has(store.Documents, kind)));
        }
        catch
        {
            store.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }
    }

    private static bool Has(IDocumentStore documents, string kind) =>
        documents.ListAsync(null, kind, null, 1, newestFirst: false, CancellationToken.None).AsTask().GetAwaiter().GetResult().Items.Count > 0;
}
