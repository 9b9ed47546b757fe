using Logos.Rules.Expressions;
using Logos.Rules.Faults;
using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Grl;

/// <summary>The expression language with what GRL adds: quantifiers, accumulate, multifields and <c>$names</c>.</summary>
internal sealed class ConditionParser(TokenCursor cursor) : ExpressionParser(cursor)
{
    private readonly Dictionary<string, Expr> _bindings = new(StringComparer.Ordinal);

    protected override IReadOnlyList<string> KnownCalls => ["exists", "forall", "accumulate", "test"];

    /// <summary>Names bound by one rule mean nothing in the next.</summary>
    public void BeginRule()
    {
        _bindings.Clear();
        Cursor.IsMuted = false;
        Inside = 0;
    }

    // A condition that stops short runs into the `then` of its rule, or into the next rule: that is where the fault is.
    protected override bool IsReserved(string name) => name is "then" || (name is "rule" && AtNextRule());

    // A fact may be called `rule`, and then an operator follows.
    private bool AtNextRule() => Cursor.Peek() switch
    {
        { Kind: TokenKind.Text } => true,
        { Kind: TokenKind.Name, Text: not ("count" or "empty" or "not_empty" or "first" or "last") } name =>
            Operators.Infix(name) is null && Cursor.Peek(2).Kind is TokenKind.OpenBrace or TokenKind.Text or TokenKind.Name,
        _ => false,
    };

    protected override Expr Root(Token name)
    {
        // `$x` and `x` are the same path.
        var bare = name.Text.TrimStart('$', '?');
        if (bare.Length == 0)
            Cursor.Report(RulesCodes.Unexpected, name.Span, "a name is missing behind the dollar sign");
        return _bindings.TryGetValue(bare, out var bound) ? bound : new Expr.Path(name.Span, [Segment.Member(bare)]);
    }

    protected override Expr ParsePostfix(Expr target)
    {
        target = base.ParsePostfix(target);
        if (target is not Expr.Path path || Cursor.Kind != TokenKind.Name)
            return target;
        var word = Cursor.Current;
        if (word.Text.StartsWith("$?", StringComparison.Ordinal))
        {
            Cursor.Next();
            _bindings[word.Text[2..]] = path;
            return new Expr.Binary(path.Span.To(word.Span), BinaryOperator.NotEqual, path, new Expr.Literal(word.Span, Value.Null)) { Height = 2 };
        }

        MultifieldOperator? operation = word.Text switch
        {
            "count" => MultifieldOperator.Count,
            "empty" => MultifieldOperator.Empty,
            "not_empty" => MultifieldOperator.NotEmpty,
            "first" => MultifieldOperator.First,
            "last" => MultifieldOperator.Last,
            _ => null,
        };
        if (operation is null)
            return target;
        Cursor.Next();
        var multifield = new Expr.Multifield(path.Span.To(word.Span), path, operation.Value) { Height = 2 };
        if (operation is MultifieldOperator.First or MultifieldOperator.Last && Cursor.Kind == TokenKind.Name && Cursor.Current.Text[0] == '$')
            _bindings[Cursor.Next().Text.TrimStart('$', '?')] = multifield;
        return multifield;
    }

    protected override Expr ParseCall(Token name)
    {
        switch (name.Text)
        {
            case "exists" or "forall" or "accumulate" when Inside > 0:
                // What they go through are facts: inside an element there are none.
                Cursor.Report(RulesCodes.NotHere, name.Span, $"`{name.Text}` has no place inside a lambda or an accumulate", "use `any`, `all` or `sum` with a lambda");
                ParseArguments(out var close);
                return new Expr.Broken(name.Span.To(close));
            case "exists" or "forall":
                return Quantifier(name);
            case "test":
                return Single(name);
            case "accumulate":
                return Accumulate(name);
            default:
                return base.ParseCall(name);
        }
    }

    private Expr Quantifier(Token name)
    {
        var condition = Single(name);
        if (condition is not Expr.Broken && Reads.Of(condition).Count == 0)
            Cursor.Report(RulesCodes.NotHere, name.Span, $"`{name.Text}` names no fact to look at", $"write `{name.Text}(Order.status == \"paid\")`");
        return Grown(new Expr.Quantifier(name.Span.To(Cursor.Last.Span), name.Text == "forall", condition), condition);
    }

    private Expr Single(Token name)
    {
        var arguments = ParseArguments(out var close);
        if (arguments.Count == 1 && arguments[0] is not Expr.Lambda)
            return arguments[0];
        Cursor.Report(RulesCodes.WrongArguments, name.Span, $"`{name.Text}` takes one condition, and has {(arguments.Count == 0 ? "none" : arguments.Count)}", $"write `{name.Text}(a == 1 && b == 2)`");
        return new Expr.Broken(name.Span.To(close));
    }

    private Expr Accumulate(Token name)
    {
        const string Form = "write `accumulate(Order($v: amount, status == \"paid\"), sum($v)) > 100`";
        var open = Cursor.Next();
        if (PlainPath("the list to go through", Form) is not { } source ||
            !Cursor.Expect(TokenKind.OpenParen, "`(` and the field", Form) ||
            Variable(Form) is not { } variable ||
            !Cursor.Expect(TokenKind.Colon, "`:` and the field", Form) ||
            PlainPath("the field", Form) is not { } field)
            return new Expr.Broken(name.Span);
        var conditions = new List<Expr>();
        Inside++;
        while (Cursor.Take(TokenKind.Comma))
            conditions.Add(Parse());
        Inside--;
        if (!Cursor.Expect(TokenKind.CloseParen, "`)` or `,` and a condition", Form) || !Cursor.Expect(TokenKind.Comma, "`,` and the function", Form))
            return new Expr.Broken(name.Span);
        var fold = FoldName();
        if (fold is null || !Cursor.Expect(TokenKind.OpenParen, "`(`", Form) || Variable(Form) is not { } folded)
            return new Expr.Broken(name.Span);
        if (folded != variable)
            Cursor.Report(RulesCodes.Unexpected, Cursor.Last.Span, $"`${folded}` is not bound here", $"did you mean `${variable}`?");
        Close(TokenKind.CloseParen, open);
        Close(TokenKind.CloseParen, open);
        return Grown(new Expr.Accumulate(name.Span.To(Cursor.Last.Span), source, variable, field, conditions, fold.Value), [.. conditions]);
    }

    private Fold? FoldName()
    {
        var word = Cursor.Current;
        Fold? fold = word.Text switch
        {
            "sum" => Fold.Sum,
            "count" => Fold.Count,
            "avg" or "average" => Fold.Avg,
            "min" => Fold.Min,
            "max" => Fold.Max,
            "collect" => Fold.Collect,
            _ => null,
        };
        if (fold is null || word.Kind != TokenKind.Name)
        {
            Cursor.Report(RulesCodes.UnknownFunction, word.Span, $"accumulate cannot apply {TokenCursor.Describe(word)}", "it applies sum, count, avg, min, max or collect");
            return null;
        }

        Cursor.Next();
        return fold;
    }

    private string? Variable(string form)
    {
        if (Cursor.Kind != TokenKind.Name)
        {
            Cursor.Unexpected("a variable such as `$v`", form);
            return null;
        }

        return Cursor.Next().Text.TrimStart('$', '?');
    }

    public List<Expr> ReadArguments() => ParseArguments(out _);

    /// <summary><c>a.b[0]</c> and nothing behind it: a call or an operator is not part of it.</summary>
    public Expr.Path? PlainPath(string what, string? hint = null)
    {
        var name = Cursor.Current;
        if (name.Kind != TokenKind.Name || Constant(name.Text) is not null)
        {
            Cursor.Unexpected(what, hint);
            return null;
        }

        Cursor.Next();
        Expr path = new Expr.Path(name.Span, [Segment.Member(name.Text.TrimStart('$', '?'))]);
        while (true)
        {
            if (Cursor.Kind == TokenKind.Dot && Cursor.Peek().Kind == TokenKind.Name)
            {
                Cursor.Next();
                var member = Cursor.Next();
                path = Extend(path, Segment.Member(member.Text), member.Span);
            }
            else if (Cursor.Kind == TokenKind.OpenBracket && Cursor.Peek(2).Kind == TokenKind.CloseBracket && Element(Cursor.Peek()) is { } segment)
            {
                Cursor.Next();
                Cursor.Next();
                path = Extend(path, segment, Cursor.Next().Span);
            }
            else
            {
                return (Expr.Path)path;
            }
        }
    }

    private static Segment? Element(in Token token)
    {
        if (token.Kind == TokenKind.Text)
            return Segment.Member(token.Text);
        return token.Kind == TokenKind.Number && token.Value.TryGetInt64(out var number) && number is >= 0 and <= int.MaxValue ? Segment.Element((int)number) : null;
    }
}
