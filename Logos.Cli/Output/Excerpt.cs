using System.Globalization;
using System.Text;

namespace Logos.Cli.Output;

/// <summary>
/// The piece of a source line that fits a terminal, and where in it the caret stands. Tabs become spaces,
/// control characters become visible (a source must not move the reader's cursor), what does not fit is cut.
/// </summary>
internal sealed record Excerpt(string Text, int CaretColumn, int CaretWidth)
{
    private const int TabStop = 4;

    private const string Cut = "...";

    /// <param name="line">The whole line.</param>
    /// <param name="column">From 1, in UTF-16 units; one past the end is the end of the line.</param>
    /// <param name="length">In UTF-16 units.</param>
    /// <param name="width">The columns that the excerpt may take.</param>
    public static Excerpt Of(string line, int column, int length, int width)
    {
        var start = Math.Clamp(column - 1, 0, line.Length);
        var end = Math.Clamp(start + (long)Math.Max(length, 1), start, line.Length);
        var from = WindowStart(line, start, width);
        var text = new StringBuilder(from > 0 ? Cut : "");
        var shown = text.Length;
        int? caretFrom = null;
        var caretTo = 0;
        var at = from;
        while (at < line.Length)
        {
            var step = StringInfo.GetNextTextElementLength(line.AsSpan(at, Math.Min(64, line.Length - at)));
            var (glyph, glyphWidth) = Glyph(line.AsSpan(at, step), shown);
            if (shown + glyphWidth > width - Cut.Length)
            {
                if (HasMoreThan(line, at, width - shown))
                {
                    text.Append(Cut);
                    break;
                }
            }

            // A caret in the middle of a joined character points at the whole of it.
            if (caretFrom is null && at + step > start) caretFrom = shown;
            if (at < end) caretTo = shown + glyphWidth;
            text.Append(glyph);
            shown += glyphWidth;
            at += step;
        }

        var caret = caretFrom ?? shown;
        return new Excerpt(text.ToString(), caret, Math.Max(1, caretTo - caret));
    }

    // The caret stands in the first two thirds of what is shown, so that what led to it is seen.
    private static int WindowStart(string line, int start, int width)
    {
        var most = width * 2 / 3;
        if ((line.Length <= width && Columns(line) <= width) || (start <= most && Columns(line.AsSpan(0, start)) <= most))
            return 0;
        var back = width / 2;
        while (Columns(line.AsSpan(start - Math.Min(back, start), Math.Min(back, start))) > most)
            back /= 2;
        var from = Math.Max(0, start - back);
        while (from > 0 && (char.IsLowSurrogate(line[from]) || char.GetUnicodeCategory(line[from]) is UnicodeCategory.NonSpacingMark))
            from--;
        return from;
    }

    private static int Columns(ReadOnlySpan<char> text) => DisplayWidth.Of(text) + text.Count('\t') * (TabStop - 1);

    private static bool HasMoreThan(string line, int at, int width) =>
        line.Length - at > width || Columns(line.AsSpan(at)) > width;

    private static (string Text, int Width) Glyph(ReadOnlySpan<char> element, int column) => element switch
    {
        ['\t'] => (new string(' ', TabStop - column % TabStop), TabStop - column % TabStop),
        _ => Visible.Needed(element) ? Measured(Visible.Of(element.ToString())) : (element.ToString(), DisplayWidth.OfElement(element)),
    };

    private static (string Text, int Width) Measured(string text) => (text, DisplayWidth.Of(text));
}
