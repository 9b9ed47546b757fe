using Logos.Rules.Expressions;
using Logos.Rules.Faults;

namespace Logos.Rules.Syntax;

/// <summary>What stands between operators: names, calls and their arguments, lists, and what follows them.</summary>
internal partial class ExpressionParser
{
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
                return token.Kind == TokenKind.OpenBrace ? SkipObject() : SkipStray();
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
        var before = Cursor.SyntaxFaultCount;
        var misplaced = name.Text is "exists" or "forall" or "accumulate" or "test" && !KnownCalls.Contains(name.Text);
        if (misplaced)
            Cursor.Misuse(RulesCodes.NotHere, name.Span, $"`{name.Text}` belongs to the `when` of a GRL rule", "use `any`, `all` or `sum`");
        var arguments = ParseArguments(out var close);
        var call = Grown(new Expr.Call(name.Span.To(close), name.Text, arguments), [.. arguments]);
        // Of arguments that did not read well it is too early to say that they are too few.
        if (!misplaced && Cursor.SyntaxFaultCount == before && call is Expr.Call made)
            FunctionCheck.Check(made, name.Span, Cursor, KnownCalls);
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
}
