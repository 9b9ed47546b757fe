using System.CommandLine;
using Logos.Cli.Application;
using Logos.Cli.Output;
using Logos.Cli.Terminals;
using Logos.Cli.Up;

namespace Logos.Cli.Client;

/// <summary><c>logos login</c> and <c>logos logout</c></summary>
internal static class LoginCommands
{
    public static IEnumerable<Command> Create(Terminal terminal) => [In(terminal), Out(terminal)];

    private static CliCommand In(Terminal terminal)
    {
        var url = new Argument<string>("URL") { Description = $"The server's address; LOGOS_SERVER or {UpCommand.Address} if not given", Arity = ArgumentArity.ZeroOrOne };
        return new CliCommand("login", "Keep a server's address and a token for it, for the other commands")
        {
            Examples = [new("logos login http://127.0.0.1:5050", "asks for the token, and does not show it"), new("cat token.txt | logos login https://logos.example.com", "from a pipe")],
            Details = "Both are kept in logos/login.json under XDG_CONFIG_HOME, or ~/.config, in a file that its owner alone may read. The token is tried before it is kept.",
        }.Does(terminal, session => LoginAsync(session, session.Find(url)), url);
    }

    private static async Task<int> LoginAsync(Session session, string? url)
    {
        var terminal = session.Terminal;
        var server = Destination.Parse(url ?? session.Server ?? terminal.Variable("LOGOS_SERVER") ?? UpCommand.Address);
        if (server is { Scheme: "http", IsLoopback: false })
            session.Note($"warning: {server.Authority} is reached without TLS: whoever is on the way can read the token");
        var token = session.TokenFile is { } file ? Destination.TokenIn(file, terminal) : SecretText.Ask($"token for {server.Authority}: ", terminal).Trim();
        if (token.Length > 0)
            token = Destination.Sound(token, "what was given");
        using var api = new Api(new(server, token.Length == 0 ? null : token, ""), terminal);
        var me = await api.GetAsync("me", session.Cancellation);
        new Login(server, token.Length == 0 ? null : token).Keep(terminal);
        return session.Tell(me, root => session.Output.WriteLine(Visible.Of($"signed in at {server.GetLeftPart(UriPartial.Authority)} as {root.Text("name")}, with the scope {root.Text("scope")}")));
    }

    private static CliCommand Out(Terminal terminal)
    {
        var command = new CliCommand("logout", "Forget the address and the token that `logos login` has kept")
        {
            Examples = [new("logos logout", "the token stays good: `logos token revoke` ends it")],
        };
        command.SetAction(parsed =>
        {
            var json = parsed.GetValue(CommonOptions.Json);
            try
            {
                var was = Login.Forget(terminal);
                if (json)
                    JsonLine.Print(terminal.Output, to => to.WriteBoolean("ok", true));
                else
                    terminal.Output.WriteLine(was ? "signed out; the token stays good until `logos token revoke` ends it" : "nobody was signed in");
                return ExitCode.Good;
            }
            catch (ClientFaultException e)
            {
                return Failure.Tell(e.Faults, e.About, null, json, terminal, e.Code);
            }
        });
        return command;
    }
}
