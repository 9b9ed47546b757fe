using Logos.Gateway.Console.Html;

namespace Logos.Gateway.Console.Settings;

/// <summary>What was just made, and is shown this once.</summary>
internal static class Made
{
    public static void Write(HtmlWriter html, string name, string what, string secret)
    {
        html.Write($"<section class=\"made\" aria-label=\"{name}\" tabindex=\"-1\" data-focus><h2>{name}</h2><p>{what} is shown once. Keep it where secrets are kept.</p>\n");
        html.Write($"<pre class=\"secret\">{secret}</pre></section>\n");
    }

    /// <summary>The form came twice: there is one, and what is shown once was shown.</summary>
    public static void WriteAgain(HtmlWriter html, string what) =>
        html.Write($"<p class=\"note said\" role=\"status\" tabindex=\"-1\" data-focus>This form was sent twice, and taken once. {what} was shown then: if it is lost, make another and delete this one.</p>\n");
}
