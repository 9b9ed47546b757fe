using Logos.Gateway.Console.Html;
using Logos.ServiceDefaults.Problems;

namespace Logos.Gateway.Console.Settings;

/// <summary>Why a form was not taken, above it.</summary>
internal static class Refusal
{
    public static void Write(HtmlWriter html, Problem? refused)
    {
        if (refused is null)
            return;
        html.Write($"<p class=\"wrong\" role=\"alert\" tabindex=\"-1\" data-focus>");
        Prose.Write(html, refused.Message);
        if (refused.Hint is { } hint)
        {
            html.Write($" <span class=\"hint\">");
            Prose.Write(html, hint);
            html.Write($"</span>");
        }

        html.Write($" <code class=\"code\">{refused.Code}</code></p>\n");
    }
}
