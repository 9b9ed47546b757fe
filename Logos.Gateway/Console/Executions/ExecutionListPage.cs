using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Gateway.Console.Html;

namespace Logos.Gateway.Console.Executions;

/// <summary>All executions of a workspace, the newest first, as far as the filter lets them through.</summary>
internal static class ExecutionListPage
{
    public static Page Of(ExecutionFilter filter, string tag, IReadOnlyList<string> graphs, ExecutionSummaryPage page, bool isFirst) => new("Executions", html =>
    {
        html.Write($"<h1>Executions</h1>\n<form class=\"filter\" method=\"get\" action=\"/executions\">\n<div class=\"field\"><label for=\"graph\">Graph</label><select id=\"graph\" name=\"graph\">\n<option value=\"\">all</option>\n");
        foreach (var graph in graphs.Append(filter.Graph).OfType<string>().Distinct())
            html.Write($"<option{(graph == filter.Graph ? " selected" : "")}>{graph}</option>\n");
        html.Write($"</select></div>\n<div class=\"field\"><label for=\"status\">Status</label><select id=\"status\" name=\"status\">\n<option value=\"\">all</option>\n");
        foreach (var status in Enum.GetValues<ExecutionStatus>())
            html.Write($"<option value=\"{Wire.Name(status)}\"{(status == filter.Status ? " selected" : "")}>{Glyph.Words(Wire.Name(status))}</option>\n");
        html.Write($"</select></div>\n<div class=\"field\"><label for=\"tag\">Tag</label><input id=\"tag\" name=\"tag\" value=\"{tag}\" placeholder=\"name:value\" autocomplete=\"off\"></div>\n<button>Show</button>\n</form>\n");
        html.Write($"<div id=\"list\" data-live{(isFirst ? " data-refresh" : "")}>\n");
        if (page.Items.Count == 0)
            html.Write($"<p class=\"none\">{(isFirst ? "There are none." : "There are no more.")}</p>\n");
        else
            ExecutionTable.Write(html, "Executions, the newest first", page.Items);
        html.Write($"</div>\n<p class=\"pages\">");
        var here = Link.To("executions").With("graph", filter.Graph).With("status", filter.Status is { } chosen ? Wire.Name(chosen) : null).With("tag", tag);
        if (!isFirst)
            html.Write($"<a href=\"{here}\">The newest</a> ");
        if (page.Next is { } next)
            html.Write($"<a href=\"{here.With("after", next)}\" rel=\"next\">Older ones</a>");
        html.Write($"</p>\n");
    })
    {
        Place = "/executions",
    };
}
