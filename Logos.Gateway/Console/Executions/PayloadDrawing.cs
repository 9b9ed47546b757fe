using System.Text;
using System.Text.Json;
using Logos.Core.Executions;
using Logos.Gateway.Console.Html;
using Logos.Rules.Values;

namespace Logos.Gateway.Console.Executions;

/// <summary>Recorded values on a page, as far as a page can hold them.</summary>
internal sealed class PayloadDrawing(long room)
{
    private long _room = room;

    private const int LongestLines = 60, LongestText = 6 * 1024, Beginning = 12;

    /// <param name="id">Of this one on the page: what is opened stays open while the page is kept up to date.</param>
    /// <param name="all">Where the whole of it is.</param>
    public void Write(HtmlWriter html, string title, string id, Payload? payload, Link all)
    {
        if (payload is null)
            return;
        if (payload.IsInline && payload.Json.Span is [(byte)'{', (byte)'}'])
        {
            html.Write($"<p class=\"none\">{title}: none.</p>\n");
            return;
        }

        html.Write($"<h4>{title} <span class=\"takes\">{Moment.Bytes(payload.Length)}</span></h4>\n");
        if (!payload.IsInline || payload.Length > _room)
        {
            html.Write($"<p class=\"note\">Too large for this page: <a href=\"{all}\">the whole, as JSON</a>.</p>\n");
            return;
        }

        _room -= payload.Length;
        Text(html, Pretty(payload), title, id);
    }

    /// <summary>What is very long is folded: its beginning stands there, and the rest behind a click.</summary>
    public static void Text(HtmlWriter html, string text, string title, string id)
    {
        var lines = text.AsSpan().Count('\n') + 1;
        if (lines <= LongestLines && text.Length <= LongestText)
        {
            Whole(html, text, title);
            return;
        }

        html.Write($"<div class=\"fold\"><pre class=\"json start\" aria-hidden=\"true\">{Start(text)}\n…</pre>\n<details id=\"{id}\"><summary>{title}: all {lines} lines, {Moment.Bytes(Encoding.UTF8.GetByteCount(text))}</summary>\n");
        Whole(html, text, title);
        html.Write($"</details></div>\n");
    }

    private static void Whole(HtmlWriter html, string text, string title)
    {
        // What can be scrolled has to be reached by keyboard.
        var isLong = text.Length > 600 || text.AsSpan().Count('\n') > 16;
        html.Write($"<pre class=\"json\"");
        if (isLong)
            html.Write($" tabindex=\"0\" role=\"region\" aria-label=\"{title}\"");
        html.Write($">{text}</pre>\n");
    }

    private static ReadOnlySpan<char> Start(string text)
    {
        var end = -1;
        for (var i = 0; i < Beginning && text.IndexOf('\n', end + 1) is >= 0 and var next; i++)
            end = next;
        return text.AsSpan(0, Math.Min(end < 0 ? text.Length : end, 800));
    }

    private static string Pretty(Payload payload)
    {
        try
        {
            return ValueJson.Write(payload.Read(), indented: true);
        }
        catch (JsonException)
        {
            return Encoding.UTF8.GetString(payload.Json.Span);
        }
    }
}
