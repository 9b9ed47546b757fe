using Logos.Rules.Faults;
using Logos.Rules.Values;

namespace Logos.Rules.Syntax;

/// <summary>Where a parser stands in its tokens, and the faults it has met.</summary>
internal sealed class TokenCursor(List<Token> tokens, List<Fault> faults)
{
    /// <summary>More faults than anybody mends in one go: then the rest of the text is not looked at.</summary>
    public const int MaxFaults = 200;

    private int _at;
    private int _misuses;

    public Token Current => tokens[_at];

    public TokenKind Kind => tokens[_at].Kind;

    public int Position => _at;

    /// <summary>The token before the current one: where something missing should have stood.</summary>
    public Token Last => tokens[Math.Max(0, _at - 1)];

    public bool AtEnd => Kind == TokenKind.End;

    public Token Peek(int ahead = 1) => tokens[Math.Min(_at + ahead, tokens.Count - 1)];

    public Token Next()
    {
        var token = tokens[_at];
        if (_at < tokens.Count - 1)
            _at++;
        return token;
    }

    public bool Take(TokenKind kind)
    {
        if (Kind != kind)
            return false;
        Next();
        return true;
    }

    public bool IsWord(string word) => Kind == TokenKind.Name && Current.Text == word;

    public bool TakeWord(string word)
    {
        if (!IsWord(word))
            return false;
        Next();
        return true;
    }

    /// <summary>Where something is missing: at what was found, or, where that begins a line of its own, behind what stands before it.</summary>
    public Span Lacking()
    {
        var (last, found) = (Last.Span, Current.Span);
        return found.Line == last.Line ? found : new(last.End, 1, last.Line, last.Column + last.Length);
    }

    /// <summary>Takes the token, or reports what was expected and found.</summary>
    public bool Expect(TokenKind kind, string what, string? hint = null)
    {
        if (Take(kind))
            return true;
        Unexpected(what, hint);
        return false;
    }

    public void Unexpected(string expected, string? hint = null)
    {
        var found = Current;
        if (found.Kind == TokenKind.Assign && hint is null)
        {
            Report(RulesCodes.AssignmentForComparison, found.Span, "`=` does not compare", Peek() is var next && next.Span.Start == found.Span.End
                ? next.Kind switch { TokenKind.Bang => "not equal is written `!=`", TokenKind.Less => "at most is written `<=`", _ => "write `==`" }
                : "write `==`");
            return;
        }

        Report(RulesCodes.Unexpected, found.Span, $"expected {expected}, found {Describe(found)}", hint);
    }

    /// <summary>Reports what reads well and cannot be meant: the tree stands all the same, and is looked at further.</summary>
    public void Misuse(string code, Span span, string message, string? hint = null)
    {
        _misuses++;
        Report(code, span, message, hint);
    }

    public void Report(string code, Span span, string message, string? hint = null, Severity severity = Severity.Error)
    {
        FaultCount++;
        if (IsMuted)
            return;
        if (faults.Count >= MaxFaults)
        {
            _at = tokens.Count - 1;
            return;
        }

        // A second fault of the kind at the same place is an echo of the first.
        if (faults.Count > 0 && faults[^1] is var last && last.Code == code && last.Line == span.Line && last.Column == span.Column)
            return;
        faults.Add(new(code, message) { Line = span.Line, Column = span.Column, Length = Math.Max(1, span.Length), Hint = hint, Severity = severity });
    }

    /// <summary>What was too deep to be read was skipped: what seems to be missing afterwards is only its echo.</summary>
    public bool IsMuted { get; set; }

    /// <summary>How often something was reported: whether a part read well is told by comparing before and after.</summary>
    public int FaultCount { get; private set; }

    /// <summary>The same without misuses: whether there is a tree.</summary>
    public int SyntaxFaultCount => FaultCount - _misuses;

    public static string Describe(in Token token) => token.Kind switch
    {
        TokenKind.End => "the end",
        TokenKind.Name => $"`{token.Text}`",
        TokenKind.Number => $"the number {Show(token.Value)}",
        TokenKind.Text => token.Text.Length <= 30 ? $"the string \"{token.Text}\"" : $"the string \"{token.Text[..30]}…\"",
        var kind => $"`{Symbol(kind)}`",
    };

    private static string Show(Value number) => number.IsNull ? "" : number.ToText();

    public static string Symbol(TokenKind kind) => kind switch
    {
        TokenKind.Plus => "+",
        TokenKind.Minus => "-",
        TokenKind.Star => "*",
        TokenKind.Slash => "/",
        TokenKind.Percent => "%",
        TokenKind.Bang => "!",
        TokenKind.And => "&&",
        TokenKind.Or => "||",
        TokenKind.Equal => "==",
        TokenKind.NotEqual => "!=",
        TokenKind.Less => "<",
        TokenKind.LessOrEqual => "<=",
        TokenKind.Greater => ">",
        TokenKind.GreaterOrEqual => ">=",
        TokenKind.Question => "?",
        TokenKind.Coalesce => "??",
        TokenKind.Colon => ":",
        TokenKind.Comma => ",",
        TokenKind.Dot => ".",
        TokenKind.OpenParen => "(",
        TokenKind.CloseParen => ")",
        TokenKind.OpenBracket => "[",
        TokenKind.CloseBracket => "]",
        TokenKind.OpenBrace => "{",
        TokenKind.CloseBrace => "}",
        TokenKind.Semicolon => ";",
        TokenKind.Assign => "=",
        TokenKind.PlusAssign => "+=",
        TokenKind.MinusAssign => "-=",
        TokenKind.StarAssign => "*=",
        TokenKind.SlashAssign => "/=",
        TokenKind.Arrow => "=>",
        _ => "the end",
    };
}
