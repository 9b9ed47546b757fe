using Logos.Rules.Expressions;
using Logos.Rules.Faults;
using Logos.Rules.Values;

namespace Logos.Rules.Syntax;

/// <summary>The Pratt parser of the expression language.</summary>
internal partial class ExpressionParser(TokenCursor cursor)
{
    public const int MaxNesting = 200;
    public const int MaxHeight = 1000;

    private int _nesting;

    protected TokenCursor Cursor { get; } = cursor;

    public Expr Parse(int level = Operators.Lowest)
    {
        if (++_nesting > MaxNesting)
        {
            TooDeep(Cursor.Current.Span);
            _nesting--;
            return SkipGroup();
        }

        var left = ParsePrefix();
        left = ParseInfix(left, level);
        _nesting--;
        return left;
    }

    private Expr ParseInfix(Expr left, int level)
    {
        var previous = -1;
        while (true)
        {
            var token = Cursor.Current;
            if (token.Kind == TokenKind.Question)
            {
                if (level >= Operators.ConditionalLevel)
                    return left;
                left = ParseConditional(left);
            }
            else if (Operators.Infix(token) is (var operation, var binding) && binding > level)
            {
                Cursor.Next();
                if (binding == previous && binding is Operators.RelationLevel or Operators.EqualityLevel)
                    Cursor.Report(RulesCodes.ChainedComparison, token.Span, "comparisons cannot be chained", "write `a < b && b < c`");
                previous = binding;
                // `??` associates to the right: a ?? b ?? c tries b before c.
                var right = Parse(operation == BinaryOperator.Coalesce ? binding - 1 : binding);
                if (operation == BinaryOperator.Matches)
                    CheckPattern(right);
                left = Grown(new Expr.Binary(left.Span.To(right.Span), operation, left, right), left, right);
            }
            else
            {
                return left;
            }
        }
    }

    private void CheckPattern(Expr right)
    {
        if (right is Expr.Literal { Value: { IsString: true } pattern } && !Operations.IsPattern(pattern.AsString(), out var problem, out var hint))
            Cursor.Misuse(RulesCodes.BadPattern, right.Span, $"that is not a regular expression: {problem}", hint);
    }

    private Expr ParseConditional(Expr test)
    {
        Cursor.Next();
        var then = Parse(Operators.Lowest);
        Cursor.Expect(TokenKind.Colon, "`:` and the value for the other case");
        var otherwise = Parse(Operators.Lowest);
        return Grown(new Expr.Conditional(test.Span.To(otherwise.Span), test, then, otherwise), test, then, otherwise);
    }

    private Expr ParsePrefix()
    {
        var token = Cursor.Current;
        switch (token.Kind)
        {
            case TokenKind.Bang:
                Cursor.Next();
                return Not(token, Parse(Operators.UnaryLevel - 1));
            case TokenKind.Minus:
                Cursor.Next();
                return Negate(token, Parse(Operators.UnaryLevel - 1));
            case TokenKind.Plus:
                Cursor.Next();
                return Parse(Operators.UnaryLevel - 1);
            // `not a == b` denies the comparison; `!` binds as tightly as it looks.
            case TokenKind.Name when token.Text == "not" && Cursor.Peek().Kind is not TokenKind.Dot:
                Cursor.Next();
                return Not(token, Parse(Operators.NotWordLevel - 1));
            default:
                return ParsePostfix(ParsePrimary());
        }
    }

    protected static Value? Constant(string name) => name switch
    {
        "true" or "True" or "TRUE" => Value.True,
        "false" or "False" or "FALSE" => Value.False,
        "null" or "Null" or "NULL" or "nil" => Value.Null,
        _ => (Value?)null,
    };

    protected void Close(TokenKind kind, in Token open)
    {
        if (!Cursor.Take(kind))
            Cursor.Unexpected($"`{TokenCursor.Symbol(kind)}`", $"it closes the `{TokenCursor.Symbol(open.Kind)}` at line {open.Span.Line}, column {open.Span.Column}");
    }

    protected Expr Grown(Expr node, params ReadOnlySpan<Expr> children)
    {
        var height = 0;
        foreach (var child in children)
            height = Math.Max(height, child.Height);
        if (height >= MaxHeight)
        {
            TooDeep(node.Span);
            return new Expr.Broken(node.Span);
        }

        return node with { Height = height + 1 };
    }

    protected Expr Not(in Token token, Expr operand) =>
        Grown(new Expr.Unary(token.Span.To(operand.Span), UnaryOperator.Not, operand), operand);

    private Expr Negate(in Token token, Expr operand)
    {
        // `-3` is a number and not an operation: so it prints, folds and compares as one.
        if (operand is Expr.Literal { Value: { IsNumber: true } number } literal && literal.Span.Start == token.Span.End)
            return new Expr.Literal(token.Span.To(operand.Span), Numbers.Negate(number));
        return Grown(new Expr.Unary(token.Span.To(operand.Span), UnaryOperator.Negate, operand), operand);
    }

    private void TooDeep(Span span)
    {
        if (!Cursor.IsMuted)
            Cursor.Report(RulesCodes.TooDeep, span with { Length = 1 }, $"the expression is nested more than {MaxNesting} deep or has more than {MaxHeight} operators in a row", "split it");
        Cursor.IsMuted = true;
    }

    /// <summary>Takes the stray token unless something around this expression needs it to go on.</summary>
    private Expr.Broken SkipStray()
    {
        var token = Cursor.Current;
        if (token.Kind is not (TokenKind.CloseParen or TokenKind.CloseBracket or TokenKind.CloseBrace or TokenKind.Comma or TokenKind.Semicolon or TokenKind.Colon)
            && !(token.Kind == TokenKind.Name && token.Text is "then" or "when" or "rule"))
            Cursor.Next();
        return new(token.Span);
    }

    private const int LongestObject = 1000;

    /// <summary>An object where no object can be is one fault: it is skipped to the brace that closes it.</summary>
    private Expr.Broken SkipObject()
    {
        var open = Cursor.Current;
        var depth = 0;
        for (var length = 0; length < LongestObject; length++)
        {
            switch (Cursor.Peek(length).Kind)
            {
                case TokenKind.OpenBrace:
                    depth++;
                    break;
                case TokenKind.CloseBrace when --depth == 0:
                    for (; length >= 0; length--)
                        Cursor.Next();
                    return new(open.Span.To(Cursor.Last.Span));
                case TokenKind.Semicolon or TokenKind.End:
                    return SkipStray();
            }
        }

        return SkipStray();
    }

    private Expr.Broken SkipGroup()
    {
        var start = Cursor.Current.Span;
        var open = 0;
        while (!Cursor.AtEnd)
        {
            if (Cursor.Kind is TokenKind.OpenParen or TokenKind.OpenBracket)
                open++;
            else if (Cursor.Kind is TokenKind.CloseParen or TokenKind.CloseBracket && open-- == 0)
                break;
            else if (Cursor.Kind is TokenKind.Semicolon or TokenKind.CloseBrace)
                break;
            Cursor.Next();
        }

        return new(start);
    }
}
