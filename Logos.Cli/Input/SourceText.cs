namespace Logos.Cli.Input;

/// <summary>A text that was read, and the name that faults call it by.</summary>
internal sealed class SourceText(string name, string text)
{
    private int[]? _lineStarts;

    public string Name { get; } = name;

    public string Text { get; } = text;

    /// <summary>The line's characters without its end, or null when the text has no such line.</summary>
    public string? Line(int number)
    {
        var starts = _lineStarts ??= FindLines(Text);
        if (number < 1 || number > starts.Length)
            return null;
        var start = starts[number - 1];
        var end = number < starts.Length ? starts[number] - 1 : Text.Length;
        if (end > start && Text[end - 1] == '\r')
            end--;
        return Text[start..end];
    }

    private static int[] FindLines(string text)
    {
        var starts = new List<int> { 0 };
        for (var at = text.IndexOf('\n'); at >= 0; at = text.IndexOf('\n', at + 1))
            starts.Add(at + 1);
        return [.. starts];
    }
}
