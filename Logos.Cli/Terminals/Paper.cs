namespace Logos.Cli.Terminals;

/// <summary>One of the two streams that are written to, with its colours and its width.</summary>
internal sealed class Paper(TextWriter text, Ink ink, Func<int> width)
{
    public TextWriter Text { get; } = text;

    public Ink Ink { get; } = ink;

    /// <summary>In columns; measured when it is asked for, which only a line that may have to be cut does.</summary>
    public int Width => width();
}
