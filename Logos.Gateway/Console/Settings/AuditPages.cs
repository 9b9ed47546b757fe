using Logos.Core.Orchestration;
using Logos.Gateway.Access;
using Logos.Gateway.Audit;
using Logos.Gateway.Console.Html;
using Logos.Gateway.Requests;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Logos.Gateway.Console.Settings;

/// <summary><c>/audit</c>: who changed what, the newest first.</summary>
internal static class AuditPages
{
    private const int PageSize = 50;
    private static readonly string[] Kinds = ["connection", "execution", "graph", "on_failure", "schedule", "secret", "session", "token", "webhook"];

    public static void MapAuditPages(this IEndpointRouteBuilder app) => app.MapGet("/audit", ListAsync).Requires(Scope.Admin);

    private static async Task<IResult> ListAsync(HttpContext context, RequestCaller caller, EngineAccess engine, CancellationToken cancellationToken)
    {
        var query = new Query(context);
        var (filter, after) = (AuditFilter.Of(query), query.Text("after"));
        var isRead = query.Refusal() is null;
        try
        {
            var page = isRead ? await AuditEndpoints.PageAsync(filter, PageSize, after, caller, engine, cancellationToken) : new([], null);
            return Of(page, filter, context.Request.Query, isRead, after is null);
        }
        catch (FormatException)
        {
            return SeeOther.At(Link.To("audit"));
        }
    }

    private static Html.Page Of(Listed<AuditRow> page, AuditFilter filter, IQueryCollection query, bool isRead, bool isFirst) => new("Audit", html =>
    {
        html.Write($"<h1>Audit</h1>\n<p class=\"about\">Who changed what in this workspace, the newest first. Values that were given are never in it.</p>\n");
        Filter(html, filter, query);
        if (!isRead)
            html.Write($"<p class=\"wrong\" role=\"alert\">A time is written as 2026-03-01, or as 2026-03-01T08:00:00Z.</p>\n");
        else if (page.Items.Count > 0)
            Table(html, page.Items);
        else
            html.Write($"<p class=\"none\">{(page.Next is not null ? "Nothing yet of what you look for: there are older ones." : filter.IsAll && isFirst ? "Nothing was changed yet." : "There is nothing of the kind.")}</p>\n");
        html.Write($"<p class=\"pages\">");
        var here = Link.To("audit").With("action", filter.Action).With("by", filter.By).With("target", filter.Target).With("from", query["from"]).With("until", query["until"]);
        if (!isFirst)
            html.Write($"<a href=\"{here}\">The newest</a> ");
        if (page.Next is { } next)
            html.Write($"<a href=\"{here.With("after", next)}\" rel=\"next\">Older ones</a>");
        html.Write($"</p>\n");
    })
    {
        Place = "/audit",
    };

    private static void Filter(HtmlWriter html, AuditFilter filter, IQueryCollection query)
    {
        html.Write($"<form class=\"filter\" method=\"get\" action=\"/audit\">\n<div class=\"field\"><label for=\"action\">Of</label><select id=\"action\" name=\"action\">\n<option value=\"\">all</option>\n");
        foreach (var kind in filter.Action is null || Kinds.Contains(filter.Action) ? Kinds : Kinds.Append(filter.Action))
            html.Write($"<option{(kind == filter.Action ? " selected" : "")}>{kind}</option>\n");
        html.Write($"</select></div>\n");
        Field(html, "by", "By", filter.By, "text");
        Field(html, "target", "What", filter.Target, "text");
        Field(html, "from", "From", query["from"], "date");
        Field(html, "until", "Before", query["until"], "date");
        html.Write($"<button>Show</button>\n</form>\n");
    }

    private static void Field(HtmlWriter html, string name, string words, string? value, string type) =>
        html.Write($"<div class=\"field\"><label for=\"{name}\">{words}</label><input type=\"{type}\" id=\"{name}\" name=\"{name}\" value=\"{value}\" autocomplete=\"off\"></div>\n");

    private static void Table(HtmlWriter html, IReadOnlyList<AuditRow> rows)
    {
        html.Write($"<table class=\"audit\"><caption class=\"unseen\">Changes, the newest first</caption>\n<thead><tr><th>When</th><th>Who</th><th>Did</th><th>To what</th><th>Besides</th></tr></thead>\n<tbody>\n");
        foreach (var row in rows)
        {
            html.Write($"<tr><td>");
            Moment.Write(html, row.At);
            html.Write($"</td><td><a href=\"{Link.To("audit").With("by", row.By)}\">{row.By}</a></td><td><code>{row.Action}</code></td><td>");
            if (PlaceOf(row) is { } place)
                html.Write($"<a href=\"{place}\">{row.Target}</a>");
            else
                html.Write($"{row.Target}");
            html.Write($"</td><td class=\"takes\">");
            var isFirst = true;
            foreach (var (name, value) in row.Details ?? new Dictionary<string, string>())
            {
                html.Write($"{(isFirst ? "" : ", ")}{name}: {value}");
                isFirst = false;
            }

            html.Write($"</td></tr>\n");
        }

        html.Write($"</tbody></table>\n");
    }

    // Where a target may still be; what was deleted is nowhere.
    private static Link? PlaceOf(AuditRow row) => row.Action.Split('.') switch
    {
        [_, "deleted"] => null,
        ["execution", _] when Guid.TryParse(row.Target, out _) => Link.To("executions", row.Target),
        // Saved through the API, it says which version.
        ["graph", _] => Link.To("graphs", row.Target.Split('?')[0]),
        ["webhook", _] => Link.To("webhooks", row.Target),
        ["connection", _] => Link.To("connections", row.Target),
        _ => null,
    };
}
