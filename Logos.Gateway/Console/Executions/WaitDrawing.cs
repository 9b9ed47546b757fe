using Logos.Core.Executions;
using Logos.Core.Graphs.NodeTypes;
using Logos.Gateway.Access;
using Logos.Gateway.Console.Forms;
using Logos.Gateway.Console.Html;

namespace Logos.Gateway.Console.Executions;

/// <summary>What somebody has to do for an execution to go on, as forms.</summary>
internal static class WaitDrawing
{
    /// <param name="answer">What came back with the form of one node, to be mended; null for fresh forms.</param>
    public static void Write(HtmlWriter html, ExecutionView view, RequestCaller caller, (string Node, Typed Typed)? answer)
    {
        html.Write($"<div id=\"waits\" data-live-list>\n");
        foreach (var row in view.Waits)
        {
            var typed = answer?.Node == row.Node ? answer.Value.Typed : Typed.Nothing;
            html.Write($"<section class=\"wait\" id=\"wait-{view.IndexOf(row.Node)}\" data-live{(typed.IsFresh ? "" : " data-typed")} aria-label=\"{row.Node} waits\">\n");
            if (view.IsApproval(row))
                Approval(html, view, row, caller, typed);
            else
                Signal(html, view, row, caller, typed);
            html.Write($"</section>\n");
        }

        html.Write($"</div>\n");
    }

    /// <summary>The fields that an approval's answer has.</summary>
    public static IReadOnlyList<Field> FieldsOf(NodeRow row) => ApprovalAnswer.Form(row.With, out _) is { } form ? Field.Of(form) : [];

    private static void Approval(HtmlWriter html, ExecutionView view, NodeRow row, RequestCaller caller, Typed typed)
    {
        html.Write($"<h2>{row.With["message"].ToText()}</h2>\n<p class=\"about\"><code>{row.Node}</code> asks {ExecutionView.Approvers(row)}.");
        Until(html, row);
        html.Write($"</p>\n");
        if (caller.Scope < Scope.Run || !ApprovalAnswer.MayAnswer(row.With, caller.ToCaller()))
        {
            html.Write($"<p class=\"note\">Somebody else has to decide: {caller.Name} may not.</p>\n");
            return;
        }

        html.Write($"<form method=\"post\" action=\"{Link.To("executions", view.Head.Id.ToString(), "approve")}\" novalidate>\n<input type=\"hidden\" name=\"node\" value=\"{row.Node}\">\n");
        Once.Write(html);
        FieldDrawing.Write(html, FieldsOf(row), typed, $"wait{view.IndexOf(row.Node)}");
        html.Write($"""
            <p class="buttons"><button class="good" name="decision" value="{ApprovalAnswer.Approved}">Approve</button>
            <button class="bad" name="decision" value="{ApprovalAnswer.Rejected}">Reject</button></p>
            </form>

            """);
    }

    private static void Signal(HtmlWriter html, ExecutionView view, NodeRow row, RequestCaller caller, Typed typed)
    {
        html.Write($"<h2><code>{row.Node}</code> waits for the signal <code>{row.Signal}</code></h2>\n");
        if (row.TimeoutAt is not null || row.DueAt is not null)
        {
            html.Write($"<p class=\"about\">");
            Until(html, row);
            html.Write($"</p>\n");
        }

        if (caller.Scope < Scope.Run)
            return;
        html.Write($"<details class=\"act\"{(typed.IsFresh ? "" : " open")} id=\"signal-{view.IndexOf(row.Node)}\"><summary>Send it</summary>\n<form method=\"post\" action=\"{Link.To("executions", view.Head.Id.ToString(), "signal")}\">\n<input type=\"hidden\" name=\"name\" value=\"{row.Signal}\">\n");
        Once.Write(html);
        FieldDrawing.Write(html, [Payload], typed, $"wait{view.IndexOf(row.Node)}");
        html.Write($"<p class=\"buttons\"><button>Send <code>{row.Signal}</code></button></p>\n</form></details>\n");
    }

    public static Field Payload { get; } = new("payload", "payload", Schema.Any with { Description = "What the signal carries: the output of the node. Nothing is null." }, false, null);

    private static void Until(HtmlWriter html, NodeRow row)
    {
        if ((row.TimeoutAt ?? row.DueAt) is not { } until)
            return;
        html.Write($" It waits until ");
        Moment.Write(html, until);
        html.Write($".");
    }
}
