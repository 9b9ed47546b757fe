using Logos.Core.Executions;
using Logos.Gateway.Access;
using Logos.Gateway.Console.Drawing;
using Logos.Gateway.Console.Forms;
using Logos.Gateway.Console.Html;

namespace Logos.Gateway.Console.Executions;

/// <summary>One execution: where it stands, who is waited for, and all that its nodes did.</summary>
internal static class ExecutionPage
{
    public static Page Of(ExecutionView view, RequestCaller caller, DateTimeOffset now, (string Node, Typed Typed)? answer = null) =>
        new($"{view.Head.Graph} · {Glyph.Words(view.Status)}", html => Write(html, view, caller, now, answer))
        {
            Place = "/executions",
            At = Link.To("executions", view.Head.Id.ToString()),
        };

    private static void Write(HtmlWriter html, ExecutionView view, RequestCaller caller, DateTimeOffset now, (string Node, Typed Typed)? answer)
    {
        var (head, row) = (view.Head, view.Row);
        html.Write($"<div class=\"execution\" data-execution=\"{head.Id}\"");
        if (!view.HasEnded)
            html.Write($" data-goes-on data-events=\"{Link.To("api", "v1", "executions", head.Id.ToString(), "events")}\"");
        html.Write($">\n");
        html.Write($"<div id=\"state\" data-live data-status=\"{view.Status}\"{(view.HasEnded ? " data-ended" : "")}>\n<div class=\"head\"><h1><a href=\"{Link.To("graphs", head.Graph)}\">{head.Graph}</a></h1> ");
        Glyph.Badge(html, view.Status);
        if (row.Phase == ExecutionPhase.Compensating && !view.HasEnded)
            html.Write($" <span class=\"takes\">what was done is being undone</span>");
        html.Write($"</div>\n");
        Facts(html, view, now);
        Actions(html, view, caller);
        if (row.Error is { } error)
            NodeDrawing.Failed(html, error);
        html.Write($"</div>\n");
        WaitDrawing.Write(html, view, caller, answer);
        var payloads = new PayloadDrawing(512 * 1024);
        html.Write($"<div id=\"results\" data-live>\n");
        if (row.Results is not null)
        {
            html.Write($"<section aria-labelledby=\"result\"><h2 id=\"result\">Results</h2>\n");
            payloads.Write(html, "Outputs", "f-results", row.Results, Link.To("api", "v1", "executions", head.Id.ToString(), "results"));
            html.Write($"</section>\n");
        }

        html.Write($"</div>\n");
        if (view.Plan is { } plan)
        {
            html.Write($"<section aria-labelledby=\"graph\"><h2 id=\"graph\">Graph</h2>\n");
            GraphDrawing.Write(html, plan, node => view.StatusOf(view.RowOf(plan.Nodes[node].Id)));
            html.Write($"</section>\n");
        }

        new NodeDrawing(view, caller, now).Write(html);
        History.Write(html, view);
        html.Write($"<section aria-labelledby=\"given\"><h2 id=\"given\">Inputs</h2>\n");
        payloads.Write(html, "Given", "f-inputs", head.Inputs, Link.To("api", "v1", "executions", head.Id.ToString()));
        html.Write($"</section>\n</div>\n");
    }

    private static void Facts(HtmlWriter html, ExecutionView view, DateTimeOffset now)
    {
        var (head, row) = (view.Head, view.Row);
        html.Write($"<dl class=\"facts\">");
        html.Write($"<div><dt>Version</dt><dd><a href=\"{Link.To("graphs", head.Graph).With("version", $"{head.GraphVersion}")}\">{head.GraphVersion}</a></dd></div>");
        html.Write($"<div><dt>Created</dt><dd>");
        Moment.Write(html, head.CreatedAt);
        html.Write($"</dd></div>");
        if (head.CreatedBy is { } by)
            html.Write($"<div><dt>Asked for by</dt><dd>{by}</dd></div>");
        if (row.EndedAt is { } ended)
            html.Write($"<div><dt>Took</dt><dd>{Moment.Words(ended - (row.StartedAt ?? head.CreatedAt))}</dd></div>");
        if (row.Deadline is { } deadline && !view.HasEnded)
        {
            html.Write($"<div><dt>Deadline</dt><dd>");
            Moment.Write(html, deadline);
            html.Write($"</dd></div>");
        }

        if (head.Parent is { } parent)
            html.Write($"<div><dt>Started by</dt><dd><a href=\"{Link.To("executions", parent.Execution.ToString())}\">another execution</a></dd></div>");
        foreach (var (name, value) in head.Tags)
            html.Write($"<div><dt>{name}</dt><dd><a href=\"{Link.To("executions").With("tag", $"{name}:{value}")}\">{value}</a></dd></div>");
        html.Write($"<div class=\"id\"><dt>Id</dt><dd><code>{head.Id}</code></dd></div></dl>\n");
    }

    private static void Actions(HtmlWriter html, ExecutionView view, RequestCaller caller)
    {
        if (caller.Scope < Scope.Run)
            return;
        html.Write($"<div class=\"buttons\">\n");
        if (!view.HasEnded)
            Button(html, view, "cancel", "Cancel", "bad");
        if (view.Row.Status is ExecutionStatus.Failed or ExecutionStatus.TimedOut or ExecutionStatus.Cancelled && view.Head.Parent is null)
            Button(html, view, "retry", "Retry what failed", "");
        if (view.HasEnded && view.Head.Parent is null)
            Button(html, view, "rerun", "Run again", "");
        html.Write($"</div>\n");
    }

    private static void Button(HtmlWriter html, ExecutionView view, string what, string words, string kind)
    {
        html.Write($"<form method=\"post\" action=\"{Link.To("executions", view.Head.Id.ToString(), what)}\">");
        Once.Write(html);
        html.Write($"<button class=\"{kind}\" id=\"do-{what}\">{words}</button></form>\n");
    }
}
