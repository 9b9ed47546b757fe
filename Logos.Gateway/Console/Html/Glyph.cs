namespace Logos.Gateway.Console.Html;

/// <summary>A shape for each status, so that colour alone tells nothing.</summary>
internal static class Glyph
{
    private static readonly (string Status, string Path)[] Shapes =
    [
        ("pending", "M8 3.2a4.8 4.8 0 1 0 0 9.6a4.8 4.8 0 1 0 0-9.6z"),
        ("ready", "M8 3.2a4.8 4.8 0 1 0 0 9.6a4.8 4.8 0 1 0 0-9.6z M8 5.6V8l1.8 1.4"),
        ("running", "M5.5 3.8v8.4L12.2 8z"),
        ("waiting", "M5.8 4v8 M10.2 4v8"),
        ("succeeded", "M3.2 8.4l3.2 3.2 6.4-7"),
        ("completed", "M3.2 8.4l3.2 3.2 6.4-7"),
        ("failed", "M4 4l8 8 M12 4l-8 8"),
        ("skipped", "M3 5l4.2 3L3 11z M8.6 5l4.2 3-4.2 3z"),
        ("cancelled", "M8 3.2a4.8 4.8 0 1 0 0 9.6a4.8 4.8 0 1 0 0-9.6z M4.8 11.2l6.4-6.4"),
        ("timed_out", "M4.4 3.2h7.2 M4.4 12.8h7.2 M5.2 3.4c0 3 5.6 6.2 5.6 9.2 M10.8 3.4c0 3-5.6 6.2-5.6 9.2"),
    ];

    public static void WriteAll(HtmlWriter html)
    {
        html.Write($"<svg class=\"unseen\" aria-hidden=\"true\" focusable=\"false\"><defs>\n");
        foreach (var (status, path) in Shapes)
            html.Write($"<symbol id=\"g-{status}\" viewBox=\"0 0 16 16\"><path d=\"{path}\"/></symbol>\n");
        html.Write($"</defs></svg>\n");
    }

    /// <summary>The status as a shape, a colour and a word.</summary>
    public static void Badge(HtmlWriter html, string status) =>
        html.Write($"<span class=\"status s-{status}\"><svg class=\"glyph\" width=\"16\" height=\"16\" aria-hidden=\"true\"><use href=\"#g-{status}\"/></svg><span class=\"word\">{Words(status)}</span></span>");

    public static string Words(string status) => status.Replace('_', ' ');
}
