using System.CommandLine;
using Logos.Cli.Application;
using Logos.Cli.Terminals;
using static Logos.Cli.Client.ClientCommand;

namespace Logos.Cli.Client;

/// <summary><c>logos webhooks</c></summary>
internal static class WebhooksCommands
{
    private const string Id = "0192f0c1-7000-7000-8000-000000000003";

    public static Command Create(Terminal terminal) => Group("webhooks", "Addresses that start a graph when somebody else's service calls them",
        [new("logos webhooks list", "all of them"), new("logos webhooks create paid --graph orders", "one more; its secret is shown once")],
        Listing.Command("list", "List the webhooks", [new("logos webhooks list", "all of them")], terminal, "webhooks", "there are no webhooks", ["WEBHOOK", "NAME", "GRAPH", "URL"],
            item => [item.Text("id"), item.Text("name"), item.Text("graph"), item.Text("url")]),
        Show(terminal),
        New(terminal),
        Delete(terminal));

    private static CliCommand Show(Terminal terminal)
    {
        var hook = Hook();
        return new CliCommand("show", "Show a webhook and its last delivery") { Examples = [new($"logos webhooks show {Id}", "what came last, where it is in test mode")] }.Does(terminal,
            async session => session.Tell(await session.Ask($"webhooks/{await IdAsync(session, hook)}"), root => Words.Details(root, session.Terminal)), hook);
    }

    private static CliCommand New(Terminal terminal)
    {
        var name = Word("NAME", "What it is called");
        var graph = Text("--graph", "The graph that it starts", "GRAPH");
        graph.Required = true;
        var signing = Text("--signing", "How deliveries are signed: timestamp, or github as GitHub does it (timestamp)", "FORM");
        signing.AcceptOnlyFromAmong("timestamp", "github");
        var test = CommonOptions.Flag("--test", "Keep the last payload to be looked at, and start nothing");
        return new CliCommand("create", "Make an address that starts a graph")
        {
            Examples = [new("logos webhooks create paid --graph orders", "prints its address and, once, the secret that deliveries are signed with"), new("logos webhooks create pushes --graph build --signing github", "one that GitHub calls")],
        }.Does(terminal, async session =>
        {
            var answer = await session.Send(Call.Create("webhooks", json =>
            {
                json.WriteString("name", session.Get(name));
                json.WriteString("graph", session.Get(graph));
                if (session.Get(signing) is { } form)
                    json.WriteString("signing", form);
                if (session.Get(test))
                    json.WriteBoolean("test_mode", true);
            }));
            return session.Tell(answer, root =>
            {
                session.Output.WriteLine($"id      {root.Text("id")}");
                session.Output.WriteLine($"url     {Visible.Of(root.Text("url"))}");
                session.Output.WriteLine($"secret  {Visible.Of(root.Text("secret"))}");
                session.Note("the secret is shown this once");
            });
        }, name, graph, signing, test);
    }

    private static CliCommand Delete(Terminal terminal)
    {
        var hook = Hook();
        return new CliCommand("delete", "Delete a webhook") { Examples = [new($"logos webhooks delete {Id}", "its address answers no more")] }.Does(terminal, async session =>
        {
            await session.Send(Call.Delete($"webhooks/{await IdAsync(session, hook)}"));
            return session.Done($"{session.Get(hook)} is deleted");
        }, hook);
    }

    private static Argument<string> Hook() => Word("WEBHOOK", "The webhook's id, or its name");

    private static Task<string> IdAsync(Session session, Argument<string> hook) => NamedThing.IdAsync(session, "webhooks", session.Get(hook));
}
