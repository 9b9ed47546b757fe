using Logos.Rules.Expressions;
using Logos.Rules.Functions;
using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Tests.Fuzzing;

/// <summary>
/// Trees as the parser makes them, mostly of fitting types. The names that they read are those of
/// <see cref="Scope"/>, and some that are missing.
/// </summary>
internal sealed class ExprDice(Dice dice, bool grl = false)
{
    private static readonly Span Nowhere = new(0, 0, 1, 1);

    private readonly List<string> _locals = [];

    // What GRL adds goes through facts, and has no place inside a lambda.
    private bool Grl => grl && _locals.Count == 0;

    public static Value Scope(Dice dice, double wrong = 0.1)
    {
        var scope = new ValueMap.Builder();
        scope.Set("n", dice.Chance(1 - wrong) ? dice.Number() : dice.Any());
        scope.Set("m", dice.Chance(1 - wrong) ? dice.Number() : dice.Any());
        scope.Set("s", dice.Chance(1 - wrong) ? dice.Text() : dice.Any());
        scope.Set("b", dice.Chance(1 - wrong) ? dice.Boolean() : dice.Any());
        scope.Set("z", Value.Null);
        scope.Set("o", dice.Chance(1 - wrong) ? Order(dice) : dice.Any());
        scope.Set("numbers", dice.Chance(1 - wrong) ? dice.ListOf(dice.Number) : dice.Any());
        scope.Set("items", dice.Chance(1 - wrong) ? dice.ListOf(() => Item(dice)) : dice.Any());
        for (var i = dice.Below(4); i > 0; i--)
            scope.Set($"Lane{i}", Item(dice));
        return scope.Build();
    }

    public Expr Any(int depth) => dice.Below(5) switch
    {
        0 => Number(depth),
        1 => Text(depth),
        2 => List(depth),
        _ => Condition(depth),
    };

    public Expr Condition(int depth)
    {
        if (depth <= 0)
            return dice.Below(4) == 0 ? Literal(dice.Boolean()) : Path(dice.Of("b", "o.on", "items[0].on", "b"));
        return dice.Below(Grl ? 16 : 12) switch
        {
            0 => new Expr.Unary(Nowhere, UnaryOperator.Not, Condition(depth - 1)),
            1 or 2 => Binary(BinaryOperator.And, Condition(depth - 1), Condition(depth - 1)),
            3 => Binary(BinaryOperator.Or, Condition(depth - 1), Condition(depth - 1)),
            4 => Binary(dice.Of(BinaryOperator.Equal, BinaryOperator.NotEqual), Any(depth - 2), Any(depth - 2)),
            5 or 6 => Binary(Comparison(), Number(depth - 1), Number(depth - 1)),
            7 => Binary(Comparison(), Text(depth - 1), Text(depth - 1)),
            8 => Binary(dice.Of(BinaryOperator.StartsWith, BinaryOperator.EndsWith, BinaryOperator.Contains), Text(depth - 1), Text(depth - 1)),
            9 => Binary(BinaryOperator.Matches, Text(depth - 1), Literal(dice.Of("^a.*$", "[0-9]+", "b", "\\d"))),
            10 => dice.Chance(0.5) ? Binary(BinaryOperator.In, Any(depth - 2), List(depth - 1)) : Binary(BinaryOperator.Contains, List(depth - 1), Number(depth - 2)),
            11 => Either(Condition, depth),
            12 or 13 => Quantifier(depth),
            14 => new Expr.Multifield(Nowhere, Path(dice.Of("items", "numbers", "o.tags", "missing")), dice.Of(MultifieldOperator.Empty, MultifieldOperator.NotEmpty, MultifieldOperator.First, MultifieldOperator.Last)),
            _ => Binary(Comparison(), Accumulate(depth), Number(depth - 1)),
        };
    }

    public Expr Number(int depth)
    {
        if (dice.Chance(0.03))
            return Text(depth);
        if (depth <= 0)
            return dice.Chance(0.4) ? Literal(dice.Number()) : Path(dice.Of("n", "m", "o.total", "o.p.q", "numbers[0]", "items[1].price", "missing", "z"));
        return dice.Below(Grl ? 11 : 9) switch
        {
            0 => new Expr.Unary(Nowhere, UnaryOperator.Negate, Number(depth - 1)),
            1 or 2 or 3 => Binary(dice.Of(BinaryOperator.Add, BinaryOperator.Subtract, BinaryOperator.Multiply, BinaryOperator.Divide, BinaryOperator.Remainder), Number(depth - 1), Number(depth - 1)),
            4 => Either(Number, depth),
            5 => Call(dice.Of("round", "floor", "ceil", "abs"), Number(depth - 1)),
            6 => Call(dice.Of("sum", "avg", "min", "max"), List(depth - 1)),
            7 => Call(dice.Of("sum", "avg", "min", "max"), Path("items"), Lambda(x => Binary(BinaryOperator.Multiply, Path($"{x}.price"), Number(depth - 2)), depth)),
            8 => Call("len", dice.Chance(0.5) ? Text(depth - 1) : List(depth - 1)),
            9 => new Expr.Multifield(Nowhere, Path(dice.Of("items", "numbers", "missing")), MultifieldOperator.Count),
            _ => Accumulate(depth),
        };
    }

    public Expr Text(int depth)
    {
        if (dice.Chance(0.03))
            return Number(depth);
        if (depth <= 0)
            return dice.Chance(0.4) ? Literal(dice.Text()) : Path(dice.Of("s", "o.name", "items[0].name", "o[\"x-y\"]", "missing.name"));
        return dice.Below(7) switch
        {
            0 => Binary(BinaryOperator.Add, Text(depth - 1), dice.Chance(0.5) ? Text(depth - 1) : Number(depth - 1)),
            1 => Either(Text, depth),
            2 => Call(dice.Of("lower", "upper", "trim"), Text(depth - 1)),
            3 => Call("join", List(depth - 1), Text(0)),
            4 => Call(dice.Of("json", "hash"), Any(depth - 2)),
            5 => Call("date", Text(depth - 1), Number(depth - 2)),
            _ => new Expr.Member(Nowhere, new Expr.Index(Nowhere, Path("items"), dice.Chance(0.5) ? Path("n") : Binary(BinaryOperator.Add, Path("m"), Literal(1))), "name"),
        };
    }

    public Expr List(int depth)
    {
        if (dice.Chance(0.03))
            return Text(depth);
        if (depth <= 0)
            return Path(dice.Of("numbers", "items", "o.tags", "missing.list"));
        return dice.Below(7) switch
        {
            0 => new Expr.ListLiteral(Nowhere, dice.Some(3, () => Any(depth - 2))),
            1 => Call("filter", List(depth - 1), Lambda(x => dice.Chance(0.5) ? Binary(Comparison(), Path($"{x}.qty"), Number(depth - 2)) : Condition(depth - 2), depth)),
            2 => Call("map", List(depth - 1), Lambda(x => dice.Chance(0.5) ? Path($"{x}.name") : Any(depth - 2), depth)),
            3 => Call(dice.Of("sort", "unique"), List(depth - 1)),
            4 => Call(dice.Of("keys", "values"), Path(dice.Of("o", "items[0]"))),
            5 => Binary(BinaryOperator.Add, List(depth - 1), dice.Chance(0.5) ? List(depth - 1) : Any(depth - 2)),
            _ => Call("split", Text(depth - 1), Literal(dice.Of(",", "a", " "))),
        };
    }

    public Expr.Path Path(string text)
    {
        // Inside a lambda half of the paths lead through its parameter.
        var path = (Expr.Path)Expression.Parse(text).Root;
        return _locals.Count > 0 && path.Segments.Count > 1 && dice.Chance(0.5)
            ? new(Nowhere, [Segment.Member(dice.Of<string>([.. _locals])), .. path.Segments.Skip(1)])
            : path;
    }

    private static Value Order(Dice dice)
    {
        var order = new ValueMap.Builder();
        order.Set("total", dice.Number());
        order.Set("on", dice.Boolean());
        order.Set("name", dice.Text());
        order.Set("tags", dice.ListOf(dice.Text));
        order.Set("p", dice.Map(2));
        order.Set("x-y", dice.Text());
        return order.Build();
    }

    private static Value Item(Dice dice)
    {
        var item = new ValueMap.Builder();
        if (dice.Chance(0.9))
            item.Set("price", dice.Number());
        item.Set("qty", dice.Between(0, 5));
        item.Set("name", dice.Text());
        item.Set("on", dice.Boolean());
        return item.Build();
    }

    private Expr Either(Func<int, Expr> make, int depth) => dice.Chance(0.5)
        ? new Expr.Conditional(Nowhere, Condition(depth - 1), make(depth - 1), make(depth - 1))
        : Binary(BinaryOperator.Coalesce, make(depth - 1), make(depth - 1));

    private Expr.Quantifier Quantifier(int depth)
    {
        var subject = dice.Of("items", "Lane", "o");
        var field = dice.Of("price", "qty", "on", "name");
        var first = Binary(dice.Of(BinaryOperator.Equal, BinaryOperator.Less, BinaryOperator.Greater), new Expr.Path(Nowhere, [Segment.Member(subject), Segment.Member(field)]), Number(0));
        var condition = dice.Below(3) switch
        {
            0 => Binary(BinaryOperator.And, first, Condition(depth - 2)),
            1 => Binary(BinaryOperator.Or, first, new Expr.Unary(Nowhere, UnaryOperator.Not, new Expr.Path(Nowhere, [Segment.Member(subject), Segment.Member("on")]))),
            _ => first,
        };
        return new(Nowhere, dice.Chance(0.4), condition);
    }

    private Expr.Accumulate Accumulate(int depth)
    {
        var conditions = new List<Expr>();
        if (dice.Chance(0.5))
            conditions.Add(Binary(Comparison(), new Expr.Path(Nowhere, [Segment.Member("qty")]), Literal(dice.Between(0, 5))));
        if (dice.Chance(0.3))
            conditions.Add(new Expr.Path(Nowhere, [Segment.Member("on")]));
        if (depth > 2 && dice.Chance(0.3))
            conditions.Add(Binary(Comparison(), new Expr.Path(Nowhere, [Segment.Member("v")]), Literal(dice.Number())));
        var source = dice.Chance(0.6) ? new Expr.Path(Nowhere, [Segment.Member("items")]) : new Expr.Path(Nowhere, [Segment.Member("Lane")]);
        var fold = dice.Of(Fold.Sum, Fold.Count, Fold.Avg, Fold.Min, Fold.Max);
        return new(Nowhere, source, "v", new Expr.Path(Nowhere, [Segment.Member(dice.Of("price", "qty", "qty"))]), conditions, fold);
    }

    private Expr.Lambda Lambda(Func<string, Expr> body, int depth)
    {
        var names = dice.Chance(0.3) ? new[] { dice.Of("x", "n"), $"i{depth}" } : [dice.Of("x", "y", "s")];
        _locals.AddRange(names);
        var made = body(names[0]);
        _locals.RemoveRange(_locals.Count - names.Length, names.Length);
        return new(Nowhere, names, made);
    }

    private BinaryOperator Comparison() =>
        dice.Of(BinaryOperator.Less, BinaryOperator.LessOrEqual, BinaryOperator.Greater, BinaryOperator.GreaterOrEqual, BinaryOperator.Equal);

    private static Expr.Literal Literal(Value value) => new(Nowhere, value);

    private static Expr Binary(BinaryOperator operation, Expr left, Expr right) => new Expr.Binary(Nowhere, operation, left, right);

    private static Expr.Call Call(string name, params ReadOnlySpan<Expr> arguments) =>
        FunctionTable.Find(name) is not null ? new(Nowhere, name, [.. arguments]) : throw new InvalidOperationException(name);
}
