using System.Text;
using Logos.Core.Graphs.Writing;
using Logos.Gateway.Access;
using Logos.Gateway.Console.Drawing;
using Logos.Gateway.Console.Executions;
using Logos.Gateway.Console.Forms;
using Logos.Gateway.Console.Html;

namespace Logos.Gateway.Console.Graphs;

/// <summary>One graph: what it does, how to run it, and what it has done.</summary>
internal static class GraphPage
{
    public static Page Of(GraphView view, RequestCaller caller, Typed typed) => new(view.Stored.Name, html => Write(html, view, caller, typed))
    {
        Place = "/graphs",
        IsFoundAgain = typed.IsFresh,
        At = Link.To("graphs", view.Stored.Name).With("version", view.Stored.Version == view.Current ? null : $"{view.Stored.Version}"),
    };

    private static void Write(HtmlWriter html, GraphView view, RequestCaller caller, Typed typed)
    {
        var (stored, plan) = (view.Stored, view.Plan);
        html.Write($"<div class=\"head\"><h1>{stored.Name}</h1> <span class=\"takes\">version {stored.Version}{(stored.Version == view.Current ? "" : $", and {view.Current} is the current one")}</span></div>\n");
        if (plan?.Definition.Description is { } description)
            html.Write($"<p class=\"about\">{description}</p>\n");
        if (plan is null)
            html.Write($"<p class=\"wrong\">It uses a node type that is not there any more, and cannot be run.</p>\n");
        else if (caller.Scope >= Scope.Run)
        {
            html.Write($"<section aria-labelledby=\"run-it\"><h2 id=\"run-it\">Run it</h2>\n");
            RunForm.Write(html, plan, stored.Version, typed);
            html.Write($"</section>\n");
        }

        if (plan is not null)
        {
            html.Write($"<section aria-labelledby=\"graph\"><h2 id=\"graph\">Graph</h2>\n");
            GraphDrawing.Write(html, plan, null);
            html.Write($"</section>\n");
        }

        html.Write($"<section aria-labelledby=\"executions\"><h2 id=\"executions\">Executions</h2>\n<div id=\"list\" data-live data-refresh>\n");
        if (view.Executions.Count == 0)
            html.Write($"<p class=\"none\">There are none yet.</p>\n");
        else
            ExecutionTable.Write(html, "Its newest executions", view.Executions);
        html.Write($"</div>\n<p class=\"pages\"><a href=\"{Link.To("executions").With("graph", stored.Name)}\">All of its executions</a></p></section>\n");
        html.Write($"<section aria-labelledby=\"definition\"><h2 id=\"definition\">Definition</h2>\n");
        PayloadDrawing.Text(html, plan is null ? Encoding.UTF8.GetString(stored.Definition.Span) : GraphWriter.ToYaml(plan.Definition), "Definition", "f-definition");
        html.Write($"</section>\n");
        Versions(html, view);
    }

    private static void Versions(HtmlWriter html, GraphView view)
    {
        html.Write($"<section aria-labelledby=\"versions\"><h2 id=\"versions\">Versions</h2>\n<ul class=\"versions\">\n");
        foreach (var version in view.Versions.Reverse().Take(50))
        {
            html.Write($"<li><a href=\"{Link.To("graphs", version.Name).With("version", $"{version.Version}")}\">{version.Version}</a>{(version.Version == view.Current ? ", the current one, " : " ")}<code class=\"short\">{version.ContentHash[..Math.Min(12, version.ContentHash.Length)]}</code> ");
            Moment.Write(html, version.CreatedAt);
            html.Write($"</li>\n");
        }

        html.Write($"</ul></section>\n");
    }
}
