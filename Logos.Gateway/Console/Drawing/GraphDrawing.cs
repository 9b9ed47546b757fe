using System.Globalization;
using System.Text;
using Logos.Core.Graphs.Planning;
using Logos.Gateway.Console.Html;

namespace Logos.Gateway.Console.Drawing;

/// <summary>A plan as a picture; with an execution's statuses, as a picture of it.</summary>
internal static class GraphDrawing
{
    private const int LongestLabel = 20;

    /// <param name="statusOf">By the node's number; null where nothing runs.</param>
    public static void Write(HtmlWriter html, GraphPlan plan, Func<int, string>? statusOf)
    {
        if (Layout.Of(plan) is not { } layout)
        {
            html.Write($"<p class=\"note\">{plan.Nodes.Count} nodes in {plan.Levels.Count} levels: too many to be read as a drawing.</p>\n");
            return;
        }

        html.Write($"""
            <div class="zoom" role="group" aria-label="The drawing's size" hidden><button type="button" class="quiet" data-zoom="fit" aria-label="Fit the drawing into the window">Fit</button><button type="button" class="quiet" data-zoom="out" aria-label="Draw it smaller">−</button><button type="button" class="quiet" data-zoom="in" aria-label="Draw it larger">+</button></div>
            <div class="scroll" role="region" aria-label="The graph, drawn" tabindex="0"><div id="drawing" data-live>
            <svg class="dag" width="{layout.Width}" height="{layout.Height}" viewBox="0 0 {layout.Width} {layout.Height}" role="group" aria-label="{plan.Nodes.Count} nodes in {plan.Levels.Count} levels">
            <defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0.8L7 4L0 7.2z"/></marker></defs>

            """);
        foreach (var (from, to, way) in layout.Edges)
            html.Write($"<path class=\"edge{EdgeState(statusOf, from, to)}\" d=\"{Curve(way)}\" marker-end=\"url(#arrow)\"/>\n");
        for (var i = 0; i < plan.Nodes.Count; i++)
            Node(html, plan.Nodes[i], layout.Nodes[i], statusOf?.Invoke(i));
        html.Write($"</svg></div></div>\n");
    }

    private static void Node(HtmlWriter html, PlanNode node, (double X, double Y) at, string? status)
    {
        const double width = Layout.NodeWidth, height = Layout.NodeHeight;
        var (x, y) = (at.X, at.Y - height / 2);
        var indent = status is null ? 14.0 : 36.0;
        var label = status is null ? $"{node.Id}: {node.Type.Name}" : $"{node.Id}: {node.Type.Name}, {Glyph.Words(status)}";
        html.Write($"<a class=\"node s-{status ?? "none"}\" href=\"#n{node.Index}\" data-node=\"{node.Id}\" tabindex=\"-1\" aria-label=\"{label}\"><title>{label}</title>");
        html.Write($"<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"8\"/>");
        if (status is not null)
            html.Write($"<use class=\"glyph\" href=\"#g-{status}\" x=\"{x + 11}\" y=\"{y + height / 2 - 9}\" width=\"18\" height=\"18\"/>");
        html.Write($"<text class=\"name\" x=\"{x + indent}\" y=\"{y + 20}\">{Short(node.Id, status is null ? LongestLabel + 3 : LongestLabel)}</text>");
        html.Write($"<text class=\"kind\" x=\"{x + indent}\" y=\"{y + 36}\">{Short(node.Type.Name, LongestLabel)}");
        if (status is not null)
            html.Write($" · <tspan class=\"word\">{Glyph.Words(status)}</tspan>");
        html.Write($"</text></a>\n");
    }

    private static string EdgeState(Func<int, string>? statusOf, int from, int to) => statusOf is null ? "" : (statusOf(from), statusOf(to)) switch
    {
        (_, "skipped") or ("skipped", _) => " untaken",
        (_, "pending") => "",
        _ => " taken",
    };

    // Level through each place that it passes, and a curve between two columns.
    private static string Curve(IReadOnlyList<(double X, double Y)> way)
    {
        var path = new StringBuilder();
        var (x, y) = (way[0].X + Layout.NodeWidth, way[0].Y);
        path.Append(CultureInfo.InvariantCulture, $"M{x:0.#} {y:0.#}");
        for (var i = 1; i < way.Count; i++)
        {
            var (nextX, nextY) = way[i];
            var bend = (nextX - x) / 2;
            path.Append(CultureInfo.InvariantCulture, $"C{x + bend:0.#} {y:0.#} {nextX - bend:0.#} {nextY:0.#} {nextX:0.#} {nextY:0.#}");
            (x, y) = (nextX, nextY);
            if (i == way.Count - 1)
                break;
            x += Layout.NodeWidth;
            path.Append(CultureInfo.InvariantCulture, $"H{x:0.#}");
        }

        return path.ToString();
    }

    private static string Short(string text, int most) => text.Length <= most ? text : string.Concat(text.AsSpan(0, most - 1), "…");
}
