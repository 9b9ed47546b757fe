using System.Collections.Concurrent;
using System.Text.RegularExpressions;

namespace Logos.Rules.Patterns;

/// <summary>
/// A regular expression whose cost is known while it runs: it goes through the text once with the set of places
/// that the pattern can be at, and each place that is looked at counts. The runtime's engine without backtracking
/// does not do: for some patterns of a few hundred characters it takes minutes and gigabytes.
/// </summary>
public sealed class TextPattern
{
    /// <summary>Longer than anybody writes.</summary>
    public const int MaxLength = 10_000;

    /// <summary>How many places are looked at in the time of one step of an evaluation.</summary>
    internal const int PlacesInStep = 8;

    private const int MaxKept = 1_000_000;
    private const int SetSize = 100;

    private static readonly ConcurrentDictionary<string, TextPattern> Known = new(StringComparer.Ordinal);
    private static int _kept;

    private readonly PatternProgram.Instruction[] _code;
    private readonly CharacterSet[] _sets;

    private TextPattern(string text, PatternProgram.Instruction[] code, CharacterSet[] sets) => (Text, _code, _sets) = (text, code, sets);

    public string Text { get; }

    /// <summary>What building it takes, in places looked at.</summary>
    internal int Effort => 4000 + (20 * Text.Length) + _code.Length + (5000 * _sets.Count(set => set.IsDear));

    /// <exception cref="ArgumentException">It is no pattern, or one that cannot be used; the message says why.</exception>
    public static TextPattern Parse(string pattern) => TryParse(pattern, out var problem) ?? throw new ArgumentException(problem, nameof(pattern));

    /// <returns>Null when it is no pattern, or one that cannot be used: <paramref name="problem"/> says why.</returns>
    public static TextPattern? TryParse(string pattern, out string? problem) => TryParse(pattern, out problem, out _);

    /// <returns>Null when it is no pattern, or one that cannot be used: <paramref name="problem"/> says why, and <paramref name="hint"/> may say what to do.</returns>
    public static TextPattern? TryParse(string pattern, out string? problem, out string? hint)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        (problem, hint) = (null, null);
        if (Known.TryGetValue(pattern, out var known))
            return known;
        try
        {
            return Keep(Build(pattern));
        }
        catch (PatternException e)
        {
            (problem, hint) = (e.Message, e.Hint);
        }
        catch (RegexParseException e)
        {
            (problem, hint) = (Problem(e), Hint(e.Error));
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException or FormatException or OverflowException)
        {
            // Patterns come with data: one that the reader and the runtime should understand differently is refused.
            problem = "it is written in a way that is not understood";
        }

        return null;
    }

    /// <summary>Whether it fits somewhere in the text.</summary>
    public bool IsMatch(string text)
    {
        var allowance = long.MaxValue;
        return IsMatch(text, ref allowance);
    }

    /// <param name="text">The text.</param>
    /// <param name="allowance">How many places may be looked at; what is left of it. Below zero nothing was found out.</param>
    internal bool IsMatch(string text, ref long allowance) => PatternRun.IsMatch(_code, _sets, text, ref allowance);

    private static TextPattern Build(string pattern)
    {
        if (pattern.Length > MaxLength)
            throw new PatternException($"it has {pattern.Length:N0} characters, and {MaxLength:N0} are allowed");
        // Says what is wrong with it, and stands for all that the reader below relies on.
        var engine = new Regex(pattern, RegexOptions.CultureInvariant);
        var reader = new PatternReader(pattern, engine.GetGroupNumbers());
        var code = PatternProgram.Of(reader.Read());
        return new(pattern, code, [.. reader.Sets]);
    }

    // Patterns made from data could be endless: all go when there are too many.
    private static TextPattern Keep(TextPattern pattern)
    {
        var size = pattern.Text.Length + pattern._code.Length + (pattern._sets.Length * SetSize);
        if (Interlocked.Add(ref _kept, size) > MaxKept)
        {
            Known.Clear();
            Interlocked.Exchange(ref _kept, size);
        }

        return Known.GetOrAdd(pattern.Text, pattern);
    }

    private static string? Hint(RegexParseError error) => error switch
    {
        RegexParseError.InsufficientClosingParentheses => "close the group with `)`; the character itself is written `\\(`",
        RegexParseError.InsufficientOpeningParentheses => "open the group with `(`; the character itself is written `\\)`",
        RegexParseError.UnterminatedBracket => "close the set with `]`; the character itself is written `\\[`",
        RegexParseError.QuantifierAfterNothing => "nothing stands before it to be repeated; the character itself is written with a backslash: `\\*`",
        RegexParseError.NestedQuantifiersNotParenthesized => "what is repeated twice stands in parentheses: `(a*)*`",
        RegexParseError.ReversedCharacterRange => "the lower end comes first: `[a-z]`; a dash itself stands last: `[az-]`",
        RegexParseError.ReversedQuantifierRange => "the lower number comes first: `a{2,5}`",
        RegexParseError.UnescapedEndingBackslash => "a backslash itself is written `\\\\`",
        RegexParseError.UndefinedNumberedReference or RegexParseError.UndefinedNamedReference => PatternException.NoBacktracking,
        _ => null,
    };

    // The runtime's words, without those that speak of its own parts.
    private static string Problem(RegexParseException e)
    {
        var before = $" at offset {e.Offset}. ";
        var at = e.Message.IndexOf(before, StringComparison.Ordinal);
        return $"{e.Message[(at < 0 ? 0 : at + before.Length)..].TrimEnd('.').ToLowerInvariant()}, at its character {e.Offset}";
    }
}
