using Logos.Core.Executions;
using Logos.Gateway.Console.Html;

namespace Logos.Gateway.Console.Executions;

/// <summary>What happened, in the order in which it did, as the recorded rows tell it.</summary>
internal static class History
{
    private const int Most = 500;

    public static void Write(HtmlWriter html, ExecutionView view)
    {
        var events = Of(view).OrderBy(each => each.At).ToArray();
        html.Write($"<section aria-labelledby=\"history\"><h2 id=\"history\">What happened</h2>\n<div id=\"events\" data-live>\n");
        if (events.Length > Most)
            html.Write($"<p class=\"note\">The newest {Most} of {events.Length}. <a href=\"{Link.To("api", "v1", "executions", view.Head.Id.ToString(), "timeline")}\">All of them, as JSON</a>.</p>\n");
        html.Write($"<ol class=\"history\">\n");
        foreach (var (at, status, node, words) in events.TakeLast(Most))
        {
            html.Write($"<li>");
            Glyph.Badge(html, status);
            html.Write($" <span>");
            if (node is not null)
                html.Write($"<a href=\"#n{view.IndexOf(node)}\"><code>{node}</code></a> ");
            html.Write($"");
            Prose.Write(html, words);
            html.Write($"</span> ");
            Moment.WriteOffset(html, at, view.Head.CreatedAt);
            html.Write($"</li>\n");
        }

        html.Write($"</ol></div></section>\n");
    }

    private static IEnumerable<(DateTimeOffset At, string Status, string? Node, string Words)> Of(ExecutionView view)
    {
        yield return (view.Head.CreatedAt, "pending", null, "accepted");
        if (view.Row.StartedAt is { } started)
            yield return (started, "running", null, "begun");
        foreach (var attempt in view.Stored.Attempts)
            yield return (attempt.EndedAt, Wire.Name(attempt.Status), attempt.Node, $"{(attempt.Item == TaskKey.NoItem ? "" : $"item {attempt.Item}, ")}attempt {attempt.Attempt}: {attempt.Error?.Message}");
        foreach (var row in view.Nodes)
        {
            if (row.StartedAt is { } began)
                yield return (began, view.IsWaiting(row) ? "waiting" : "running", row.Node, row.Signal is { } signal ? $"waits for {signal}" : row.Attempt > 1 ? $"began, attempt {row.Attempt}" : "began");
            if (row.EndedAt is { } ended)
                yield return (ended, Wire.Name(row.Status), row.Node, row.SkippedBecause ?? (row.Status == NodeStatus.Succeeded ? row.Cached ? "taken from the cache" : "yielded" : row.Error?.Message ?? "ended"));
        }

        if (view.Row.EndedAt is { } end)
            yield return (end, view.Status, null, view.Row.Error?.Message ?? "ended");
    }
}
