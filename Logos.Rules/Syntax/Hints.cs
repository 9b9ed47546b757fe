using Logos.Rules.Faults;
using Logos.Rules.Functions;

namespace Logos.Rules.Syntax;

/// <summary>What to write instead, where something else was expected than was found.</summary>
internal static class Hints
{
    public static string? ForValue(in Token found, in Token before) => found.Kind switch
    {
        TokenKind.End => "the text ends too early",
        TokenKind.OpenBrace => "objects are written in the definition, not in an expression",
        TokenKind.Greater when before.Kind == TokenKind.Less => "not equal is written `!=`",
        _ => null,
    };

    public static string ForMethod(string name) => (Operators.Words.Contains(name), Synonyms.Function(name)) switch
    {
        (true, _) => $"write `a {name} b`",
        (_, { } function) => $"write `{function}(…)`",
        _ => "a member is read without parentheses",
    };

    public static string? ForOperator(in Token found, in Token before, IEnumerable<string> more) => found.Kind switch
    {
        TokenKind.Name => ForWord(found.Text, before, more),
        TokenKind.Number when before.Span.End == found.Span.Start => "an element is written `list[0]`, a number has one point",
        TokenKind.Arrow => "`x => …` is an argument, as in `map(list, x => x.price)`; at least is written `>=`",
        TokenKind.Bang => "not equal is written `!=`",
        TokenKind.CloseParen or TokenKind.CloseBracket or TokenKind.CloseBrace => $"no `{Opening(found.Kind)}` is open here",
        TokenKind.Comma when before.Kind == TokenKind.Number => "numbers are written without separators, and with a point: `1000.5`",
        _ => null,
    };

    private static string? ForWord(string word, in Token before, IEnumerable<string> more) => (before.Text, word) switch
    {
        ("if", _) => "a choice is written `a ? b : c`",
        ("exists" or "forall", _) => $"write `{before.Text}(…)`",
        ("NOT" or "Not", _) => "write `!` or `not` in front of what does not hold",
        (_, "not" or "NOT") => "`not` stands in front of what it denies: `not a in b`, `not a contains b`",
        (_, "is" or "IS") => "equal is written `==`, not equal `!=`, also with null: `a == null`, `a != null`",
        (_, "eq" or "equals") => "equal is written `==`",
        (_, "isnt" or "ne") => "not equal is written `!=`",
        (_, "gt" or "ge" or "lt" or "le") => "order is written `<`, `<=`, `>`, `>=`",
        (_, "AND") => "and is written `&&` or `and`",
        (_, "OR") => "or is written `||` or `or`",
        (_, "IN") => "is one of is written `in`",
        (_, "like" or "LIKE") => "texts are compared by `contains`, `startsWith`, `endsWith` and `matches`",
        (_, "between" or "BETWEEN") => "write `a >= b && a <= c`",
        (_, "count" or "size" or "empty" or "not_empty" or "first" or "last") => "write `len(…)`, or for an element `list[0]`",
        _ => Suggestion.DidYouMean(word, [.. Operators.Words, .. more]),
    };

    private static string Opening(TokenKind closing) => closing switch
    {
        TokenKind.CloseParen => "(",
        TokenKind.CloseBracket => "[",
        _ => "{",
    };
}
