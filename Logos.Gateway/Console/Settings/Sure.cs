using Logos.Gateway.Console.Html;

namespace Logos.Gateway.Console.Settings;

/// <summary>What cannot be undone takes two steps, the second of which says so.</summary>
internal static class Sure
{
    public static void Write(HtmlWriter html, Link at, string what, string name, string sure) =>
        html.Write($"<details class=\"sure\"><summary aria-label=\"{what} {name}\">{what}</summary><form method=\"post\" action=\"{at}\"><button class=\"bad\" aria-label=\"{sure}: {name}\">{sure}</button></form></details>");
}
