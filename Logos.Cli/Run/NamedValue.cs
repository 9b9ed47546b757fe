namespace Logos.Cli.Run;

/// <summary><c>NAME=VALUE</c></summary>
internal readonly record struct NamedValue(string Name, string Text)
{
    public static NamedValue Of(string word)
    {
        var at = word.IndexOf('=', StringComparison.Ordinal);
        return new(word[..at].Trim(), word[(at + 1)..]);
    }
}
