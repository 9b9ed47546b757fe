using Logos.Core.Executions;
using Logos.Core.Orchestration;
using Logos.Gateway.Console.Html;

namespace Logos.Gateway.Console.Executions;

/// <summary>Executions one below the other, on any page.</summary>
internal static class ExecutionTable
{
    public static void Write(HtmlWriter html, string caption, IReadOnlyList<ExecutionSummary> items)
    {
        html.Write($"<table class=\"executions\"><caption class=\"unseen\">{caption}</caption>\n<thead><tr><th>Status</th><th>Graph</th><th>Created</th><th>Took</th><th>Id</th></tr></thead>\n<tbody>\n");
        foreach (var item in items)
        {
            html.Write($"<tr><td>");
            Glyph.Badge(html, Wire.Name(item.Status));
            html.Write($"</td><td><a href=\"{Link.To("executions", item.Id.ToString())}\">{item.Graph}</a>");
            foreach (var (name, value) in item.Tags)
                html.Write($" <span class=\"tag\">{name}: {value}</span>");
            html.Write($"</td><td>");
            Moment.Write(html, item.CreatedAt);
            html.Write($"</td><td>{(item.EndedAt - item.CreatedAt is { } took ? Moment.Words(took) : "")}</td><td><code class=\"short\">{Short(item.Id)}</code></td></tr>\n");
        }

        html.Write($"</tbody></table>\n");
    }

    // The beginning of an id is a time, which many share.
    private static string Short(Guid id) => id.ToString()[^12..];
}
