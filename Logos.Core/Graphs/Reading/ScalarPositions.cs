namespace Logos.Core.Graphs.Reading;

/// <summary>
/// Where in the file a character of a scalar's text stands: through quotes, escapes, folded lines and the
/// indentation of block scalars.
/// </summary>
internal static class ScalarPositions
{
    public static int Locate(SourceNode.Scalar scalar, int offset)
    {
        // The text of an inlined file stands nowhere in this one.
        if (scalar.File is not null)
            return scalar.Start;
        var raw = scalar.Document.Text.AsSpan();
        var text = scalar.Text;
        var at = Content(scalar, raw);
        offset = Math.Clamp(offset, 0, text.Length);
        if (raw[at..].StartsWith(text))
            return at + offset;
        var done = 0;
        while (done < offset && at < scalar.End && at < raw.Length)
            Step(scalar.Style, raw, text, ref at, ref done);
        while (at < raw.Length && at < scalar.End && done < text.Length && !char.IsWhiteSpace(text[done]) && char.IsWhiteSpace(raw[at]))
            at++;
        return Math.Min(at, raw.Length);
    }

    private static int Content(SourceNode.Scalar scalar, ReadOnlySpan<char> raw)
    {
        switch (scalar.Style)
        {
            case ScalarStyle.SingleQuoted or ScalarStyle.DoubleQuoted:
                return Math.Min(scalar.Start + 1, raw.Length);
            case ScalarStyle.Literal or ScalarStyle.Folded:
                var header = raw[scalar.Start..].IndexOf('\n');
                return header < 0 ? scalar.Start : scalar.Start + header + 1;
            default:
                return scalar.Start;
        }
    }

    // Raw text and value differ in escapes and in white space, and in nothing else.
    private static void Step(ScalarStyle style, ReadOnlySpan<char> raw, string text, ref int at, ref int done)
    {
        if (style == ScalarStyle.DoubleQuoted && raw[at] == '\\' && at + 1 < raw.Length)
        {
            var (length, made) = Escape(raw, at);
            at += length;
            done += made;
        }
        else if (style == ScalarStyle.SingleQuoted && raw[at] == '\'' && at + 1 < raw.Length && raw[at + 1] == '\'')
        {
            at += 2;
            done++;
        }
        else if (raw[at] == text[done])
        {
            at++;
            done++;
        }
        else if (char.IsWhiteSpace(raw[at]))
        {
            at++;
        }
        else if (char.IsWhiteSpace(text[done]))
        {
            done++;
        }
        else
        {
            at++;
            done++;
        }
    }

    private static (int Length, int Made) Escape(ReadOnlySpan<char> raw, int at) => raw[at + 1] switch
    {
        'x' => (4, 1),
        'u' => (6, 1),
        'U' => (10, raw[(at + 2)..Math.Min(at + 6, raw.Length)] is "0000" ? 1 : 2),
        '\r' or '\n' => (2, 0),
        _ => (2, 1),
    };
}
