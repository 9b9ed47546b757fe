using Logos.Adapters.Faults;
using Logos.Adapters.Postgres;
using Logos.Cli.Application;
using Logos.Cli.Databases;

namespace Logos.Cli.Client;

/// <summary>A token in the database of a distributed engine: its gateways take it at once.</summary>
internal static class DatabaseToken
{
    public static async Task<int> NewAsync(Session session, string address, string name, string scope, string[] roles, string? expiresIn)
    {
        try
        {
            await using var store = PostgresStore.Open(address, session.Terminal.Clock);
            if (await store.PendingMigrationsAsync(session.Cancellation) is { Count: > 0 } pending)
                throw new ClientFaultException([new(AdaptersCodes.DatabaseRefuses, $"the database lacks migrations: {string.Join(", ", pending)}") { Hint = "`logos db migrate` does them" }], ExitCode.RunFailed);
            return await OfflineToken.MakeAsync(session, store.Documents, name, scope, roles, expiresIn, "good at once");
        }
        catch (Exception e) when (DatabaseFaults.Of(e) is { } told)
        {
            throw new ClientFaultException([told.Fault], told.Code);
        }
    }
}
