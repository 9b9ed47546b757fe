using System.Text.RegularExpressions;

namespace Logos.Rules.Patterns;

/// <summary>
/// Reads a pattern that the runtime has found to be well-formed: what remains is to find where each part of it
/// ends, and to refuse what takes a memory of what was read.
/// </summary>
internal sealed class PatternReader(string text, IReadOnlyCollection<int> groups)
{
    private const int MaxDepth = 200;

    private static readonly Regex Count = new(@"\G\{([0-9]+)(,([0-9]*))?\}", RegexOptions.CultureInvariant);
    private static readonly Regex OldReference = new(@"\G(<([0-9]+|[\w\u200C\u200D-[0-9]][\w\u200C\u200D]*)>|'([0-9]+|[\w\u200C\u200D-[0-9]][\w\u200C\u200D]*)')", RegexOptions.CultureInvariant);

    private readonly Dictionary<(string, RegexOptions), int> _numbers = [];
    private readonly List<CharacterSet> _sets = [];
    private RegexOptions _options = RegexOptions.None;
    private int _at;
    private int _depth;

    public IReadOnlyList<CharacterSet> Sets => _sets;

    private bool AtEnd => _at >= text.Length;

    public PatternNode Read()
    {
        var node = Choice();
        return AtEnd ? node : throw new PatternException($"it has a `)` too many, at its character {_at}");
    }

    private PatternNode Choice()
    {
        if (++_depth > MaxDepth)
            throw new PatternException($"its groups are nested more than {MaxDepth} deep");
        var options = _options;
        var branches = new List<PatternNode> { Sequence() };
        while (!AtEnd && text[_at] == '|')
        {
            _at++;
            branches.Add(Sequence());
        }

        _options = options;
        _depth--;
        return branches.Count == 1 ? branches[0] : new PatternNode.Choice(branches);
    }

    private PatternNode.Sequence Sequence()
    {
        var parts = new List<PatternNode>();
        for (SkipBlanks(); !AtEnd && text[_at] is not ('|' or ')'); SkipBlanks())
        {
            if (Part() is not { } part)
                continue;
            SkipBlanks();
            parts.Add(Repeated(part));
        }

        return new(parts);
    }

    private PatternNode? Part()
    {
        var start = _at;
        var c = text[_at++];
        switch (c)
        {
            case '(':
                return Group();
            case '[':
                _at = ClassScan.End(text, _at);
                return Class(start);
            case '.':
                return Set((_options & RegexOptions.Singleline) != 0 ? "[\\s\\S]" : ".");
            case '^':
                return new PatternNode.At(IsMultiline ? Boundary.LineBegin : Boundary.Begin);
            case '$':
                return new PatternNode.At(IsMultiline ? Boundary.LineEnd : Boundary.LastEnd);
            case '\\':
                return Escape(start);
            default:
                return (_options & RegexOptions.IgnoreCase) != 0 ? Set(Regex.Escape(c.ToString())) : Single(c);
        }
    }

    private bool IsMultiline => (_options & RegexOptions.Multiline) != 0;

    private PatternNode Repeated(PatternNode part)
    {
        var (least, most) = (0, (int?)null);
        switch (AtEnd ? '\0' : text[_at])
        {
            case '*':
                _at++;
                break;
            case '+':
                (_at, least) = (_at + 1, 1);
                break;
            case '?':
                (_at, most) = (_at + 1, 1);
                break;
            case '{' when TryCount(out least, out most):
                break;
            default:
                return part;
        }

        SkipBlanks();
        // Whether as few or as many as can be: that something fits, neither changes.
        if (!AtEnd && text[_at] == '?')
            _at++;
        return new PatternNode.Repeat(part, least, most);
    }

    private bool TryCount(out int least, out int? most)
    {
        (least, most) = (0, null);
        var match = Count.Match(text, _at);
        if (!match.Success)
            return false;
        _at += match.Length;
        least = int.Parse(match.Groups[1].ValueSpan);
        most = !match.Groups[2].Success ? least : match.Groups[3].Length > 0 ? int.Parse(match.Groups[3].ValueSpan) : null;
        return true;
    }

    private PatternNode? Group()
    {
        var options = _options;
        if (Take("?"))
        {
            if (Take("=") || Take("!") || Take("<=") || Take("<!"))
                throw PatternException.Backtracking("it has a look-around");
            if (Take(">"))
                throw PatternException.Backtracking("it has an atomic group");
            if (Take("("))
                throw PatternException.Backtracking("it has a condition");
            if (Take("<") || Take("'"))
                Name();
            else if (!Take(":") && !IsForGroup())
                return null;
        }

        var inside = Choice();
        _options = options;
        _at++;
        return inside;
    }

    /// <returns>Whether they are for the group that follows, `(?i:`, rather than for what follows, `(?i)`.</returns>
    private bool IsForGroup()
    {
        var on = true;
        for (; !AtEnd && text[_at] is not (':' or ')'); _at++)
        {
            var option = text[_at] switch
            {
                'i' or 'I' => RegexOptions.IgnoreCase,
                'm' or 'M' => RegexOptions.Multiline,
                's' or 'S' => RegexOptions.Singleline,
                'x' or 'X' => RegexOptions.IgnorePatternWhitespace,
                _ => RegexOptions.None,
            };
            if (text[_at] is '+' or '-')
                on = text[_at] == '+';
            else
                _options = on ? _options | option : _options & ~option;
        }

        return text[_at++] == ':';
    }

    private void Name()
    {
        var end = text.AsSpan(_at).IndexOfAny('>', '\'');
        if (text.AsSpan(_at, end).Contains('-'))
            throw PatternException.Backtracking("it has a balancing group");
        _at += end + 1;
    }

    private PatternNode Escape(int start)
    {
        var c = text[_at++];
        switch (c)
        {
            case 'A':
                return new PatternNode.At(Boundary.Begin);
            case 'z':
                return new PatternNode.At(Boundary.End);
            case 'Z':
                return new PatternNode.At(Boundary.LastEnd);
            case 'b':
                return new PatternNode.At(Boundary.Word);
            case 'B':
                return new PatternNode.At(Boundary.NoWord);
            case 'G':
                throw PatternException.Backtracking("it has a `\\G`");
            case 'k' or (>= '1' and <= '9') when IsReference(c):
            case '<' or '\'' when OldReference.IsMatch(text, _at - 1):
                throw PatternException.Backtracking("it has a back-reference");
            case 'x' or 'u' or 'c' or (>= '0' and <= '7'):
                _at += ClassScan.LengthBehind(text, _at - 1);
                // Alone it would be a reference again.
                return Set($"[{text[start.._at]}]");
            case 'p' or 'P':
                _at = text.IndexOf('}', _at) + 1;
                break;
        }

        return Class(start);
    }

    // A number that no group has, and that has two digits, is that of a character.
    private bool IsReference(char c)
    {
        if (c == 'k')
            return true;
        var end = _at;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
            end++;
        return groups.Contains(int.Parse(text.AsSpan(_at - 1, end - _at + 1)));
    }

    private PatternNode.OneOf Class(int start) => Set(text[start.._at]);

    private PatternNode.OneOf Set(string characters)
    {
        // Outside of a class blanks would be skipped; what is read here was not.
        var options = _options & RegexOptions.IgnoreCase;
        return Number((characters, options), () => CharacterSet.Of(characters, options));
    }

    private PatternNode.OneOf Single(char c) => Number((c.ToString(), RegexOptions.Singleline), () => CharacterSet.Of(c));

    private PatternNode.OneOf Number((string, RegexOptions) key, Func<CharacterSet> make)
    {
        if (!_numbers.TryGetValue(key, out var number))
        {
            _numbers.Add(key, number = _sets.Count);
            _sets.Add(make());
        }

        return new(number);
    }

    private bool Take(string expected)
    {
        if (!text.AsSpan(_at).StartsWith(expected, StringComparison.Ordinal))
            return false;
        _at += expected.Length;
        return true;
    }

    private void SkipBlanks()
    {
        var blanks = (_options & RegexOptions.IgnorePatternWhitespace) != 0;
        while (true)
        {
            if (Take("(?#"))
                _at = text.IndexOf(')', _at) + 1;
            else if (blanks && !AtEnd && text[_at] == '#')
                _at = text.IndexOf('\n', _at) is >= 0 and var end ? end + 1 : text.Length;
            else if (blanks && !AtEnd && char.IsWhiteSpace(text[_at]))
                _at++;
            else
                return;
        }
    }
}
