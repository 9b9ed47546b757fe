using Logos.Rules.Values;

namespace Logos.Rules.Syntax;

internal enum TokenKind : byte
{
    End,
    Name,
    Number,
    Text,
    Plus,
    Minus,
    Star,
    Slash,
    Percent,
    Bang,
    And,
    Or,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Question,
    Coalesce,
    Colon,
    Comma,
    Dot,
    OpenParen,
    CloseParen,
    OpenBracket,
    CloseBracket,
    OpenBrace,
    CloseBrace,
    Semicolon,
    Assign,
    PlusAssign,
    MinusAssign,
    StarAssign,
    SlashAssign,
    Arrow,
}

/// <summary>A word of the source: <c>Text</c> is a name or a string's content, <c>Value</c> a number's.</summary>
internal readonly record struct Token(TokenKind Kind, Span Span, string Text, Value Value = default);
