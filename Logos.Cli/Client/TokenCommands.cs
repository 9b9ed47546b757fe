using System.CommandLine;
using Logos.Cli.Application;
using Logos.Cli.Terminals;
using static Logos.Cli.Client.ClientCommand;

namespace Logos.Cli.Client;

/// <summary><c>logos token</c></summary>
internal static class TokenCommands
{
    public static Command Create(Terminal terminal) => Group("token", "What callers show to be let in",
        [new("logos token new deploy --scope run", "one more; shown once"), new("logos token new admin --data logos-data", "beside a server that is stopped"), new("logos token link", "a link that signs a browser in, once")],
        New(terminal),
        Listing.Command("list", "List the tokens, without what is secret of them", [new("logos token list", "all of them")], terminal, "tokens", "there are no tokens", ["TOKEN", "NAME", "SCOPE", "ROLES", "CREATED", "BY", "EXPIRES"],
            item => [item.Text("id"), item.Text("name"), item.Text("scope"), Words.List(item, "roles"), Words.Time(item, "created_at"), item.Text("created_by"), Words.Time(item, "expires_at")]),
        Revoke(terminal),
        Link(terminal));

    private static CliCommand New(Terminal terminal)
    {
        var name = Word("NAME", "What it is for");
        var scope = new Option<string>("--scope") { Description = "read looks, run starts and steers executions, admin does everything (default admin)", HelpName = "SCOPE", DefaultValueFactory = _ => "admin" };
        scope.AcceptOnlyFromAmong("read", "run", "admin");
        var role = new Option<string[]>("--role") { Description = "A role, for approvals that ask for one", HelpName = "ROLE", Arity = ArgumentArity.OneOrMore, AllowMultipleArgumentsPerToken = false };
        var expires = Text("--expires-in", "After so long it is good no more, such as 30d", "TIME");
        var data = Text("--data", "Make it in the folder of a server that is stopped, without asking anybody", "DIR");
        var postgres = Text("--postgres", "Make it in the database of a distributed engine, without asking a gateway", "ADDRESS");
        return new CliCommand("new", "Make a token, and show it this once")
        {
            Examples =
            [
                new("logos token new deploy --scope run --expires-in 30d", "with the token that `logos login` has kept"),
                new("logos token new admin --data logos-data", "for whoever has lost theirs: stop the server first"),
                new("logos token new admin --postgres postgres://logos@localhost/logos", "the first one of a distributed engine"),
            ],
            Details = "With --json it prints {\"id\",\"name\",\"scope\",\"roles\",\"token\",\"created_at\",\"expires_at\"}.",
        }.Does(terminal, session => session.Get(data) is { } folder
            ? StoppedServer.NewTokenAsync(session, folder, session.Get(name), session.Get(scope)!, session.Get(role) ?? [], session.Get(expires))
            : session.Get(postgres) is { } address
            ? DatabaseToken.NewAsync(session, address, session.Get(name), session.Get(scope)!, session.Get(role) ?? [], session.Get(expires))
            : AskAsync(session, session.Get(name), session.Get(scope)!, session.Get(role) ?? [], session.Get(expires)), name, scope, role, expires, data, postgres);
    }

    private static async Task<int> AskAsync(Session session, string name, string scope, string[] roles, string? expiresIn)
    {
        var answer = await session.Send(Call.Create("tokens", json =>
        {
            json.WriteString("name", name);
            json.WriteString("scope", scope);
            if (roles.Length > 0)
            {
                json.WriteStartArray("roles");
                foreach (var role in roles)
                    json.WriteStringValue(role);
                json.WriteEndArray();
            }

            if (expiresIn is not null)
                json.WriteString("expires_in", expiresIn);
        }));
        return session.Tell(answer, root =>
        {
            session.Output.WriteLine(Visible.Of(root.Text("token")));
            session.Note($"token {root.Text("id")}, with the scope {root.Text("scope")}; it is shown this once");
        });
    }

    private static CliCommand Revoke(Terminal terminal)
    {
        var token = Word("TOKEN", "The token's id, as `logos token list` shows it");
        return new CliCommand("revoke", "Let a token be good no more") { Examples = [new("logos token revoke 0123456789abcdef", "at once")] }.Does(terminal, async session =>
        {
            await session.Send(Call.Delete($"tokens/{Call.Segment(session.Get(token))}"));
            return session.Done($"{session.Get(token)} is revoked");
        }, token);
    }

    private static CliCommand Link(Terminal terminal) => new CliCommand("link", "Make a link that signs a browser in, once, as whom the token is for")
    {
        Examples = [new("logos token link", "for whoever has lost the one of `logos up`")],
    }.Does(terminal, async session =>
    {
        var answer = await session.Send(Call.Post("sign-in-links"));
        return session.Tell(answer, root =>
        {
            session.Output.WriteLine(Visible.Of(new Uri(session.Api.To.Server, root.Text("path").TrimStart('/')).ToString()));
            session.Note($"good once, until {Words.Time(root, "expires_at")}");
        });
    });
}
