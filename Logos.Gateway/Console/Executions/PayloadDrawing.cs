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

    /// <param name="all">Where the whole of it is.</param>
    public void Write(HtmlWriter html, string title, Payload? payload, Link all)
    {
        if (payload is null)
            return;
        html.Write($"<h4>{title} <span class=\"takes\">{Moment.Bytes(payload.Length)}</span></h4>\n");
        if (!payload.IsInline || payload.Length > _room)
        {
            html.Write($"<p class=\"note\">Too large for this page: <a href=\"{all}\">the whole, as JSON</a>.</p>\n");
            return;
        }

        _room -= payload.Length;
        Text(html, Pretty(payload), title);
    }

    public static void Text(HtmlWriter html, string text, string title)
    {
        // What can be scrolled has to be reached by keyboard.
        var isLong = text.Length > 600 || text.Count(c => c == '\n') > 16;
        html.Write($"<pre class=\"json\"");
        if (isLong)
            html.Write($" tabindex=\"0\" role=\"region\" aria-label=\"{title}\"");
        html.Write($">{text}</pre>\n");
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
