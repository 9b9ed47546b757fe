using Logos.Adapters.Embedded;
using Logos.Adapters.Faults;
using Logos.Adapters.Journal;
using Logos.Cli.Application;
using Logos.Core.Orchestration;

namespace Logos.Cli.Client;

/// <summary>The folder of a server that is stopped: whoever may write it may let themselves in.</summary>
internal static class StoppedServer
{
    public static async Task<int> NewTokenAsync(Session session, string data, string name, string scope, string[] roles, string? expiresIn)
    {
        var (terminal, folder) = (session.Terminal, Path.Combine(session.Terminal.WorkingDirectory, data));
        if (!StoreCheck.IsStore(folder))
            throw new ClientFaultException(CliCodes.NotAJournal, $"{data} is no folder of a server", "name the folder that `logos up` keeps everything in, `logos-data` if nothing else was said");
        try
        {
            await using var store = JournalStore.Open(folder, new() { Clock = terminal.Clock, SegmentSize = StoreCheck.SegmentSize(folder) }, new() { Retention = Retention.Everything });
            return await OfflineToken.MakeAsync(session, store.Documents, name, scope, roles, expiresIn, "good when the server runs again");
        }
        catch (Exception e) when ((e as JournalException ?? (e as StoreUnavailableException)?.InnerException) is JournalException journal)
        {
            throw Fault(journal);
        }
    }

    private static ClientFaultException Fault(JournalException e) => e.Code == AdaptersCodes.JournalInUse
        ? new([e.Fault with { Path = null, Hint = "a server runs there: ask it with a token that it knows, or stop it first" }])
        : new([e.Fault with { Path = null }], e.Code is AdaptersCodes.JournalNotWritable or AdaptersCodes.JournalNewerFormat ? ExitCode.InputAtFault : ExitCode.RunFailed);
}
