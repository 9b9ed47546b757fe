using System.Globalization;
using System.Text;
using Logos.Rules.Faults;
using Logos.Rules.Values;

namespace Logos.Rules.Syntax;

/// <summary>Cuts expressions and GRL into tokens, with exact positions; goes on after a fault.</summary>
internal sealed class Lexer
{
    private readonly string _text;
    private readonly List<Fault> _faults;
    private readonly List<Token> _tokens;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _names = NewNames();
    private int _at;
    private int _line = 1;
    private int _lineStart;

    private Lexer(string text, List<Fault> faults)
    {
        _text = text;
        _faults = faults;
        _tokens = new(text.Length / 4 + 4);
    }

    public static List<Token> Read(string text, List<Fault> faults)
    {
        var lexer = new Lexer(text, faults);
        lexer.ReadAll();
        return lexer._tokens;
    }

    private void ReadAll()
    {
        while (true)
        {
            SkipSpace();
            if (_at >= _text.Length || _faults.Count >= TokenCursor.MaxFaults)
                break;
            ReadToken();
        }

        _tokens.Add(new(TokenKind.End, Here(0), ""));
    }

    private void ReadToken()
    {
        var c = _text[_at];
        if (IsNameStart(c))
            ReadName();
        else if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Peek(1))))
            ReadNumber();
        else if (c is '"' or '\'')
            ReadText(c);
        else if (Punctuation(c) is (var kind, var length))
            Add(kind, length);
        else
            ReadStranger();
    }

    private void SkipSpace()
    {
        while (_at < _text.Length)
        {
            var c = _text[_at];
            if (c == '\n')
            {
                _at++;
                _line++;
                _lineStart = _at;
            }
            else if (char.IsWhiteSpace(c) || c == '\uFEFF')
            {
                _at++;
            }
            else if (c == '/' && Peek(1) == '/')
            {
                while (_at < _text.Length && _text[_at] != '\n')
                    _at++;
            }
            else if (c == '/' && Peek(1) == '*')
            {
                SkipBlockComment();
            }
            else
            {
                return;
            }
        }
    }

    private void SkipBlockComment()
    {
        var start = Here(2);
        for (_at += 2; _at < _text.Length; _at++)
        {
            if (_text[_at] == '*' && Peek(1) == '/')
            {
                _at += 2;
                return;
            }

            if (_text[_at] == '\n')
            {
                _line++;
                _lineStart = _at + 1;
            }
        }

        Report(RulesCodes.OpenComment, start, "the comment that begins here has no end", "close it with */");
    }

    private void ReadName()
    {
        var start = _at;
        var span = Here(0);
        _at++;
        // `$?items` is how other dialects bind a whole list; the name counts, the mark does not.
        if (_text[start] == '$' && _at < _text.Length && _text[_at] == '?')
            _at++;
        while (_at < _text.Length && IsNamePart(_text[_at]))
            _at++;
        _tokens.Add(new(TokenKind.Name, span with { Length = _at - start }, Name(_text.AsSpan(start, _at - start))));
    }

    private void ReadNumber()
    {
        var start = _at;
        var span = Here(0);
        SkipDigits();
        if (_at < _text.Length && _text[_at] == '.' && char.IsAsciiDigit(Peek(1)))
        {
            _at++;
            SkipDigits();
        }

        if (_at < _text.Length && _text[_at] is 'e' or 'E' && ExponentFollows())
        {
            _at += _text[_at + 1] is '+' or '-' ? 2 : 1;
            SkipDigits();
        }

        var bad = _at < _text.Length && IsNameStart(_text[_at]);
        while (_at < _text.Length && IsNamePart(_text[_at]))
            _at++;
        span = span with { Length = _at - start };
        var digits = _text.AsSpan(start, _at - start);
        var value = Value.Null;
        if (bad)
            Report(RulesCodes.BadNumber, span, $"`{Short(digits)}` is no number", "a name cannot begin with a digit");
        else if (!TryParse(digits, out value))
            Report(RulesCodes.BadNumber, span, $"the number {Short(digits)} is too large", "no number goes beyond 1.8e308");
        _tokens.Add(new(TokenKind.Number, span, "", value));
    }

    private static bool TryParse(ReadOnlySpan<char> digits, out Value value)
    {
        if (long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var whole))
        {
            value = whole;
            return true;
        }

        Span<byte> ascii = digits.Length <= 256 ? stackalloc byte[digits.Length] : new byte[digits.Length];
        Encoding.ASCII.GetBytes(digits, ascii);
        return Numbers.TryParse(ascii, out value);
    }

    private bool ExponentFollows() => char.IsAsciiDigit(Peek(1)) || (Peek(1) is '+' or '-' && char.IsAsciiDigit(Peek(2)));

    private void SkipDigits()
    {
        while (_at < _text.Length && char.IsAsciiDigit(_text[_at]))
            _at++;
    }

    private void ReadText(char quote)
    {
        var span = Here(1);
        var start = ++_at;
        StringBuilder? unescaped = null;
        while (_at < _text.Length && _text[_at] != quote && _text[_at] != '\n')
        {
            if (_text[_at] == '\\')
                ReadEscape(unescaped ??= new StringBuilder().Append(_text, start, _at - start));
            else
                unescaped?.Append(_text[_at++]);
            if (unescaped is null)
                _at++;
        }

        var content = unescaped?.ToString() ?? _text[start.._at];
        if (_at < _text.Length && _text[_at] == quote)
            _at++;
        else
            Report(RulesCodes.OpenString, span, "the string that begins here has no end on this line", $"close it with {quote}");
        _tokens.Add(new(TokenKind.Text, span with { Length = _at - span.Start }, content));
    }

    private void ReadEscape(StringBuilder target)
    {
        var escape = Peek(1);
        if (escape == 'u')
        {
            var span = Here(Math.Min(6, _text.Length - _at));
            if (_at + 6 <= _text.Length && int.TryParse(_text.AsSpan(_at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
            {
                target.Append((char)unit);
                _at += 6;
                return;
            }

            Report(RulesCodes.BadEscape, span, "\\u is not followed by four hexadecimal digits", "write \\u00e9, or the character itself");
            _at += 2;
            return;
        }

        if (_at + 1 >= _text.Length || escape == '\n')
        {
            _at++;
            return;
        }

        var plain = escape switch
        {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            '\\' or '"' or '\'' or '/' => escape,
            _ => '\0',
        };
        if (plain != '\0')
        {
            target.Append(plain);
            _at += 2;
        }
        else
        {
            // Any other backslash stands for itself: patterns such as "\d+" are written all the time.
            target.Append('\\');
            _at++;
        }
    }

    private (TokenKind Kind, int Length)? Punctuation(char c)
    {
        var next = Peek(1);
        return c switch
        {
            '+' => next == '=' ? (TokenKind.PlusAssign, 2) : (TokenKind.Plus, 1),
            '-' => next == '=' ? (TokenKind.MinusAssign, 2) : (TokenKind.Minus, 1),
            '*' => next == '=' ? (TokenKind.StarAssign, 2) : (TokenKind.Star, 1),
            '/' => next == '=' ? (TokenKind.SlashAssign, 2) : (TokenKind.Slash, 1),
            '%' => (TokenKind.Percent, 1),
            '!' => next == '=' ? (TokenKind.NotEqual, 2) : (TokenKind.Bang, 1),
            '&' when next == '&' => (TokenKind.And, 2),
            '|' when next == '|' => (TokenKind.Or, 2),
            '=' => next switch { '=' => (TokenKind.Equal, 2), '>' => (TokenKind.Arrow, 2), _ => (TokenKind.Assign, 1) },
            '<' => next == '=' ? (TokenKind.LessOrEqual, 2) : (TokenKind.Less, 1),
            '>' => next == '=' ? (TokenKind.GreaterOrEqual, 2) : (TokenKind.Greater, 1),
            '?' => next == '?' ? (TokenKind.Coalesce, 2) : (TokenKind.Question, 1),
            ':' => (TokenKind.Colon, 1),
            ',' => (TokenKind.Comma, 1),
            '.' => (TokenKind.Dot, 1),
            '(' => (TokenKind.OpenParen, 1),
            ')' => (TokenKind.CloseParen, 1),
            '[' => (TokenKind.OpenBracket, 1),
            ']' => (TokenKind.CloseBracket, 1),
            '{' => (TokenKind.OpenBrace, 1),
            '}' => (TokenKind.CloseBrace, 1),
            ';' => (TokenKind.Semicolon, 1),
            _ => null,
        };
    }

    private void ReadStranger()
    {
        if (_text[_at] is '“' or '”' or '„' or '«' && CurlyText())
            return;
        var length = char.IsSurrogatePair(_text, _at) ? 2 : 1;
        var hint = _text[_at] switch
        {
            '&' => "did you mean `&&`?",
            '|' => "did you mean `||`?",
            '“' or '”' or '„' => "strings stand in straight quotes: \"",
            _ => "delete it, or put it inside a string",
        };
        var shown = char.IsControl(_text[_at]) ? $"U+{(int)_text[_at]:X4}" : _text.Substring(_at, length);
        var span = Here(length);
        Report(RulesCodes.BadCharacter, span, $"the character `{shown}` means nothing here", hint);
        // `a & b` has one slip, and not a second one for the missing operator.
        if (_text[_at] is '&' or '|')
            _tokens.Add(new(_text[_at] == '&' ? TokenKind.And : TokenKind.Or, span, ""));
        _at += length;
        // One fault for a run of strangers: a binary file should not make a thousand.
        while (_at < _text.Length && (!char.IsAscii(_text[_at]) || char.IsControl(_text[_at])) && !IsNameStart(_text[_at]) && !char.IsWhiteSpace(_text[_at]))
            _at++;
    }

    /// <summary>A string as a word processor quotes it: told once, and read as what it was meant to be.</summary>
    private bool CurlyText()
    {
        var length = _text.AsSpan(_at + 1).IndexOfAny("“”»\n");
        if (length < 0 || _text[_at + 1 + length] == '\n')
            return false;
        var span = Here(length + 2);
        Report(RulesCodes.BadCharacter, span, $"{_text[_at]}…{_text[_at + 1 + length]} are not the quotes of this language", "strings stand in straight quotes: \"…\"");
        _tokens.Add(new(TokenKind.Text, span, _text.Substring(_at + 1, length)));
        _at += length + 2;
        return true;
    }

    private void Add(TokenKind kind, int length)
    {
        _tokens.Add(new(kind, Here(length), ""));
        _at += length;
    }

    private string Name(ReadOnlySpan<char> name)
    {
        if (!_names.TryGetValue(name, out var known))
        {
            known = name.ToString();
            _names.Set.Add(known);
        }

        return known;
    }

    private static HashSet<string>.AlternateLookup<ReadOnlySpan<char>> NewNames() =>
        new HashSet<string>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    private static string Short(ReadOnlySpan<char> text) => text.Length <= 40 ? text.ToString() : $"{text[..40]}…";

    private char Peek(int ahead) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';

    private Span Here(int length) => new(_at, length, _line, _at - _lineStart + 1);

    private void Report(string code, Span span, string message, string hint) => _faults.Add(
        new(code, message) { Line = span.Line, Column = span.Column, Length = Math.Max(1, span.Length), Hint = hint });

    private static bool IsNameStart(char c) => char.IsLetter(c) || c is '_' or '$';

    private static bool IsNamePart(char c) =>
        char.IsLetterOrDigit(c) || c == '_' || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
