using Logos.Adapters.Embedded;
using Logos.Adapters.Faults;
using Logos.Adapters.Journal;
using Logos.Cli.Application;
using Logos.Cli.Output;
using Logos.Core.Graphs.Definition;
using Logos.Core.Orchestration;
using Logos.Gateway;
using Logos.Gateway.Access;
using Logos.Gateway.Audit;

namespace Logos.Cli.Client;

/// <summary>The folder of a server that is stopped: whoever may write it may let themselves in.</summary>
internal static class StoppedServer
{
    private const string By = "logos token new";

    public static async Task<int> NewTokenAsync(Session session, string data, string name, string scope, string[] roles, string? expiresIn)
    {
        var (terminal, folder) = (session.Terminal, Path.Combine(session.Terminal.WorkingDirectory, data));
        if (!StoreCheck.IsStore(folder))
            throw new ClientFaultException(CliCodes.NotAJournal, $"{data} is no folder of a server", "name the folder that `logos up` keeps everything in, `logos-data` if nothing else was said");
        TimeSpan? age = expiresIn is null ? null : Duration.TryParse(expiresIn, out var given) && given > TimeSpan.Zero ? given : throw new ClientFaultException(CliCodes.BadValue, $"--expires-in is a duration such as 12h or 30d, and not `{expiresIn}`");
        try
        {
            await using var store = JournalStore.Open(folder, new() { Clock = terminal.Clock, SegmentSize = StoreCheck.SegmentSize(folder) }, new() { Retention = Retention.Everything });
            var now = terminal.Clock.GetUtcNow();
            var (text, token, write) = TokenBook.Make(GatewayOptions.DefaultWorkspace, name, Enum.Parse<Scope>(scope, ignoreCase: true), roles, now, now + age, By);
            await store.Documents.WriteAsync([write, Auditor.Offline(By, terminal.Clock).TokenCreated(token)], session.Cancellation);
            if (session.Json)
            {
                JsonLine.Print(session.Output, json =>
                {
                    json.WriteString("id", token.Id);
                    json.WriteString("name", token.Name);
                    json.WriteString("scope", scope);
                    json.WriteStartArray("roles");
                    foreach (var role in roles)
                        json.WriteStringValue(role);
                    json.WriteEndArray();
                    json.WriteString("token", text);
                    json.WriteString("created_at", token.CreatedAt);
                    if (token.ExpiresAt is { } end)
                        json.WriteString("expires_at", end);
                });
                return ExitCode.Good;
            }

            session.Output.WriteLine(text);
            session.Note($"token {token.Id}, with the scope {scope}; it is shown this once, and good when the server runs again");
            return ExitCode.Good;
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
