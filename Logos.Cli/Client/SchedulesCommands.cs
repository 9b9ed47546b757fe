using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Logos.Cli.Application;
using Logos.Cli.Terminals;
using static Logos.Cli.Client.ClientCommand;

namespace Logos.Cli.Client;

/// <summary><c>logos schedules</c></summary>
internal static class SchedulesCommands
{
    private const string Id = "0192f0c1-7000-7000-8000-000000000002";

    public static Command Create(Terminal terminal) => Group("schedules", "Graphs that are executed at times",
        [new("logos schedules list", "all of them"), new("logos schedules create nightly --graph report --cron \"0 2 * * *\" --time-zone Europe/Berlin", "one more")],
        Listing.Command("list", "List the schedules", [new("logos schedules list", "all of them")], terminal, "schedules", "there are no schedules", ["SCHEDULE", "NAME", "GRAPH", "CRON", "ZONE", "NEXT", ""],
            item => [item.Text("id"), item.Text("name"), item.Text("graph"), item.Text("cron"), item.Text("time_zone"), Words.Time(item, "next_fire_at"), item.Find("enabled") is { ValueKind: JsonValueKind.False } ? "paused" : ""]),
        Show(terminal),
        New(terminal),
        Act(terminal, "pause", "Let a schedule rest", "is paused", call: id => Call.Post($"schedules/{id}/pause")),
        Act(terminal, "resume", "Let a schedule go on", "goes on", call: id => Call.Post($"schedules/{id}/resume")),
        Backfill(terminal),
        Next(terminal),
        Act(terminal, "delete", "Delete a schedule", "is deleted", call: id => Call.Delete($"schedules/{id}")));

    private static CliCommand Show(Terminal terminal)
    {
        var schedule = Schedule();
        return new CliCommand("show", "Show a schedule") { Examples = [new($"logos schedules show {Id}", "when it fired last, and when it fires next")] }.Does(terminal,
            async session => session.Tell(await session.Ask($"schedules/{await IdAsync(session, schedule)}"), root => Words.Details(root, session.Terminal)), schedule);
    }

    private static CliCommand New(Terminal terminal)
    {
        var name = Word("NAME", "What it is called");
        var graph = Text("--graph", "The graph that it executes", "GRAPH");
        var cron = Text("--cron", "When: minute hour day month weekday", "CRON");
        graph.Required = cron.Required = true;
        var zone = Text("--time-zone", "Where the clock hangs, such as Europe/Berlin; UTC if not given", "ZONE");
        var missed = Text("--missed", "What becomes of times at which the server was down: skip, once or all", "POLICY");
        missed.AcceptOnlyFromAmong("skip", "once", "all");
        var paused = CommonOptions.Flag("--paused", "It rests until it is resumed");
        var input = Pairs("--input", "An input of the graph; text as it is, everything else as JSON", "NAME=VALUE", "-i");
        var inputs = Text("--inputs", "The inputs as one JSON object; --input comes before it", "FILE");
        var tag = Pairs("--tag", "A tag of its executions", "NAME=VALUE");
        return new CliCommand("create", "Execute a graph at times")
        {
            Examples = [new("logos schedules create nightly --graph report --cron \"0 2 * * *\" --time-zone Europe/Berlin", "every night at two")],
        }.Does(terminal, async session =>
        {
            var given = await Given.InputsAsync(session, session.Get(graph)!, null, session.Get(input), session.Get(inputs));
            var answer = await session.Send(Call.Create("schedules", json =>
            {
                json.WriteString("name", session.Get(name));
                json.WriteString("graph", session.Get(graph));
                json.WriteString("cron", session.Get(cron));
                if (session.Get(zone) is { } where)
                    json.WriteString("time_zone", where);
                json.WriteString("missed", session.Get(missed) ?? "skip");
                if (session.Get(paused))
                    json.WriteBoolean("enabled", false);
                Given.WriteInputs(json, given);
                Given.WriteTags(json, session.Get(tag));
            }));
            return session.Tell(answer, root => session.Output.WriteLine($"{root.Text("id")}  {Visible.Of(root.Text("name"))}{(Words.Time(root, "next_fire_at") is { Length: > 0 } next ? $", next at {next}" : "")}"));
        }, name, graph, cron, zone, missed, paused, input, inputs, tag);
    }

    private static CliCommand Act(Terminal terminal, string verb, string description, string done, Func<string, Call> call)
    {
        var schedule = Schedule();
        return new CliCommand(verb, description) { Examples = [new($"logos schedules {verb} {Id}", description.ToLowerInvariant())] }.Does(terminal, async session =>
        {
            var answer = await session.Send(call(await IdAsync(session, schedule)));
            return answer.IsEmpty ? session.Done($"{session.Get(schedule)} {done}") : session.Tell(answer, _ => session.Output.WriteLine($"{session.Get(schedule)} {done}"));
        }, schedule);
    }

    private static CliCommand Backfill(Terminal terminal)
    {
        var schedule = Schedule();
        var (from, until) = (Text("--from", "The first time", "TIME"), Text("--until", "The end, not included", "TIME"));
        from.Required = until.Required = true;
        return new CliCommand("backfill", "Execute for the times of a span that is over")
        {
            Examples = [new($"logos schedules backfill {Id} --from 2026-01-01T00:00:00Z --until 2026-02-01T00:00:00Z", "a month; prints the executions' ids")],
        }.Does(terminal, async session =>
        {
            var id = await IdAsync(session, schedule);
            var answer = await session.Send(Call.Create($"schedules/{id}/backfill", json =>
            {
                json.WriteString("from", session.Get(from));
                json.WriteString("until", session.Get(until));
            }));
            return session.Tell(answer, root =>
            {
                foreach (var id in root.Items("executions"))
                    session.Output.WriteLine(id.ToText());
                if (root.TryGetProperty("remaining", out var remaining))
                    session.Note($"{remaining} more wait until there is room; `logos schedules show {session.Get(schedule)}` tells how far it is");
            });
        }, schedule, from, until);
    }

    private static CliCommand Next(Terminal terminal)
    {
        var (schedule, count) = (Schedule(), Number("--count", "How many (default 5)"));
        return new CliCommand("next", "Tell when a schedule fires next") { Examples = [new($"logos schedules next {Id} --count 10", "the next ten times")] }.Does(terminal, async session =>
        {
            var path = $"schedules/{await IdAsync(session, schedule)}/next{Call.Query(("count", session.Get(count)?.ToString(CultureInfo.InvariantCulture)))}";
            return session.Tell(await session.Ask(path), root =>
            {
                foreach (var time in root.Items("items").Concat(root.Items("times")))
                    session.Output.WriteLine(time.ToText());
            });
        }, schedule, count);
    }

    private static Argument<string> Schedule() => Word("SCHEDULE", "The schedule's id, or its name");

    private static Task<string> IdAsync(Session session, Argument<string> schedule) => NamedThing.IdAsync(session, "schedules", session.Get(schedule));
}
