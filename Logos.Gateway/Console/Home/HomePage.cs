using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Gateway.Access;
using Logos.Gateway.Console.Executions;
using Logos.Gateway.Console.Html;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Logos.Gateway.Console.Home;

/// <summary>What waits for somebody, what runs, and what failed lately.</summary>
internal static class HomePage
{
    private const int Most = 20;

    public static void MapHome(this IEndpointRouteBuilder app) => app.MapGet("/", ShowAsync).Requires(Scope.Read);

    private static async Task<IResult> ShowAsync(RequestCaller caller, EngineAccess engine, CancellationToken cancellationToken)
    {
        var running = await NewestAsync(ExecutionStatus.Running);
        ExecutionSummary[] bad = [.. (await NewestAsync(ExecutionStatus.Failed)).Concat(await NewestAsync(ExecutionStatus.TimedOut)).OrderByDescending(each => each.Id).Take(Most / 2)];
        var waits = new List<(ExecutionView View, NodeRow Row)>();
        foreach (var each in running)
        {
            if (await ExecutionView.FindAsync(engine, caller, each.Id, cancellationToken) is { } view)
                waits.AddRange(view.Waits.Select(row => (view, row)));
        }

        var isNew = running.Count == 0 && bad.Length == 0 && (await engine.Graphs.ListAsync(caller.Workspace, cancellationToken)).Count == 0;
        return new Page("Home", html => Write(html, running, bad, waits, isNew)) { Place = "/" };

        async ValueTask<IReadOnlyList<ExecutionSummary>> NewestAsync(ExecutionStatus status) =>
            (await engine.Executions.ListAsync(new() { Workspace = caller.Workspace, Status = status }, null, Most, cancellationToken)).Items;
    }

    private static void Write(HtmlWriter html, IReadOnlyList<ExecutionSummary> running, IReadOnlyList<ExecutionSummary> bad, IReadOnlyList<(ExecutionView View, NodeRow Row)> waits, bool isNew)
    {
        html.Write($"<h1>Home</h1>\n<div id=\"home\" data-live data-refresh>\n");
        if (isNew)
            html.Write($"<p class=\"none\">Nothing is here yet. <a href=\"/submit\">Submit a graph</a>, or <code>logos submit FILE</code>.</p>\n");
        html.Write($"<section aria-labelledby=\"waits\"><h2 id=\"waits\">Waits for somebody</h2>\n");
        if (waits.Count == 0)
            html.Write($"<p class=\"none\">Nothing waits.</p>\n");
        else
            Waits(html, waits);
        html.Write($"</section>\n");
        Table(html, "running", "Runs", "Nothing runs.", running, Link.To("executions").With("status", "running"));
        Table(html, "failed", "Failed lately", "Nothing failed.", bad, Link.To("executions").With("status", "failed"));
        html.Write($"</div>\n");
    }

    private static void Waits(HtmlWriter html, IReadOnlyList<(ExecutionView View, NodeRow Row)> waits)
    {
        html.Write($"<ul class=\"waits\">\n");
        foreach (var (view, row) in waits)
        {
            html.Write($"<li><a href=\"{Link.To("executions", view.Head.Id.ToString())}\">{(view.IsApproval(row) ? row.With["message"].ToText() : $"{row.Node} waits for {row.Signal}")}</a> <span class=\"takes\">{view.Head.Graph}</span> ");
            Moment.Write(html, row.StartedAt ?? view.Head.CreatedAt);
            html.Write($"</li>\n");
        }

        html.Write($"</ul>\n");
    }

    private static void Table(HtmlWriter html, string id, string title, string none, IReadOnlyList<ExecutionSummary> items, Link all)
    {
        html.Write($"<section aria-labelledby=\"{id}\"><h2 id=\"{id}\">{title}</h2>\n");
        if (items.Count == 0)
            html.Write($"<p class=\"none\">{none}</p>\n");
        else
        {
            ExecutionTable.Write(html, title, items);
            html.Write($"<p class=\"pages\"><a href=\"{all}\">All of them</a></p>\n");
        }

        html.Write($"</section>\n");
    }
}
