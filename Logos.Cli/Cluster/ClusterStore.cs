using Logos.Adapters.Postgres;
using Logos.Adapters.Secrets;
using Logos.Cli.Cluster.Logs;
using Logos.Core.Secrets;
using Logos.Gateway;
using Logos.Gateway.Access;

namespace Logos.Cli.Cluster;

/// <summary>What has to be done once for a cluster, in its database, and by no service of it.</summary>
internal sealed class ClusterStore(PostgresStore store, TimeProvider clock)
{
    /// <exception cref="Core.Orchestration.StoreUnavailableException">The server is away.</exception>
    /// <exception cref="PostgresRefusedException">It lets nobody in, or a newer version has been here.</exception>
    public async Task MigrateAsync(MergedLog log, CancellationToken cancellationToken)
    {
        var done = await store.MigrateAsync(cancellationToken);
        log.Say(done.Count == 0 ? "the database is up to date" : $"the database is up to date; done now: {string.Join(", ", done)}");
    }

    /// <summary>Makes the keys of the secrets, where nothing was sealed with others.</summary>
    /// <exception cref="KeyFileException">They are lost, or others can read them.</exception>
    public async Task EnsureKeysAsync(string path, CancellationToken cancellationToken)
    {
        var isSealed = false;
        foreach (var kind in SecretDocument.SealedKinds)
            isSealed |= (await store.Documents.ListAsync(null, kind, null, 1, newestFirst: false, cancellationToken)).Items.Count > 0;
        KeyFile.Open(path, mayCreate: !isSealed);
    }

    public ValueTask<Welcome> WelcomeAsync(CancellationToken cancellationToken) =>
        FirstStart.WelcomeAsync(store.Documents, clock, new GatewayOptions().AuditAge, cancellationToken);

    public async Task ForgetTokenAsync(string text)
    {
        var tokens = new TokenBook(store.Documents, clock);
        if (await tokens.FindAsync(text, CancellationToken.None) is { } token)
            await tokens.RevokeAsync(token.Workspace, token.Id, CancellationToken.None);
    }
}
