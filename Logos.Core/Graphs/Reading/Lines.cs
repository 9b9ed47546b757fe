namespace Logos.Core.Graphs.Reading;

/// <summary>Between offsets and lines of a piece of text; both count from 1.</summary>
internal static class Lines
{
    public static (int Line, int Column) Position(string text, int offset)
    {
        var before = text.AsSpan(0, Math.Min(offset, text.Length));
        return (before.Count('\n') + 1, before.Length - (before.LastIndexOf('\n') + 1) + 1);
    }

    public static int Offset(string text, int from, int line, int column)
    {
        var at = from;
        for (var i = 1; i < line; i++)
        {
            var end = text.AsSpan(at).IndexOf('\n');
            if (end < 0)
                break;
            at += end + 1;
        }

        return Math.Min(at + column - 1, text.Length);
    }
}
