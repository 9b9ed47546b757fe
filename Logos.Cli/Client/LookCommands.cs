using System.CommandLine;
using System.Text.Json;
using Logos.Cli.Application;
using Logos.Cli.Output;
using Logos.Cli.Terminals;
using static Logos.Cli.Client.ClientCommand;

namespace Logos.Cli.Client;

/// <summary>What an execution is, was and yields: <c>list status results watch timeline</c>.</summary>
internal static class LookCommands
{
    private const string Which = "The execution's id, or a graph's name for its latest";

    public static IEnumerable<Command> Create(Terminal terminal) => [List(terminal), Status(terminal), Results(terminal), Watch(terminal), Timeline(terminal)];

    private static CliCommand List(Terminal terminal)
    {
        var graph = Text("--graph", "Those of that graph", "GRAPH");
        var status = Text("--status", "Those that stand so: pending, running, completed, failed, cancelled, timed_out", "STATUS");
        var tag = Text("--tag", "Those with that tag", "NAME=VALUE");
        var from = Text("--from", "Those created since", "TIME");
        var until = Text("--until", "Those created before", "TIME");
        var all = CommonOptions.Flag("--children", "Also those that nodes of others have started");
        var (limit, after) = (Limit(), After());
        return new CliCommand("list", "List executions, the newest first")
        {
            Examples = [new("logos list", "the newest 50"), new("logos list --graph orders --status failed --limit 10", "some of them"), new("logos list --tag team=buying --json", "for a machine")],
            Details = "Times are written 2026-01-31T12:00:00Z. With --json it prints {\"items\",\"next\"} as the API does.",
        }.Does(terminal, session => Listing.TellAsync(
            session,
            "executions" + Listing.Page(session, limit, after, ("graph", session.Get(graph)), ("status", session.Get(status)), ("tag", Tag(session.Get(tag))), ("from", session.Get(from)), ("until", session.Get(until)), ("roots", session.Get(all) ? null : "true")),
            "there are no such executions",
            ["EXECUTION", "GRAPH", "STATUS", "CREATED", "TOOK", "TAGS"],
            item => [item.Text("id"), $"{item.Text("graph")} v{item.Text("version")}", Words.Status(item.Text("status")), Words.Time(item, "created_at"), Words.Took(item), Words.Tags(item)],
            statusColumn: 2), graph, status, tag, from, until, all, limit, after);
    }

    private static CliCommand Status(Terminal terminal)
    {
        var execution = Word("EXECUTION", Which);
        return new CliCommand("status", "Show how an execution stands, and each of its nodes")
        {
            Examples = [new("logos status orders", "the latest of a graph"), new("logos status 0192f0c1-7000-7000-8000-000000000001 --json", "one, for a machine")],
            Details = "With --json it prints {\"execution\",\"nodes\"}. It ends with 0 however the execution stands; `logos results` tells by its exit code.",
        }.Does(terminal, async session =>
        {
            var id = await IdAsync(session, session.Get(execution));
            var answer = await session.Ask($"executions/{id}");
            var nodes = (await session.Ask($"executions/{id}/nodes")).Root.Items("items").ToList();
            if (session.Json)
            {
                JsonLine.Print(session.Output, json =>
                {
                    json.WritePropertyName("execution");
                    answer.Root.WriteTo(json);
                    json.WriteStartArray("nodes");
                    nodes.ForEach(node => node.WriteTo(json));
                    json.WriteEndArray();
                });
                return ExitCode.Good;
            }

            Show(session, answer.Root, nodes);
            return ExitCode.Good;
        }, execution);
    }

    private static void Show(Session session, JsonElement execution, List<JsonElement> nodes)
    {
        var (to, ink) = (session.Output, session.Terminal.OutputInk);
        var status = Words.Status(execution.Text("status"));
        var took = Words.Took(execution) is { Length: > 0 } time ? $" in {time}" : "";
        to.WriteLine($"{ink.Bold(Visible.Of(execution.Text("graph")))} v{execution.Text("version")}  {(Words.Colour(status, ink) ?? (text => text))(status)}{took}");
        to.WriteLine($"{ink.Dim(execution.Text("id"))}  created {Words.Time(execution, "created_at")}{(execution.Text("created_by") is { Length: > 0 } by ? " by " + Visible.Of(by) : "")}{(Words.Tags(execution) is { Length: > 0 } tags ? "  " + Visible.Of(tags) : "")}");
        if (Words.Error(execution) is { Length: > 0 } error)
            to.WriteLine(ink.Red(Visible.Of(error)));
        if (nodes.Count == 0)
            return;
        to.WriteLine();
        var table = new Table("NODE", "TYPE", "STATUS", "TRIES", "TOOK", "");
        foreach (var node in nodes)
        {
            var waits = node.Text("waits_for");
            var state = waits.Length > 0 && node.Text("status") == "running" ? "waits" : Words.Status(node.Text("status"));
            var said = Words.Error(node) is { Length: > 0 } failed ? failed : state == "waits" ? node.Text("message") is { Length: > 0 } question ? question : $"for {waits}" : node.Text("skipped_because");
            table.Add(node.Text("id"), node.Text("type"), state, node.Text("attempt") is "0" ? "" : node.Text("attempt"), Words.Took(node), said);
        }

        table.Print(session.Terminal, (column, text) => column == 2 ? Words.Colour(text, ink) : null);
    }

    private static CliCommand Results(Terminal terminal)
    {
        var execution = Word("EXECUTION", Which);
        return new CliCommand("results", "Print what an execution has yielded")
        {
            Examples = [new("logos results orders", "the latest of a graph"), new("logos results 0192f0c1-7000-7000-8000-000000000001 --json", "for a machine")],
            Details = "It ends with 1 when the execution ended without results. With --json it prints {\"execution_id\",\"status\",\"results\",\"error\"}.",
        }.Does(terminal, async session => await Watching.ResultsAsync(session, await IdAsync(session, session.Get(execution)), session.Cancellation), execution);
    }

    private static CliCommand Watch(Terminal terminal)
    {
        var execution = Word("EXECUTION", Which);
        return new CliCommand("watch", "Follow an execution until it ends, and print its outputs")
        {
            Examples = [new("logos watch orders", "the latest of a graph"), new("logos watch 0192f0c1-7000-7000-8000-000000000001 --json", "a line of JSON for each event")],
            Details = "It goes on where it was when the connection breaks or the server starts again. Ctrl-C ends the following, and not the execution. It ends with 1 when the execution did not complete.",
        }.Does(terminal, async session => await Watching.FollowAsync(session, await IdAsync(session, session.Get(execution)), eachEvent: true), execution);
    }

    private static CliCommand Timeline(Terminal terminal)
    {
        var execution = Word("EXECUTION", Which);
        var (limit, after) = (Limit(), After());
        return new CliCommand("timeline", "Tell what happened in an execution, the oldest first: attempts, waits, and why a node was skipped")
        {
            Examples = [new("logos timeline orders", "of the latest of a graph"), new("logos timeline 0192f0c1-7000-7000-8000-000000000001 --json", "for a machine")],
        }.Does(terminal, async session =>
        {
            var id = await IdAsync(session, session.Get(execution));
            return await Listing.TellAsync(session, $"executions/{id}/timeline{Listing.Page(session, limit, after)}", "nothing has happened yet", ["AT", "EVENT", "NODE", "WHAT"],
                item => [Clock(item), item.Text("event"), Node(item), Said(item)]);
        }, execution, limit, after);
    }

    /// <summary>The id itself, or that of the latest execution of a graph.</summary>
    public static async Task<string> IdAsync(Session session, string word)
    {
        if (Guid.TryParse(word, out var id))
            return id.ToString();
        var answer = await session.Ask("executions" + Call.Query(("graph", word), ("roots", "true"), ("limit", "1")));
        return answer.Root.Items("items").FirstOrDefault() is { ValueKind: JsonValueKind.Object } latest
            ? latest.Text("id")
            : throw new ClientFaultException(CliCodes.NoExecution, $"there is no execution of a graph `{word}`", "`logos list` shows the executions, `logos graphs list` the graphs");
    }

    /// <returns>As the API writes tags: <c>name:value</c>.</returns>
    public static string? Tag(string? pair) => pair is not null && pair.IndexOf('=', StringComparison.Ordinal) is var at and > 0 ? $"{pair[..at]}:{pair[(at + 1)..]}" : pair;

    private static string Clock(JsonElement item) => Words.Moment(item, "at") is { } at ? at.UtcDateTime.ToString("HH:mm:ss.fff", System.Globalization.CultureInfo.InvariantCulture) : "";

    private static string Node(JsonElement item) => item.Text("node") + (item.Find("item") is { } number ? $"[{number.ToText()}]" : "");

    private static string Said(JsonElement item)
    {
        var (message, error) = (item.Text("message"), Words.Error(item));
        return error.Length == 0 || message.Contains(error, StringComparison.Ordinal) ? message : message.Length == 0 ? error : $"{message}: {error}";
    }
}
