using Logos.Gateway.Console.Forms;
using Logos.Gateway.Console.Html;
using Logos.Gateway.Webhooks;

namespace Logos.Gateway.Console.Settings;

/// <summary>The webhooks of a workspace, and the form that makes one.</summary>
internal static class WebhookListPage
{
    private static readonly string[] Fields = ["name", "graph", "signing", "inputs", "headers"];

    public static Page Of(IReadOnlyList<WebhookInfo> webhooks, string? next, IReadOnlyList<string> graphs, string server, WebhookAnswer answer) => new("Webhooks", html =>
    {
        html.Write($"<h1>Webhooks</h1>\n<p class=\"about\">An address that starts a graph for whoever signs with its secret: a shop, a repository, another service.</p>\n");
        if (answer.Made is { Secret: { } secret } made)
        {
            Made.Write(html, made.Name, "Its secret", secret);
            html.Write($"<p>Deliveries go to <code>{server}{made.Url}</code>. <a href=\"{Link.To("webhooks", made.Id.ToString())}\">Try it in test mode</a>, which starts nothing and shows what came.</p>\n");
        }

        if (answer.IsAgain)
            Made.WriteAgain(html, "The webhook's secret");
        if (webhooks.Count == 0)
            html.Write($"<p class=\"none\">None yet. {(graphs.Count > 0 ? "Make one below, and give its address and its secret to who is to call." : "")}</p>\n");
        else
            List(html, webhooks);
        if (next is not null)
            html.Write($"<p class=\"pages\"><a href=\"{Link.To("webhooks").With("after", next)}\" rel=\"next\">More</a></p>\n");
        if (graphs.Count > 0)
            Form(html, graphs, answer.Typed);
        else
            html.Write($"<p class=\"note\">There is no graph yet that one could start: <a href=\"/submit\">submit a graph</a> first.</p>\n");
    })
    {
        Place = "/webhooks",
        IsFoundAgain = answer is { Typed.IsFresh: true, Made: null },
        At = Link.To("webhooks"),
    };

    private static void List(HtmlWriter html, IReadOnlyList<WebhookInfo> webhooks)
    {
        html.Write($"<table><caption class=\"unseen\">Webhooks, the newest first</caption>\n<thead><tr><th>Name</th><th>Graph</th><th>Mode</th><th>Made</th></tr></thead>\n<tbody>\n");
        foreach (var webhook in webhooks)
        {
            html.Write($"<tr><td class=\"name\"><a href=\"{Link.To("webhooks", webhook.Id.ToString())}\">{webhook.Name}</a></td><td><a href=\"{Link.To("graphs", webhook.Graph)}\">{webhook.Graph}</a></td><td>{(webhook.TestMode ? "test: starts nothing" : "starts its graph")}</td><td>");
            Moment.Write(html, webhook.CreatedAt);
            html.Write($" by {webhook.CreatedBy}</td></tr>\n");
        }

        html.Write($"</tbody></table>\n");
    }

    private static void Form(HtmlWriter html, IReadOnlyList<string> graphs, Typed typed)
    {
        html.Write($"<section aria-labelledby=\"new\"><h2 id=\"new\">A new webhook</h2>\n<form method=\"post\" action=\"/webhooks\" class=\"run\" novalidate>\n");
        Once.Write(html);
        FieldDrawing.Summary(html, typed, Fields);
        SettingField.Line(html, typed, "name", "Name", "who is to call it", isRequired: true);
        SettingField.Choice(html, typed, "graph", "Graph", [.. graphs.Select(graph => (graph, graph))]);
        SettingField.Choice(html, typed, "signing", "Signed", [(Signature.Timestamp, "with a timestamp: X-Timestamp and X-Signature"), (Signature.GitHub, "as GitHub does: X-Hub-Signature-256")]);
        SettingField.Area(html, typed, "inputs", "Inputs", "a map, as JSON: { \"order\": \"${{ body.id }}\" }; empty gives the graph body and headers, where it takes them", 3);
        SettingField.Line(html, typed, "headers", "Headers", "that the graph may see, parted by commas; may be empty");
        html.Write($"<p class=\"buttons\"><button class=\"good\">Make the webhook</button></p>\n</form></section>\n");
    }
}
