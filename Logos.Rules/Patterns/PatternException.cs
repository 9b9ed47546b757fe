namespace Logos.Rules.Patterns;

/// <summary>The text is no pattern that can be used; the message says why, to go behind a colon.</summary>
internal sealed class PatternException(string message, string? hint = null) : Exception(message)
{
    public const string NoBacktracking = "patterns run without backtracking, and so without look-around and back-references";

    public string? Hint => hint;

    /// <summary>Takes a memory of what was read, or a look elsewhere.</summary>
    public static PatternException Backtracking(string message) => new(message, NoBacktracking);
}
