using Logos.Rules.Faults;
using Logos.Rules.Syntax;

namespace Logos.Rules.Grl;

/// <summary>Words that stand where <c>when</c> and <c>then</c> belong, and are meant as them.</summary>
internal static class BodyWords
{
    /// <summary>A word with a condition behind it; a fact may well be called <c>wen</c>, and then a dot or an operator follows.</summary>
    public static bool IsLikeWhen(TokenCursor cursor) =>
        cursor.Kind == TokenKind.Name && IsLike(cursor.Current.Text, "when", "if", "where", "whenever")
        && (cursor.Peek().Kind is TokenKind.Text or TokenKind.Number or TokenKind.OpenParen or TokenKind.OpenBracket or TokenKind.Bang or TokenKind.Minus
            || cursor.Peek() is { Kind: TokenKind.Name, Text: not ("then" or "when") });

    public static bool IsLikeThen(in Token token) => token.Kind == TokenKind.Name && IsLike(token.Text, "then", "do");

    private static bool IsLike(string word, string meant, params ReadOnlySpan<string> others)
    {
        foreach (var other in others)
        {
            if (word.Equals(other, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        // The two are near to each other as well.
        return word is not ("when" or "then") && Suggestion.Closest(word, [meant]) is not null;
    }
}
