using System.CommandLine;
using Logos.Cli.Application;
using Logos.Cli.Terminals;
using Logos.Rules.Values;
using static Logos.Cli.Client.ClientCommand;

namespace Logos.Cli.Client;

/// <summary><c>logos connections</c></summary>
internal static class ConnectionsCommands
{
    public static Command Create(Terminal terminal) => Group("connections", "The databases and services that nodes reach by a name",
        [new("logos connections list", "all of them"), new("logos connections set shop shop.json", "from a JSON object with its type and settings")],
        Listing.Command("list", "List the connections", [new("logos connections list", "all of them")], terminal, "connections", "there are no connections", ["NAME", "TYPE", "CHANGED"],
            item => [item.Text("name"), item.Text("type"), Words.Time(item, "changed_at")]),
        Show(terminal),
        Set(terminal),
        Delete(terminal));

    private static CliCommand Show(Terminal terminal)
    {
        var name = Name();
        return new CliCommand("show", "Show a connection; what is secret of it never comes out") { Examples = [new("logos connections show shop", "its type and plain settings")] }.Does(terminal,
            async session => session.Tell(await session.Ask($"connections/{Call.Segment(session.Get(name))}"), root => Words.Details(root, session.Terminal)), name);
    }

    private static CliCommand Set(Terminal terminal)
    {
        var name = Name();
        var file = new Argument<string>("FILE") { Description = "A JSON object with `type` and settings; - reads standard input" };
        return new CliCommand("set", "Set a connection from a JSON object")
        {
            Examples = [new("logos connections set shop shop.json", "from a file"), new("cat shop.json | logos connections set shop -", "from a pipe")],
            Details = "Passwords go in a file or a pipe, and not on the command line; a setting may name a secret as ${{ secrets.NAME }}.",
        }.Does(terminal, async session =>
        {
            if (Given.JsonIn(session.Get(file), session, "the connection", "FILE", "what it holds goes into a file or a pipe") is not { IsMap: true } settings)
                throw new ClientFaultException(CliCodes.BadValue, "a connection is one JSON object", "such as {\"type\":\"postgres\",\"host\":\"localhost\"}");
            var answer = await session.Send(Call.Put($"connections/{Call.Segment(session.Get(name))}", json =>
            {
                foreach (var (member, value) in settings.AsMap())
                {
                    json.WritePropertyName(member);
                    ValueJson.Write(json, value);
                }
            }));
            return session.Tell(answer, _ => session.Output.WriteLine($"{session.Get(name)} is set"));
        }, name, file);
    }

    private static CliCommand Delete(Terminal terminal)
    {
        var name = Name();
        return new CliCommand("delete", "Delete a connection") { Examples = [new("logos connections delete shop", "nodes that use it fail from now on")] }.Does(terminal, async session =>
        {
            await session.Send(Call.Delete($"connections/{Call.Segment(session.Get(name))}"));
            return session.Done($"{session.Get(name)} is deleted");
        }, name);
    }

    private static Argument<string> Name() => Word("NAME", "The connection's name");
}
