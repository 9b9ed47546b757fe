namespace Logos.Rules.Syntax;

/// <summary>How tightly each operator binds, and how it is written.</summary>
internal static class Operators
{
    public const int Lowest = 0;
    public const int ConditionalLevel = 1;
    public const int CoalesceLevel = 2;
    public const int OrLevel = 3;
    public const int AndLevel = 4;
    public const int NotWordLevel = 5;
    public const int EqualityLevel = 6;
    public const int RelationLevel = 7;
    public const int SumLevel = 8;
    public const int ProductLevel = 9;
    public const int UnaryLevel = 10;
    public const int PostfixLevel = 11;

    public static readonly IReadOnlyList<string> Words = ["in", "contains", "startsWith", "endsWith", "matches", "and", "or"];

    public static (BinaryOperator Operator, int Level)? Infix(in Token token) => token.Kind switch
    {
        TokenKind.Or => (BinaryOperator.Or, OrLevel),
        TokenKind.And => (BinaryOperator.And, AndLevel),
        TokenKind.Coalesce => (BinaryOperator.Coalesce, CoalesceLevel),
        TokenKind.Equal => (BinaryOperator.Equal, EqualityLevel),
        TokenKind.NotEqual => (BinaryOperator.NotEqual, EqualityLevel),
        TokenKind.Less => (BinaryOperator.Less, RelationLevel),
        TokenKind.LessOrEqual => (BinaryOperator.LessOrEqual, RelationLevel),
        TokenKind.Greater => (BinaryOperator.Greater, RelationLevel),
        TokenKind.GreaterOrEqual => (BinaryOperator.GreaterOrEqual, RelationLevel),
        TokenKind.Plus => (BinaryOperator.Add, SumLevel),
        TokenKind.Minus => (BinaryOperator.Subtract, SumLevel),
        TokenKind.Star => (BinaryOperator.Multiply, ProductLevel),
        TokenKind.Slash => (BinaryOperator.Divide, ProductLevel),
        TokenKind.Percent => (BinaryOperator.Remainder, ProductLevel),
        TokenKind.Name => token.Text switch
        {
            "in" => (BinaryOperator.In, RelationLevel),
            "contains" => (BinaryOperator.Contains, RelationLevel),
            "startsWith" or "startswith" or "starts_with" => (BinaryOperator.StartsWith, RelationLevel),
            "endsWith" or "endswith" or "ends_with" => (BinaryOperator.EndsWith, RelationLevel),
            "matches" => (BinaryOperator.Matches, RelationLevel),
            "and" => (BinaryOperator.And, AndLevel),
            "or" => (BinaryOperator.Or, OrLevel),
            _ => null,
        },
        _ => null,
    };

    public static int Level(BinaryOperator operation) => operation switch
    {
        BinaryOperator.Or => OrLevel,
        BinaryOperator.And => AndLevel,
        BinaryOperator.Coalesce => CoalesceLevel,
        BinaryOperator.Equal or BinaryOperator.NotEqual => EqualityLevel,
        BinaryOperator.Add or BinaryOperator.Subtract => SumLevel,
        BinaryOperator.Multiply or BinaryOperator.Divide or BinaryOperator.Remainder => ProductLevel,
        _ => RelationLevel,
    };

    public static string Symbol(BinaryOperator operation) => operation switch
    {
        BinaryOperator.Or => "||",
        BinaryOperator.And => "&&",
        BinaryOperator.Coalesce => "??",
        BinaryOperator.Equal => "==",
        BinaryOperator.NotEqual => "!=",
        BinaryOperator.Less => "<",
        BinaryOperator.LessOrEqual => "<=",
        BinaryOperator.Greater => ">",
        BinaryOperator.GreaterOrEqual => ">=",
        BinaryOperator.In => "in",
        BinaryOperator.Contains => "contains",
        BinaryOperator.StartsWith => "startsWith",
        BinaryOperator.EndsWith => "endsWith",
        BinaryOperator.Matches => "matches",
        BinaryOperator.Add => "+",
        BinaryOperator.Subtract => "-",
        BinaryOperator.Multiply => "*",
        BinaryOperator.Divide => "/",
        _ => "%",
    };
}
