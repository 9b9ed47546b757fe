using Logos.Core.Executions;
using Logos.Core.Work;
using Logos.Gateway.Access;
using Logos.Gateway.Console.Forms;
using Logos.Gateway.Console.Html;
using Logos.Rules.Values;

namespace Logos.Gateway.Console.Executions;

/// <summary>The nodes of an execution, one below the other: when each ran, and behind a click what it was given, what it yielded, and what went wrong.</summary>
internal sealed class NodeDrawing(ExecutionView view, RequestCaller caller, DateTimeOffset now)
{
    private const int MostNodes = 1_000, MostItems = 50;

    private readonly PayloadDrawing _payloads = new(512 * 1024);
    private readonly DateTimeOffset _from = view.Row.StartedAt ?? view.Head.CreatedAt;
    private readonly DateTimeOffset _until = view.Row.EndedAt ?? now;

    public void Write(HtmlWriter html)
    {
        var nodes = view.Nodes;
        html.Write($"<section aria-labelledby=\"nodes\"><h2 id=\"nodes\">Nodes</h2>\n<div class=\"nodes\">\n");
        foreach (var row in nodes.Take(MostNodes))
            Node(html, row);
        html.Write($"</div>\n");
        if (nodes.Count > MostNodes)
            html.Write($"<p class=\"note\">The first {MostNodes} of {nodes.Count}. <a href=\"{Api("nodes")}\">All of them, as JSON</a>.</p>\n");
        html.Write($"</section>\n");
    }

    private void Node(HtmlWriter html, NodeRow row)
    {
        var status = view.StatusOf(row);
        html.Write($"<details class=\"line s-{status}\" id=\"n{view.IndexOf(row.Node)}\" data-live data-node=\"{row.Node}\">\n<summary>");
        Glyph.Badge(html, status);
        html.Write($"<span class=\"name\">{row.Node}</span><span class=\"kind\">{view.TypeOf(row.Node)}</span>");
        Bar(html, row);
        html.Write($"<span class=\"took\">{(row.StartedAt is null ? "" : ExecutionView.Took(row.StartedAt, row.EndedAt) is { } took ? Moment.Words(took) : "")}</span>");
        html.Write($"<span class=\"more\">");
        Prose.Write(html, More(row));
        html.Write($"</span></summary>\n<div class=\"inside\">\n");
        Inside(html, row);
        html.Write($"</div></details>\n");
    }

    private string More(NodeRow row)
    {
        var words = new List<string>();
        if (row.SkippedBecause is not null)
            words.Add(row.SkippedBecause);
        if (row.Attempt > 1)
            words.Add($"attempt {row.Attempt}");
        if (row.ItemCount is { } count)
            words.Add($"{view.Items[row.Node].Count(item => item.Status == NodeStatus.Succeeded)} of {count} items");
        if (row.Cached)
            words.Add("from the cache");
        if (row.Error is { } error && row.Status != NodeStatus.Succeeded)
            words.Add(error.Message.Length > 160 ? error.Message[..159] + "…" : error.Message);
        if (row.Compensation != CompensationStatus.None)
            words.Add(row.Compensation == CompensationStatus.Done ? "undone" : $"undoing: {row.Compensation.ToString().ToLowerInvariant()}");
        return string.Join(" · ", words);
    }

    // In thousandths of the execution's time, so that it fits any width.
    private void Bar(HtmlWriter html, NodeRow row)
    {
        html.Write($"<svg class=\"bar\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
        var whole = (_until - _from).TotalMilliseconds;
        foreach (var attempt in view.Attempts[row.Node].Where(attempt => attempt is { Item: TaskKey.NoItem, StartedAt: not null }).Take(50))
            Piece(attempt.StartedAt!.Value, attempt.EndedAt, " again");
        if (row.StartedAt is { } started)
            Piece(started, row.EndedAt ?? _until, "");
        html.Write($"</svg>");

        void Piece(DateTimeOffset from, DateTimeOffset until, string kind)
        {
            var left = whole <= 0 ? 0 : Math.Clamp((from - _from).TotalMilliseconds / whole * 1000, 0, 994);
            var width = whole <= 0 ? 1000 : Math.Clamp((until - from).TotalMilliseconds / whole * 1000, 6, 1000 - left);
            html.Write($"<rect class=\"piece{kind}\" x=\"{left}\" y=\"1\" width=\"{width}\" height=\"8\"/>");
        }
    }

    private void Inside(HtmlWriter html, NodeRow row)
    {
        if (row.Error is { } error && !(row.Status == NodeStatus.Succeeded && !row.FallsBack))
            Failed(html, error);
        if (row.CompensationError is { } undone)
            Failed(html, undone);
        html.Write($"<dl class=\"facts\">");
        Fact(html, "Began", row.StartedAt);
        Fact(html, "Ended", row.EndedAt);
        if (row.Worker is { } worker)
            html.Write($"<div><dt>Worker</dt><dd>{worker}</dd></div>");
        if (row.Signal is { } signal)
            html.Write($"<div><dt>Waits for</dt><dd><code>{signal}</code></dd></div>");
        Fact(html, "Until", row.DueAt ?? row.TimeoutAt);
        html.Write($"</dl>\n");
        Children(html, row);
        _payloads.Write(html, "Input", $"f-input-{view.IndexOf(row.Node)}", row.Input ?? (row.With.IsNull ? null : Payload.Of(row.With)), Api("nodes"));
        _payloads.Write(html, "Output", $"f-output-{view.IndexOf(row.Node)}", row.Output, Link.To("api", "v1", "executions", view.Head.Id.ToString(), "nodes", row.Node, "output"));
        Attempts(html, row);
        Items(html, row);
        Fork(html, row);
    }

    private static void Fact(HtmlWriter html, string name, DateTimeOffset? at)
    {
        if (at is not { } time)
            return;
        html.Write($"<div><dt>{name}</dt><dd>");
        Moment.Write(html, time);
        html.Write($"</dd></div>");
    }

    public static void Failed(HtmlWriter html, Failure failure)
    {
        html.Write($"<p class=\"wrong\">");
        Prose.Write(html, failure.Message);
        html.Write($" <code class=\"code\">{failure.Code}</code></p>\n");
    }

    private void Children(HtmlWriter html, NodeRow row)
    {
        foreach (var child in view.Children[view.IndexOf(row.Node)].TakeLast(20))
        {
            html.Write($"<p>Started <a href=\"{Link.To("executions", child.Head.Id.ToString())}\">{child.Head.Graph}</a> ");
            Glyph.Badge(html, Wire.Name(child.Row.Status));
            html.Write($"</p>\n");
        }
    }

    private void Attempts(HtmlWriter html, NodeRow row)
    {
        var before = view.Attempts[row.Node].Where(attempt => attempt.Item == TaskKey.NoItem).ToArray();
        if (before.Length == 0)
            return;
        html.Write($"<h4>Attempts before</h4>\n<ol class=\"attempts\">\n");
        foreach (var attempt in before.TakeLast(MostItems))
        {
            html.Write($"<li value=\"{attempt.Attempt}\">");
            Moment.Write(html, attempt.EndedAt);
            html.Write($" {attempt.Error?.Message ?? Wire.Name(attempt.Status)} <code class=\"code\">{attempt.Error?.Code}</code></li>\n");
        }

        html.Write($"</ol>\n");
    }

    private void Items(HtmlWriter html, NodeRow row)
    {
        if (row.ItemCount is not { } count)
            return;
        var items = view.Items[row.Node].ToArray();
        html.Write($"<h4>Items <span class=\"takes\">{count}</span></h4>\n<p class=\"counts\">");
        foreach (var group in items.GroupBy(item => item.Status).OrderBy(group => group.Key))
        {
            html.Write($"<span>{group.Count()} ");
            Glyph.Badge(html, Wire.Name(group.Key));
            html.Write($"</span> ");
        }

        if (count - items.Length is > 0 and var rest)
            html.Write($"<span>{rest} <span class=\"takes\">not begun</span></span>");
        html.Write($"</p>\n");
        // What went wrong is looked for first, and then what goes on.
        var shown = items.OrderBy(item => item.Status switch { NodeStatus.Failed or NodeStatus.TimedOut => 0, NodeStatus.Running or NodeStatus.Ready => 1, _ => 2 }).ThenBy(item => item.Item).Take(MostItems).ToArray();
        html.Write($"<ul class=\"items\">\n");
        foreach (var item in shown)
        {
            html.Write($"<li>");
            Glyph.Badge(html, Wire.Name(item.Status));
            html.Write($" item {item.Item}{(item.Attempt > 1 ? $", attempt {item.Attempt}" : "")}");
            if (item.Error is { } error)
                html.Write($": {error.Message} <code class=\"code\">{error.Code}</code>");
            html.Write($"</li>\n");
        }

        html.Write($"</ul>\n");
        if (items.Length > shown.Length)
            html.Write($"<p class=\"note\">{shown.Length} of {items.Length}. <a href=\"{Api("nodes")}\">All of them, as JSON</a>.</p>\n");
    }

    private void Fork(HtmlWriter html, NodeRow row)
    {
        if (!view.HasEnded || caller.Scope < Scope.Run || view.Head.Parent is not null || view.Plan is null)
            return;
        var inputs = view.Head.Inputs.IsInline ? ValueJson.Write(view.Head.Inputs.Read(), indented: true) : "";
        html.Write($"""
            <details class="act"><summary>Run again from here</summary>
            <form method="post" action="{Link.To("executions", view.Head.Id.ToString(), "fork")}">

            """);
        Once.Write(html);
        html.Write($"""
            <input type="hidden" name="node" value="{row.Node}">
            <div class="field"><label for="fork-{row.Node}">Inputs <span class="takes">JSON; what stands here takes the place of what was given</span></label>
            <textarea id="fork-{row.Node}" name="inputs" rows="6" class="mono" spellcheck="false">
            {inputs}</textarea></div>
            <button>Run <code>{row.Node}</code> and all behind it</button>
            </form></details>

            """);
    }

    private Link Api(string what) => Link.To("api", "v1", "executions", view.Head.Id.ToString(), what);
}
