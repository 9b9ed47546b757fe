using Logos.Gateway.Console.Html;
using Logos.Gateway.Executions;

namespace Logos.Gateway.Console.Executions;

/// <summary>What happened, in the order in which it did.</summary>
internal static class History
{
    private const int Most = 500;

    public static void Write(HtmlWriter html, ExecutionView view)
    {
        var events = new Timeline(view.Stored, view.Plan, [.. view.Children.SelectMany(children => children)]).Tell();
        html.Write($"<section aria-labelledby=\"history\"><h2 id=\"history\">What happened</h2>\n<div id=\"events\" data-live>\n");
        if (events.Count > Most)
            html.Write($"<p class=\"note\">The newest {Most} of {events.Count}. <a href=\"{Link.To("api", "v1", "executions", view.Head.Id.ToString(), "timeline")}\">All of them, as JSON</a>.</p>\n");
        html.Write($"<ol class=\"history\">\n");
        foreach (var told in events.TakeLast(Most))
            One(html, view, told);
        html.Write($"</ol></div></section>\n");
    }

    private static void One(HtmlWriter html, ExecutionView view, TimelineItem told)
    {
        html.Write($"<li>");
        Glyph.Badge(html, StatusOf(told.Event));
        html.Write($" <span>");
        if (told.Node is { } node)
            html.Write($"<a href=\"#n{view.IndexOf(node)}\"><code>{node}</code></a>{(told.Item is { } item ? $", item {item}" : "")}{(told.Attempt is > 1 ? $", attempt {told.Attempt}" : "")}: ");
        Prose.Write(html, told.Message);
        if (told.Child is { } child)
            html.Write($", <a href=\"{Link.To("executions", child.ExecutionId.ToString())}\">{Glyph.Words(child.Status)}</a>");
        if (told.Error is { } error)
            html.Write($" <code class=\"code\">{error.Code}</code>");
        html.Write($"</span> ");
        Moment.WriteOffset(html, told.At, view.Head.CreatedAt);
        html.Write($"</li>\n");
    }

    private static string StatusOf(string what) => what[(what.IndexOf('.', StringComparison.Ordinal) + 1)..] switch
    {
        "created" => "pending",
        "started" or "child" => "running",
        "retried" => "ready",
        "undone" => "cancelled",
        var status => status,
    };
}
