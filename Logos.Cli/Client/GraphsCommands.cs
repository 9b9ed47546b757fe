using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Logos.Cli.Application;
using Logos.Cli.Terminals;
using static Logos.Cli.Client.ClientCommand;

namespace Logos.Cli.Client;

/// <summary><c>logos graphs</c></summary>
internal static class GraphsCommands
{
    public static Command Create(Terminal terminal) => Group("graphs", "The graphs that the server has",
        [new("logos graphs list", "all of them"), new("logos graphs show orders", "one, with its definition")],
        Listing.Command("list", "List the graphs, each in its current version", [new("logos graphs list", "all of them")], terminal, "graphs", "the server has no graphs yet; `logos submit FILE` stores one",
            ["NAME", "VERSION", "NODES", "STORED", "DESCRIPTION"], item => [item.Text("name"), item.Text("version"), item.Text("nodes"), Words.Time(item, "created_at"), item.Text("description")]),
        Show(terminal),
        Versions(terminal),
        Delete(terminal));

    private static CliCommand Show(Terminal terminal)
    {
        var (graph, version) = (Graph(), Number("--version", "That version instead of the current one"));
        return new CliCommand("show", "Show a graph and its definition")
        {
            Examples = [new("logos graphs show orders", "its current version"), new("logos graphs show orders --version 2", "an older one")],
            Details = "The definition goes to standard output as JSON, what else there is to know to standard error.",
        }.Does(terminal, async session =>
        {
            var answer = await session.Ask($"graphs/{Call.Segment(session.Get(graph))}{Call.Query(("version", session.Get(version)?.ToString(CultureInfo.InvariantCulture)))}");
            return session.Tell(answer, root =>
            {
                session.Note($"{root.Text("name")}, version {root.Text("version")}, {root.Text("nodes")} nodes, stored {Words.Time(root, "created_at")}");
                session.Output.WriteLine(root.Find("definition") is { } definition ? Words.Value(definition) : "");
            });
        }, graph, version);
    }

    private static CliCommand Versions(Terminal terminal)
    {
        var (graph, limit, after) = (Graph(), Limit(), After());
        return new CliCommand("versions", "List the versions of a graph") { Examples = [new("logos graphs versions orders", "newest first")] }.Does(terminal,
            session => Listing.TellAsync(session, $"graphs/{Call.Segment(session.Get(graph))}/versions{Listing.Page(session, limit, after)}", "it has no versions",
                ["VERSION", "STORED", "CURRENT", "CONTENT"], item => [item.Text("version"), Words.Time(item, "created_at"), item.Find("current") is { ValueKind: JsonValueKind.True } ? "current" : "", item.Text("content_hash")]),
            graph, limit, after);
    }

    private static CliCommand Delete(Terminal terminal)
    {
        var graph = Graph();
        return new CliCommand("delete", "Delete a graph; its executions stay") { Examples = [new("logos graphs delete orders", "no further execution of it begins")] }.Does(terminal, async session =>
        {
            await session.Send(Call.Delete($"graphs/{Call.Segment(session.Get(graph))}"));
            return session.Done($"{session.Get(graph)} is deleted");
        }, graph);
    }

    private static Argument<string> Graph() => Word("GRAPH", "The graph's name, or its id");
}
