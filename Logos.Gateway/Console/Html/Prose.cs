namespace Logos.Gateway.Console.Html;

/// <summary>Messages, in which names stand between backticks.</summary>
internal static class Prose
{
    public static void Write(HtmlWriter html, string? text)
    {
        if (text is null)
            return;
        var rest = text.AsSpan();
        while (rest.IndexOf('`') is >= 0 and var open && rest[(open + 1)..].IndexOf('`') is > 0 and var length)
        {
            html.Write($"{rest[..open]}<code>{rest.Slice(open + 1, length)}</code>");
            rest = rest[(open + length + 2)..];
        }

        html.Write($"{rest}");
    }
}
