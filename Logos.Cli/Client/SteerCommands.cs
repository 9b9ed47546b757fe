using System.CommandLine;
using System.Net;
using Logos.Cli.Application;
using Logos.Cli.Terminals;
using Logos.Rules.Values;
using static Logos.Cli.Client.ClientCommand;

namespace Logos.Cli.Client;

/// <summary>What is asked of an execution: <c>cancel retry rerun fork signal approve</c>.</summary>
internal static class SteerCommands
{
    private const string Id = "0192f0c1-7000-7000-8000-000000000001";

    public static IEnumerable<Command> Create(Terminal terminal) => [Bulk(terminal, "cancel"), Bulk(terminal, "retry"), Rerun(terminal), Fork(terminal), Signal(terminal), Approve(terminal)];

    private static CliCommand Bulk(Terminal terminal, string verb)
    {
        var isCancel = verb == "cancel";
        var execution = new Argument<string>("EXECUTION") { Description = "The execution's id; without it, all that the filters name", Arity = ArgumentArity.ZeroOrOne };
        var reason = Text("--reason", "Why, for whoever looks at it later", "TEXT");
        var graph = Text("--graph", "Those of that graph", "GRAPH");
        var status = Text("--status", "Those that stand so", "STATUS");
        var tag = Text("--tag", "Those with that tag", "NAME=VALUE");
        var from = Text("--from", "Those created since", "TIME");
        var until = Text("--until", "Those created before", "TIME");
        var limit = Number("--limit", "How many at most in one go, up to 1000");
        var after = After();
        Option<string>[] filters = [graph, status, tag, from, until];
        var command = new CliCommand(verb, isCancel ? "Cancel an execution, or all that filters name" : "Try again what failed in an execution, or in all that filters name")
        {
            Examples = isCancel
                ? [new($"logos cancel {Id} --reason \"ordered twice\"", "one"), new("logos cancel --graph orders --status running", "all of them")]
                : [new($"logos retry {Id}", "one; what succeeded is kept"), new("logos retry --graph orders --status failed --from 2026-01-31T00:00:00Z", "all of them")],
            Details = "With filters it prints how many were found and how many took it, and ends with 1 when one refused. With --json it prints what the API answers.",
        };
        command.Validators.Add(given =>
        {
            var filtered = filters.Where(option => given.GetResult(option) is not null).ToList();
            if ((given.GetResult(execution)?.Tokens.Count > 0) == (filtered.Count > 0))
                given.AddError(filtered.Count > 0 ? $"EXECUTION names one, and {filtered[0].Name} others: give one of them" : "EXECUTION is missing, or a filter such as --graph");
        });
        return command.Does(terminal, async session =>
        {
            if (session.Find(execution) is { } id)
                return await AskAsync(session, id, verb, isCancel ? "cancelled" : "goes on where it failed", json =>
                {
                    if (isCancel && session.Get(reason) is { } why)
                        json.WriteString("reason", why);
                });
            var answer = await session.Send(Call.Post($"executions/{verb}", json =>
            {
                foreach (var filter in filters.Where(filter => session.Get(filter) is not null))
                    json.WriteString(filter.Name[2..], filter == tag ? LookCommands.Tag(session.Get(filter)) : session.Get(filter));
                if (session.Get(limit) is { } most)
                    json.WriteNumber("limit", most);
                if (session.Get(after) is { } place)
                    json.WriteString("after", place);
                if (isCancel && session.Get(reason) is { } why)
                    json.WriteString("reason", why);
            }));
            var refused = answer.Root.Items("refused").ToList();
            session.Tell(answer, root =>
            {
                session.Output.WriteLine($"{root.Text("accepted")} of {root.Text("matched")} {(isCancel ? "are cancelled" : "go on")}");
                foreach (var each in refused)
                    session.Output.WriteLine($"  {each.Text("id")}  {each.Text("code")}: {Visible.Of(each.Text("message"))}");
                if (root.Find("next") is { } next)
                    session.Note($"there are more: --after {next.ToText()}");
            });
            return refused.Count == 0 ? ExitCode.Good : ExitCode.RunFailed;
        }, isCancel ? [execution, reason, .. filters, limit, after] : [execution, .. filters, limit, after]);
    }

    private static CliCommand Rerun(Terminal terminal)
    {
        var (execution, follow) = (Execution(), Follow());
        return new CliCommand("rerun", "Run again, from the beginning, what has ended: same inputs, same version")
        {
            Examples = [new($"logos rerun {Id}", "prints the new execution's id"), new($"logos rerun {Id} --watch", "and follows it")],
        }.Does(terminal, async session =>
            await ExecuteCommand.BegunAsync(session, await session.Send(Call.Create($"executions/{Call.Segment(session.Get(execution))}/rerun")), session.Get(follow)), execution, follow);
    }

    private static CliCommand Fork(Terminal terminal)
    {
        var (execution, node, follow) = (Execution(), Word("NODE", "Where it begins: this node and all behind it run again"), Follow());
        var input = Pairs("--input", "An input that takes the place of the one before", "NAME=VALUE", "-i");
        return new CliCommand("fork", "Run again from a node on, with what succeeded before it taken over")
        {
            Examples = [new($"logos fork {Id} decide --input limit=100", "prints the new execution's id"), new($"logos fork {Id} decide --watch", "and follows it")],
        }.Does(terminal, async session => await ExecuteCommand.BegunAsync(session, await session.Send(Call.Create($"executions/{Call.Segment(session.Get(execution))}/fork", json =>
        {
            json.WriteString("node", session.Get(node));
            Given.WriteInputs(json, Given.Words(session.Get(input)));
        })), session.Get(follow)), execution, node, input, follow);
    }

    private static CliCommand Signal(Terminal terminal)
    {
        var (execution, name) = (Execution(), Word("NAME", "What a node waits for"));
        var payload = new Argument<string>("PAYLOAD") { Description = "What it carries, as JSON; nothing is null", Arity = ArgumentArity.ZeroOrOne };
        var file = Text("--payload", "Read what it carries from a file; - reads standard input", "FILE");
        return new CliCommand("signal", "Send an execution what a node of it waits for")
        {
            Examples = [new($"logos signal {Id} paid {{\\\"amount\\\":12}}", "with what it carries"), new($"logos signal {Id} paid --payload paid.json", "from a file")],
        }.Does(terminal, session =>
        {
            var value = session.Get(file) is { } path ? Given.JsonIn(path, session, "the payload", "--payload", $"what a signal carries stands behind its name: logos signal {session.Get(execution)} {session.Get(name)} JSON") : session.Find(payload) is { } text ? Given.Json(text, "the payload") : Value.Null;
            return AskAsync(session, session.Get(execution), "signal", $"`{session.Get(name)}` is delivered", json =>
            {
                json.WriteString("name", session.Get(name));
                json.WritePropertyName("payload");
                ValueJson.Write(json, value);
            });
        }, execution, name, payload, file);
    }

    private static CliCommand Approve(Terminal terminal)
    {
        var (execution, node) = (Execution(), Word("NODE", "The node that asks"));
        var reject = CommonOptions.Flag("--reject", "Say no instead of yes");
        var field = Pairs("--field", "A field of its form; JSON, or else text", "NAME=VALUE", "-f");
        var form = Text("--form", "The whole form as a JSON object; - reads standard input", "FILE");
        return new CliCommand("approve", "Answer an approval with yes, or with no")
        {
            Examples =
            [
                new($"logos approve {Id} approve", "yes"),
                new($"logos approve {Id} approve --field amount=120 --field note=urgent", "yes, with what its form asks for"),
                new($"logos approve {Id} approve --reject", "no"),
            ],
        }.Does(terminal, session =>
        {
            var filled = session.Get(form) is { } path ? Given.JsonIn(path, session, "the form", "--form", "single fields are given with --field NAME=VALUE") : Given.Words(session.Get(field)) is { } fields ? (Value)fields : Value.Null;
            var decision = session.Get(reject) ? "rejected" : "approved";
            return AskAsync(session, session.Get(execution), "approve", $"{session.Get(node)} is {decision}", json =>
            {
                json.WriteString("node", session.Get(node));
                json.WriteString("decision", decision);
                if (filled.IsNull)
                    return;
                json.WritePropertyName("form");
                ValueJson.Write(json, filled);
            });
        }, execution, node, reject, field, form);
    }

    // 202: it is recorded, and the execution's owner has not said yet what it makes of it.
    private static async Task<int> AskAsync(Session session, string execution, string verb, string done, Action<System.Text.Json.Utf8JsonWriter> members)
    {
        var answer = await session.Send(Call.Post($"executions/{Call.Segment(execution)}/{verb}", members) with { MayTake = TimeSpan.FromSeconds(10) });
        return session.Tell(answer, _ => session.Output.WriteLine(Visible.Of(answer.Status == HttpStatusCode.Accepted ? "accepted; it has not been taken up yet" : done)));
    }

    private static Argument<string> Execution() => Word("EXECUTION", "The execution's id");

    private static Option<bool> Follow() => CommonOptions.Flag("--watch", "Follow it to its end, and print its outputs", "-w");
}
