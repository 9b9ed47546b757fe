using Logos.Rules.Expressions;
using Logos.Rules.Faults;
using Logos.Rules.Values;

namespace Logos.Rules.Syntax;

/// <summary>The Pratt parser of the expression language.</summary>
internal class ExpressionParser(TokenCursor cursor)
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
        if (right is Expr.Literal { Value: { IsString: true } pattern } && !Operations.IsPattern(pattern.AsString(), out var problem))
            Cursor.Report(RulesCodes.BadPattern, right.Span, $"that is not a regular expression: {problem}", "patterns run without backtracking, and so without look-around and back-references");
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

    private Expr ParsePrimary()
    {
        var token = Cursor.Current;
        switch (token.Kind)
        {
            case TokenKind.Number:
                Cursor.Next();
                // The lexer has told what is no number.
                return token.Value.IsNull ? new Expr.Broken(token.Span) : new Expr.Literal(token.Span, token.Value);
            case TokenKind.Text:
                Cursor.Next();
                return new Expr.Literal(token.Span, token.Text);
            case TokenKind.OpenParen:
                Cursor.Next();
                var inner = Parse();
                Close(TokenKind.CloseParen, token);
                return inner;
            case TokenKind.OpenBracket:
                return ParseList(token);
            case TokenKind.Name:
                return ParseName(token);
            default:
                Cursor.Unexpected("a value", Hints.ForValue(token, Cursor.Last));
                return SkipStray();
        }
    }

    private Expr ParseName(Token token)
    {
        if (Constant(token.Text) is { } constant)
        {
            Cursor.Next();
            return new Expr.Literal(token.Span, constant);
        }

        if (Operators.Infix(token) is not null && token.Text is not ("contains" or "matches"))
        {
            Cursor.Unexpected("a value", $"`{token.Text}` needs something on its left");
            return SkipStray();
        }

        if (IsReserved(token.Text))
        {
            Cursor.Unexpected("a value");
            return SkipStray();
        }

        Cursor.Next();
        return Cursor.Kind == TokenKind.OpenParen ? ParseCall(token) : Root(token);
    }

    /// <summary>Words that are no names where this language is embedded.</summary>
    protected virtual bool IsReserved(string name) => false;

    /// <summary>A name at the beginning of a path.</summary>
    protected virtual Expr Root(Token name)
    {
        if (name.Text[0] == '$')
            Cursor.Report(RulesCodes.BadCharacter, name.Span, $"`{name.Text}` begins with a dollar sign", $"write `{name.Text.TrimStart('$', '?')}`");
        return new Expr.Path(name.Span, [Segment.Member(name.Text)]);
    }

    /// <summary>A name with a parenthesis behind it.</summary>
    protected virtual Expr ParseCall(Token name)
    {
        var before = Cursor.FaultCount;
        if (name.Text is "exists" or "forall" or "accumulate" or "test" && !KnownCalls.Contains(name.Text))
            Cursor.Report(RulesCodes.NotHere, name.Span, $"`{name.Text}` belongs to the `when` of a GRL rule", "use `any`, `all` or `sum`");
        var arguments = ParseArguments(out var close);
        var call = Grown(new Expr.Call(name.Span.To(close), name.Text, arguments), [.. arguments]);
        // Of arguments that did not read well it is too early to say that they are too few.
        if (Cursor.FaultCount == before)
            FunctionCheck.Check((Expr.Call)call, name.Span, Cursor, KnownCalls);
        return call;
    }

    /// <summary>What is called besides the functions.</summary>
    protected virtual IReadOnlyList<string> KnownCalls => [];

    protected List<Expr> ParseArguments(out Span close)
    {
        var open = Cursor.Next();
        var arguments = new List<Expr>();
        while (Cursor.Kind is not (TokenKind.CloseParen or TokenKind.End))
        {
            arguments.Add(ParseArgument());
            if (!Cursor.Take(TokenKind.Comma))
                break;
        }

        close = Cursor.Current.Span;
        Close(TokenKind.CloseParen, open);
        return arguments;
    }

    private Expr ParseArgument()
    {
        var start = Cursor.Current;
        if (start.Kind == TokenKind.Name && Cursor.Peek().Kind == TokenKind.Arrow)
        {
            Cursor.Next();
            Cursor.Next();
            return Lambda(start, [start.Text]);
        }

        if (start.Kind == TokenKind.OpenParen && Cursor.Peek().Kind == TokenKind.Name && Cursor.Peek(2).Kind == TokenKind.Comma &&
            Cursor.Peek(3).Kind == TokenKind.Name && Cursor.Peek(4).Kind == TokenKind.CloseParen && Cursor.Peek(5).Kind == TokenKind.Arrow)
        {
            var names = new[] { Cursor.Peek(1).Text, Cursor.Peek(3).Text };
            for (var i = 0; i < 6; i++)
                Cursor.Next();
            return Lambda(start, names);
        }

        if (start.Kind == TokenKind.OpenParen && Cursor.Peek().Kind == TokenKind.Name && Cursor.Peek(2).Kind == TokenKind.CloseParen && Cursor.Peek(3).Kind == TokenKind.Arrow)
        {
            var name = Cursor.Peek().Text;
            for (var i = 0; i < 4; i++)
                Cursor.Next();
            return Lambda(start, [name]);
        }

        return Parse();
    }

    /// <summary>How many lambdas and elements of GRL the current place is inside of.</summary>
    protected int Inside { get; set; }

    private Expr Lambda(Token start, string[] parameters)
    {
        Inside++;
        var body = Parse();
        Inside--;
        return Grown(new Expr.Lambda(start.Span.To(body.Span), parameters, body), body);
    }

    private Expr ParseList(Token open)
    {
        Cursor.Next();
        var items = new List<Expr>();
        while (Cursor.Kind is not (TokenKind.CloseBracket or TokenKind.End))
        {
            items.Add(Parse());
            if (!Cursor.Take(TokenKind.Comma))
                break;
        }

        var close = Cursor.Current.Span;
        Close(TokenKind.CloseBracket, open);
        return Grown(new Expr.ListLiteral(open.Span.To(close), items), [.. items]);
    }

    protected virtual Expr ParsePostfix(Expr target)
    {
        while (true)
        {
            switch (Cursor.Kind)
            {
                case TokenKind.Dot:
                    target = ParseMember(target);
                    break;
                case TokenKind.OpenBracket:
                    target = ParseIndex(target);
                    break;
                default:
                    return target;
            }
        }
    }

    private Expr ParseMember(Expr target)
    {
        Cursor.Next();
        var name = Cursor.Current;
        if (name.Kind != TokenKind.Name)
        {
            Cursor.Unexpected("a name after the dot", "a name with other characters is written `a[\"the-name\"]`");
            return target;
        }

        Cursor.Next();
        if (Cursor.Kind == TokenKind.OpenParen)
        {
            Cursor.Report(RulesCodes.NotHere, name.Span, $"`{name.Text}` is called like a method, and values have none", Hints.ForMethod(name.Text));
            ParseArguments(out _);
            return new Expr.Broken(target.Span.To(name.Span));
        }

        return Extend(target, Segment.Member(name.Text), name.Span);
    }

    private Expr ParseIndex(Expr target)
    {
        var open = Cursor.Next();
        var at = Parse();
        var close = Cursor.Current.Span;
        Close(TokenKind.CloseBracket, open);
        if (at is Expr.Literal { Value: { } literal })
        {
            if (literal.IsString)
                return Extend(target, Segment.Member(literal.AsString()), close);
            if (literal.TryGetInt64(out var number) && number is >= 0 and <= int.MaxValue && target is Expr.Path)
                return Extend(target, Segment.Element((int)number), close);
        }

        return Grown(new Expr.Index(target.Span.To(close), target, at), target, at);
    }

    protected Expr Extend(Expr target, Segment segment, Span end)
    {
        if (target is Expr.Path path)
        {
            if (path.Segments.Count >= 32)
            {
                TooDeep(path.Span);
                return path;
            }

            return new Expr.Path(path.Span.To(end), [.. path.Segments, segment]);
        }

        return segment.Name is { } name
            ? Grown(new Expr.Member(target.Span.To(end), target, name), target)
            : Grown(new Expr.Index(target.Span.To(end), target, new Expr.Literal(end, segment.Index)), target);
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
