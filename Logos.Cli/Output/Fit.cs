using System.Globalization;
using System.Text;

namespace Logos.Cli.Output;

/// <summary>Text in a column of a terminal.</summary>
internal static class Fit
{
    /// <summary>Cut to the width, with an ellipsis where something is missing; filled up where a column follows.</summary>
    public static string Cut(string text, int width, bool pad)
    {
        var cut = new StringBuilder();
        var taken = 0;
        var elements = StringInfo.GetTextElementEnumerator(text);
        var all = DisplayWidth.Of(text);
        while (elements.MoveNext())
        {
            var element = elements.GetTextElement();
            var next = DisplayWidth.OfElement(element);
            if (taken + next > (all > width ? width - 1 : width))
                break;
            cut.Append(element);
            taken += next;
        }

        if (all > width && width > 0)
        {
            cut.Append('…');
            taken++;
        }

        return pad && taken < width ? cut.Append(' ', width - taken).ToString() : cut.ToString();
    }
}
