using Logos.Cli.Application;
using Logos.Cli.Output;
using Logos.Core.Documents;
using Logos.Core.Graphs.Definition;
using Logos.Gateway;
using Logos.Gateway.Access;
using Logos.Gateway.Audit;

namespace Logos.Cli.Client;

/// <summary>A token that is made in a store without asking a server: whoever may write the store may let themselves in.</summary>
internal static class OfflineToken
{
    private const string By = "logos token new";

    /// <param name="goodFrom">In words.</param>
    public static async Task<int> MakeAsync(Session session, IDocumentStore documents, string name, string scope, string[] roles, string? expiresIn, string goodFrom)
    {
        var terminal = session.Terminal;
        TimeSpan? age = expiresIn is null ? null : Duration.TryParse(expiresIn, out var given) && given > TimeSpan.Zero ? given : throw new ClientFaultException(CliCodes.BadValue, $"--expires-in is a duration such as 12h or 30d, and not `{expiresIn}`");
        var now = terminal.Clock.GetUtcNow();
        var (text, token, write) = TokenBook.Make(GatewayOptions.DefaultWorkspace, name, Enum.Parse<Scope>(scope, ignoreCase: true), roles, now, now + age, By);
        await documents.WriteAsync([write, Auditor.Offline(By, terminal.Clock).TokenCreated(token)], session.Cancellation);
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
                json.WriteString("created_at", token.CreatedAt.UtcDateTime);
                if (token.ExpiresAt is { } end)
                    json.WriteString("expires_at", end.UtcDateTime);
            });
            return ExitCode.Good;
        }

        session.Output.WriteLine(text);
        session.Note($"token {token.Id}, with the scope {scope}; it is shown this once, and {goodFrom}");
        return ExitCode.Good;
    }
}
