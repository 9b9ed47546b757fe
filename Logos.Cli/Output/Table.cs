using Logos.Cli.Terminals;

namespace Logos.Cli.Output;

/// <summary>Rows under titles. On a terminal they fit its width: the columns at the end give way first; a pipe gets all of them whole.</summary>
internal sealed class Table(params string[] titles)
{
    private const int Gap = 2;
    private const int Least = 6;

    private readonly List<string[]> _rows = [];

    public int Count => _rows.Count;

    public void Add(params string[] cells) => _rows.Add([.. cells.Select(Visible.Of)]);

    /// <param name="paint">The colour of a cell, by its column and what stands in it.</param>
    public void Print(Terminal terminal, Func<int, string, Func<string, string>?>? paint = null)
    {
        var ink = terminal.OutputInk;
        var widths = Widths(terminal.OutputIsTerminal ? terminal.Width() : int.MaxValue);
        terminal.Output.WriteLine(ink.Dim(Line(titles, widths, (_, text, _) => text)));
        foreach (var row in _rows)
            terminal.Output.WriteLine(Line(row, widths, (column, text, whole) => paint?.Invoke(column, whole) is { } colour ? colour(text) : text));
    }

    private static string Line(string[] cells, int[] widths, Func<int, string, string, string> paint)
    {
        var words = cells.Select((cell, column) => paint(column, Fit.Cut(cell, widths[column], pad: column < cells.Length - 1), cell));
        return string.Join(new string(' ', Gap), words).TrimEnd();
    }

    private int[] Widths(int room)
    {
        var widths = titles.Select((title, column) => _rows.Select(row => DisplayWidth.Of(row[column])).Append(title.Length).Max()).ToArray();
        var over = widths.Sum(width => (long)width) + (Gap * (widths.Length - 1)) - room;
        for (var column = widths.Length - 1; column >= 0 && over > 0; column--)
        {
            var given = (int)Math.Min(over, Math.Max(0, widths[column] - Least));
            widths[column] -= given;
            over -= given;
        }

        return widths;
    }
}
