using Logos.Gateway.Console.Executions;
using Logos.Gateway.Console.Html;
using Logos.Gateway.Webhooks;
using Logos.Rules.Values;

namespace Logos.Gateway.Console.Settings;

/// <summary>One webhook: where it is reached, and what came to it while it was tested.</summary>
internal static class WebhookPage
{
    public static Page Of(WebhookInfo webhook, string server) => new(webhook.Name, html =>
    {
        html.Write($"<p class=\"crumb\"><a href=\"/webhooks\">Webhooks</a></p>\n<h1>{webhook.Name}</h1>\n");
        html.Write($"<dl class=\"facts\"><div><dt>Starts</dt><dd><a href=\"{Link.To("graphs", webhook.Graph)}\">{webhook.Graph}</a></dd></div><div><dt>Made</dt><dd>");
        Moment.Write(html, webhook.CreatedAt);
        html.Write($" by {webhook.CreatedBy}</dd></div>");
        html.Write($"<div><dt>Signed</dt><dd>{Signed(webhook.Signing)}</dd></div>");
        if (webhook.Headers.Count > 0)
            html.Write($"<div><dt>Headers that the graph sees</dt><dd>{string.Join(", ", webhook.Headers)}</dd></div>");
        html.Write($"</dl>\n<h2>Address</h2>\n<pre class=\"secret\">{server}{webhook.Url}</pre>\n");
        if (webhook.Inputs is { } inputs)
        {
            html.Write($"<h2>Inputs</h2>\n");
            PayloadDrawing.Text(html, ValueJson.Write(ValueJson.Parse(inputs.GetRawText()), indented: true), "Inputs", "f-template");
        }

        Test(html, webhook);
        html.Write($"<h2>Delete</h2>\n<p class=\"about\">Its address takes nothing from then on. A lost secret is replaced so: make another webhook, then delete this one.</p>\n<div class=\"last\">");
        Sure.Write(html, Link.To("webhooks", webhook.Id.ToString(), "delete"), "Delete", webhook.Name, "Delete it for good");
        html.Write($"</div>\n");
    })
    {
        Place = "/webhooks",
        At = Link.To("webhooks", webhook.Id.ToString()),
    };

    private static string Signed(string form) => form switch
    {
        Signature.Timestamp => "with X-Timestamp and X-Signature",
        Signature.GitHub => "with X-Hub-Signature-256, as GitHub does",
        _ => "in either form; a new webhook takes one",
    };

    private static void Test(HtmlWriter html, WebhookInfo webhook)
    {
        html.Write($"<section aria-labelledby=\"test\"><h2 id=\"test\">Test mode</h2>\n<div id=\"tested\" data-live{(webhook.TestMode ? " data-refresh" : "")}>\n");
        if (webhook.TestMode)
        {
            html.Write($"<p>Nothing is started, and what comes is shown here, until ");
            Moment.Write(html, webhook.TestUntil!.Value);
            html.Write($".</p>\n");
        }
        else
        {
            html.Write($"<p class=\"about\">For an hour nothing is started, and what comes is shown here: whether it is signed as it should be, and what the graph would be given.</p>\n");
        }

        html.Write($"<form method=\"post\" action=\"{Link.To("webhooks", webhook.Id.ToString(), webhook.TestMode ? "test-end" : "test")}\"><p class=\"buttons\"><button id=\"switch\">{(webhook.TestMode ? "End the test" : "Begin a test")}</button></p></form>\n");
        if (webhook.LastDelivery is { } last)
            Last(html, last);
        else if (webhook.TestMode)
            html.Write($"<p class=\"none\">Nothing has come yet.</p>\n");
        html.Write($"</div></section>\n");
    }

    private static void Last(HtmlWriter html, Delivery last)
    {
        html.Write($"<h3>The last delivery</h3>\n");
        if (last.Refused is { } refused)
        {
            html.Write($"<p class=\"wrong\">It would not start the graph: ");
            Prose.Write(html, refused);
            html.Write($"</p>\n");
        }
        else
        {
            html.Write($"<p class=\"right\">It is signed as it should be, and would start the graph.</p>\n");
        }

        html.Write($"<dl class=\"facts\"><div><dt>Came</dt><dd>");
        Moment.Write(html, last.At);
        html.Write($"</dd></div>");
        if (last.Id is { } id)
            html.Write($"<div><dt>Delivery</dt><dd><code>{id}</code></dd></div>");
        foreach (var (name, value) in last.Headers)
            html.Write($"<div><dt>{name}</dt><dd><code>{value}</code></dd></div>");
        html.Write($"</dl>\n<h4>Body</h4>\n");
        PayloadDrawing.Text(html, last.Body, "Body", "f-body");
        if (last.IsCut)
            html.Write($"<p class=\"note\">Its beginning: the whole is longer.</p>\n");
        if (last.Inputs is not { } inputs)
            return;
        html.Write($"<h4>Inputs that the graph would be given</h4>\n");
        PayloadDrawing.Text(html, ValueJson.Write(ValueJson.Parse(inputs.GetRawText()), indented: true), "Inputs", "f-inputs");
    }
}
