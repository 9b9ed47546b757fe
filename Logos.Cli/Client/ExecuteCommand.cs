using System.CommandLine;
using System.Globalization;
using Logos.Cli.Application;
using Logos.Cli.Terminals;
using static Logos.Cli.Client.ClientCommand;

namespace Logos.Cli.Client;

/// <summary><c>logos execute GRAPH</c>: <c>run</c> takes a file and runs it here, this takes a graph that the server has.</summary>
internal static class ExecuteCommand
{
    public static Command Create(Terminal terminal)
    {
        var graph = Word("GRAPH", "The graph's name, or its id");
        var input = Pairs("--input", "An input of the graph; text as it is, everything else as JSON", "NAME=VALUE", "-i");
        var inputs = Text("--inputs", "The inputs as one JSON object; --input comes before it", "FILE");
        var deadline = Text("--deadline", "End the execution after so long, or at that time", "TIME");
        var tag = Pairs("--tag", "Something to find it by again", "NAME=VALUE");
        var version = Number("--version", "That version instead of the current one");
        var detach = CommonOptions.Flag("--detach", "Only start it, and print its id", "-d");
        return new CliCommand("execute", "Execute a graph on the server, follow it, and print its outputs")
        {
            Examples =
            [
                new("logos execute orders --input product_id=PROD-001", "follow it to its end; the outputs go to standard output"),
                new("logos execute orders --inputs inputs.json --json", "for a machine"),
                new("logos execute orders --detach --tag team=buying", "only start it"),
            ],
            Details = "`logos execute` takes the name of a graph that a server has; `logos run` takes a file and runs it in this process, or with --server stores it and executes it there. "
                + "What happens is told on standard error. Ctrl-C ends the following, and not the execution. "
                + "It ends with 1 when the execution did not complete. With --json it prints {\"execution_id\",\"status\",\"results\",\"error\"} at the end, and with --detach {\"execution_id\",\"status\",\"links\"} at once.",
        }.Does(terminal, async session =>
        {
            var name = session.Get(graph);
            var given = await Given.InputsAsync(session, name, session.Get(version), session.Get(input), session.Get(inputs));
            var path = $"graphs/{Call.Segment(name)}/execute{Call.Query(("version", session.Get(version)?.ToString(CultureInfo.InvariantCulture)))}";
            var answer = await session.Send(Call.Create(path, json =>
            {
                Given.WriteInputs(json, given);
                if (session.Get(deadline) is { } until)
                    json.WriteString("deadline", until);
                Given.WriteTags(json, session.Get(tag));
            }));
            return await BegunAsync(session, answer, follow: !session.Get(detach));
        }, graph, input, inputs, deadline, tag, version, detach);
    }

    /// <summary>Tells of an execution that has begun, and follows it where that is wanted.</summary>
    public static async Task<int> BegunAsync(Session session, Answer answer, bool follow)
    {
        var id = answer.Root.Text("execution_id");
        if (!follow)
            return session.Tell(answer, _ => session.Output.WriteLine(id));
        session.Note($"execution {id}");
        return await Watching.FollowAsync(session, id, eachEvent: false);
    }
}
