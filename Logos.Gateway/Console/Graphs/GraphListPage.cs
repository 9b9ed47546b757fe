using Logos.Core.Graphs.Planning;
using Logos.Core.Graphs.Storage;
using Logos.Gateway.Access;
using Logos.Gateway.Console.Html;

namespace Logos.Gateway.Console.Graphs;

/// <summary>The graphs of a workspace.</summary>
internal static class GraphListPage
{
    public static Page Of(IReadOnlyList<(StoredGraph Stored, GraphPlan? Plan)> graphs, RequestCaller caller) => new("Graphs", html =>
    {
        html.Write($"<div class=\"head\"><h1>Graphs</h1>");
        if (caller.Scope == Scope.Admin)
            html.Write($" <a class=\"button\" href=\"/submit\">Submit a graph</a>");
        html.Write($"</div>\n");
        if (graphs.Count == 0)
        {
            html.Write($"<p class=\"none\">There are none yet. <code>logos submit FILE</code> brings one here.</p>\n");
            return;
        }

        html.Write($"<table class=\"graphs\"><caption class=\"unseen\">Graphs by name</caption>\n<thead><tr><th>Name</th><th>What it does</th><th>Version</th><th>Nodes</th><th>Changed</th></tr></thead>\n<tbody>\n");
        foreach (var (stored, plan) in graphs)
        {
            html.Write($"<tr><td><a href=\"{Link.To("graphs", stored.Name)}\">{stored.Name}</a></td><td class=\"about\">{plan?.Definition.Description}</td><td>{stored.Version}</td><td>");
            if (plan is null)
                html.Write($"cannot be run here");
            else
                html.Write($"{plan.Nodes.Count}");
            html.Write($"</td><td>");
            Moment.Write(html, stored.CreatedAt);
            html.Write($"</td></tr>\n");
        }

        html.Write($"</tbody></table>\n");
    })
    {
        Place = "/graphs",
    };
}
