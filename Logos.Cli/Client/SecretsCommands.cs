using System.CommandLine;
using Logos.Cli.Application;
using Logos.Cli.Terminals;
using static Logos.Cli.Client.ClientCommand;

namespace Logos.Cli.Client;

/// <summary><c>logos secrets</c></summary>
internal static class SecretsCommands
{
    public static Command Create(Terminal terminal) => Group("secrets", "The secrets that graphs read as ${{ secrets.NAME }}",
        [new("logos secrets set API_KEY", "asks for the value"), new("logos secrets list", "the names; values never come out again")],
        Set(terminal),
        Listing.Command("list", "List the names of the secrets", [new("logos secrets list", "values never come out again")], terminal, "secrets", "there are no secrets",
            ["NAME", "VERSION", "CHANGED"], item => [item.Text("name"), item.Text("version"), Words.Time(item, "changed_at")]),
        Delete(terminal));

    private static CliCommand Set(Terminal terminal)
    {
        var name = Word("NAME", "The secret's name");
        return new CliCommand("set", "Set a secret: its value is asked for, or read from standard input")
        {
            Examples = [new("logos secrets set API_KEY", "asks for the value, and does not show it"), new("cat key.txt | logos secrets set API_KEY", "from a pipe; a line's end behind it is left out")],
            Details = "The value is never an option: what stands on a command line, others on the machine can read.",
        }.Does(terminal, async session =>
        {
            var value = SecretText.Ask($"value of {session.Get(name)}: ", session.Terminal);
            if (value.Length == 0)
                throw new ClientFaultException(CliCodes.BadValue, "the value is empty", "`logos secrets delete` takes a secret away");
            var answer = await session.Send(Call.Put($"secrets/{Call.Segment(session.Get(name))}", json => json.WriteString("value", value)));
            return session.Tell(answer, root => session.Output.WriteLine($"{root.Text("name")} is set, version {root.Text("version")}"));
        }, name);
    }

    private static CliCommand Delete(Terminal terminal)
    {
        var name = Word("NAME", "The secret's name");
        return new CliCommand("delete", "Delete a secret") { Examples = [new("logos secrets delete API_KEY", "graphs that read it fail from now on")] }.Does(terminal, async session =>
        {
            await session.Send(Call.Delete($"secrets/{Call.Segment(session.Get(name))}"));
            return session.Done($"{session.Get(name)} is deleted");
        }, name);
    }
}
