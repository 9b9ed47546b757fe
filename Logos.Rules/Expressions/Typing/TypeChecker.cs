using Logos.Rules.Faults;
using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Expressions.Typing;

/// <summary>
/// Works out what an expression can yield, and finds its parts that never succeed. It holds to what evaluating
/// means (<see cref="Operations"/>, and each function's body): what is told is wrong over every scope, null aside.
/// </summary>
/// <param name="lookup">What may stand at a path that leads out of the expression.</param>
/// <param name="mode">In a condition arithmetic on what is missing yields nothing instead of failing.</param>
public sealed class TypeChecker(Func<Expr.Path, StaticType> lookup, ExpressionMode mode = ExpressionMode.Value)
{
    private readonly List<(string Name, StaticType Type)> _locals = [];
    private readonly List<Finding> _findings = [];
    private Constants? _constants;

    /// <summary>What was found since the last <see cref="Clear"/>, in the order looked at.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    public void Clear() => _findings.Clear();

    public StaticType TypeOf(Expr expression) => Infer(expression).Type;

    /// <summary>The expression where true or false is needed.</summary>
    public void CheckTruth(Expr expression)
    {
        switch (expression)
        {
            case Expr.Binary { Operator: BinaryOperator.And or BinaryOperator.Or } logic:
                CheckTruth(logic.Left);
                CheckTruth(logic.Right);
                break;
            case Expr.Unary { Operator: UnaryOperator.Not } denial:
                CheckTruth(denial.Operand);
                break;
            // `tasks first` asks whether there is one.
            case Expr.Multifield { Operator: MultifieldOperator.First or MultifieldOperator.Last }:
                break;
            default:
                CheckBoolean(expression);
                break;
        }
    }

    /// <summary>A condition that stands alone: what is more, it has to be true now and then.</summary>
    public void CheckCondition(Expr expression)
    {
        var before = _findings.Count;
        CheckTruth(expression);
        // `false` alone switches something off, and is meant.
        if (expression is not Expr.Literal)
            CheckContradiction(expression, before, Severity.Error);
    }

    private void CheckContradiction(Expr condition, int before, Severity severity)
    {
        for (var i = before; i < _findings.Count; i++)
        {
            if (_findings[i].Severity == Severity.Error)
                return;
        }

        if (Contradiction.Of(condition) is not { } found)
            return;
        // What made it so may have been told in part.
        _findings.RemoveRange(before, _findings.Count - before);
        _findings.Add(new(found.At, RulesCodes.NeverTrue, $"the condition is never true: {found.Reason}", null, severity));
    }

    internal void CheckBoolean(Expr expression)
    {
        var type = Infer(expression).Type;
        if (!type.MayBe(Kinds.Boolean) && type.Present != Kinds.None)
            Add(Words.NotABoolean(expression, type));
    }

    private Inferred Infer(Expr expression)
    {
        switch (expression)
        {
            case Expr.Literal literal:
                return new(StaticType.Of(literal.Value.Kind), literal.Value);
            case Expr.Path path:
                return Path(path);
            case Expr.Member member:
                return Infer(member.Target).Type.Member();
            case Expr.Index index:
                return Index(Infer(index.Target).Type, Infer(index.At).Type);
            case Expr.Unary { Operator: UnaryOperator.Not } denial:
                CheckTruth(denial.Operand);
                return StaticType.Of(Kinds.Boolean);
            case Expr.Unary negation:
                return Negation(negation, Infer(negation.Operand));
            case Expr.Binary binary:
                return Binary(binary);
            case Expr.Conditional conditional:
                CheckTest(conditional.Test);
                return Infer(conditional.Then).Type.Or(Infer(conditional.Else).Type);
            case Expr.ListLiteral list:
                return List(list);
            case Expr.Call call:
                return Call(call);
            case Expr.Quantifier quantifier:
                // `exists(Order)` asks for the fact itself.
                if (quantifier.Condition is not Expr.Path { Segments.Count: 1 })
                    CheckTruth(quantifier.Condition);
                return StaticType.Of(Kinds.Boolean);
            case Expr.Accumulate accumulate:
                foreach (var condition in accumulate.Conditions)
                    CheckTruth(condition);
                return Folded(accumulate.Fold);
            case Expr.Multifield multifield:
                return Multifield(multifield);
            default:
                return StaticType.Unknown;
        }
    }

    private StaticType Path(Expr.Path path)
    {
        for (var i = _locals.Count - 1; i >= 0; i--)
        {
            if (_locals[i].Name == path.Root)
                return _locals[i].Type.Below(path, 1);
        }

        return lookup(path);
    }

    private static StaticType Index(StaticType target, StaticType at)
    {
        var type = StaticType.Of(Kinds.Null);
        if (at.MayBe(Kinds.Number))
            type = type.Or(target.Element());
        return at.MayBe(Kinds.String) ? type.Or(target.Member()) : type;
    }

    private void CheckTest(Expr test)
    {
        var before = _findings.Count;
        CheckTruth(test);
        if (test is Expr.Binary { Operator: BinaryOperator.And })
            CheckContradiction(test, before, Severity.Warning);
    }

    private Inferred Negation(Expr.Unary negation, in Inferred operand)
    {
        if (!operand.Type.MayBe(Kinds.Number))
            return Report(Words.NotANumber(negation, negation.Operand, operand.Type));
        var type = StaticType.Of(Kinds.Number | Missing(operand.Type));
        return operand.Constant is { } constant ? Known(negation, type, Constants.Negate(negation, mode, constant)) : type;
    }

    // In a condition arithmetic on what is missing yields what counts as missing.
    private Kinds Missing(StaticType type) => mode == ExpressionMode.Condition ? type.Kinds & Kinds.Null : Kinds.None;

    private Inferred Binary(Expr.Binary binary)
    {
        switch (binary.Operator)
        {
            case BinaryOperator.And or BinaryOperator.Or:
                CheckTruth(binary.Left);
                CheckTruth(binary.Right);
                return StaticType.Of(Kinds.Boolean);
            case BinaryOperator.Coalesce:
                var first = Infer(binary.Left).Type;
                var second = Infer(binary.Right).Type;
                return first.MayBe(Kinds.Null) ? first.Without(Kinds.Null).Or(second) : first;
            case >= BinaryOperator.Add:
                return Arithmetic(binary, Infer(binary.Left), Infer(binary.Right));
            default:
                var (left, right) = (Infer(binary.Left).Type, Infer(binary.Right).Type);
                if (RelationTypes.Of(binary, left, right, mode) is { } finding)
                    Add(finding);
                return StaticType.Of(Kinds.Boolean);
        }
    }

    private Inferred Arithmetic(Expr.Binary binary, in Inferred left, in Inferred right)
    {
        var kinds = binary.Operator == BinaryOperator.Add ? Sum(left.Type, right.Type) : Kinds.None;
        if (left.Type.MayBe(Kinds.Number) && right.Type.MayBe(Kinds.Number))
            kinds |= Kinds.Number;
        if (kinds == Kinds.None)
            return Report(Words.NotANumber(binary, Misfit(binary, left.Type) ? binary.Left : binary.Right, Misfit(binary, left.Type) ? left.Type : right.Type));
        if (binary.Operator is BinaryOperator.Divide or BinaryOperator.Remainder && right.Constant is { } divisor && divisor == 0)
            return Report(Words.DividesByZero(binary));
        kinds |= Missing(left.Type) | Missing(right.Type);
        // What is added to a list may be anything, and becomes an element.
        var type = (kinds & Kinds.List) == 0 || binary.Operator != BinaryOperator.Add ? StaticType.Of(kinds) : StaticType.Of(kinds & ~Kinds.List).Or(Appended(left.Type, right.Type));
        return left.Constant is { } a && right.Constant is { } b ? Known(binary, type, Constants.Calculate(binary, mode, a, b)) : type;
    }

    private static bool Misfit(Expr.Binary binary, StaticType left) =>
        !left.MayBe(binary.Operator == BinaryOperator.Add ? Kinds.Number | Kinds.String | Kinds.List : Kinds.Number);

    // Besides the sum of two numbers: a list and anything, and text joined with anything that is there.
    private Kinds Sum(StaticType left, StaticType right)
    {
        var kinds = left.Kinds & Kinds.List;
        var (a, b) = mode == ExpressionMode.Condition ? (left.Present, right.Present) : (left.Kinds, right.Kinds);
        a &= ~Kinds.List;
        if (((a & Kinds.String) != 0 && b != 0) || ((b & Kinds.String) != 0 && a != 0))
            kinds |= Kinds.String;
        return kinds;
    }

    private static StaticType Appended(StaticType left, StaticType right)
    {
        var items = left.Items;
        if (right.Kinds != Kinds.List)
            items = items.Or(right.Without(Kinds.List));
        return StaticType.ListOf(right.MayBe(Kinds.List) ? items.Or(right.Items) : items);
    }

    private StaticType List(Expr.ListLiteral list)
    {
        var items = StaticType.Of(Kinds.None);
        foreach (var item in list.Items)
            items = items.Or(Infer(item).Type);
        return StaticType.ListOf(items);
    }

    private Inferred Call(Expr.Call call)
    {
        if (call.Arguments.Count == 0)
            return Signatures.Fits(call) ? Signatures.Result(call, [], null) : StaticType.Unknown;
        var types = new StaticType[call.Arguments.Count];
        Value[]? constants = call.Arguments.Count <= 4 ? new Value[types.Length] : null;
        StaticType? selected = null;
        for (var i = 0; i < types.Length; i++)
        {
            if (call.Arguments[i] is Expr.Lambda lambda)
            {
                selected = Select(call, lambda, types[0]);
                (types[i], constants) = (StaticType.Unknown, null);
                continue;
            }

            var argument = Infer(call.Arguments[i]);
            types[i] = argument.Type;
            if (constants is not null && argument.Constant is { } constant)
                constants[i] = constant;
            else
                constants = null;
        }

        if (!Signatures.Fits(call))
            return StaticType.Unknown;
        if (Signatures.Misfit(call, types) is { } misfit)
            return Report(misfit);
        var type = Signatures.Result(call, types, selected);
        return constants is null ? type : Known(call, type, Constants.Call(call, constants));
    }

    private StaticType Select(Expr.Call call, Expr.Lambda lambda, StaticType? list)
    {
        var first = _locals.Count;
        _locals.Add((lambda.Parameters[0], list is { Items.Kinds: not Kinds.None } && list.MayBe(Kinds.List) ? list.Items : StaticType.Unknown));
        if (lambda.Parameters.Count > 1)
            _locals.Add((lambda.Parameters[1], StaticType.Of(Kinds.Number)));
        var type = StaticType.Of(Kinds.Boolean);
        if (call.Name is "filter" or "any" or "all")
            CheckBoolean(lambda.Body);
        else
            type = Infer(lambda.Body).Type;
        _locals.RemoveRange(first, _locals.Count - first);
        return type;
    }

    private Inferred Multifield(Expr.Multifield multifield)
    {
        var source = Infer(multifield.Source).Type;
        if (multifield.Operator is MultifieldOperator.First or MultifieldOperator.Last)
            return source.Element();
        return StaticType.Of(multifield.Operator == MultifieldOperator.Count ? Kinds.Number : Kinds.Boolean);
    }

    private static StaticType Folded(Fold fold) => fold switch
    {
        Syntax.Fold.Sum or Syntax.Fold.Count => StaticType.Of(Kinds.Number),
        Syntax.Fold.Avg => StaticType.Of(Kinds.Number | Kinds.Null),
        Syntax.Fold.Collect => StaticType.Of(Kinds.List),
        _ => StaticType.Unknown,
    };

    private Constants Constants => _constants ??= new();

    // What is constant is worked out, so that what always fails is seen to fail.
    private Inferred Known(Expr at, StaticType type, Value? value)
    {
        if (value is { } known)
            return new(StaticType.Of(known.Kind), known);
        return Constants.Failed is { } fault ? Report(new(at, fault.Code, fault.Message, fault.Hint)) : type;
    }

    // After one fault nothing is known of the value, so that it is told once.
    private StaticType Report(Finding finding)
    {
        Add(finding);
        return StaticType.Unknown;
    }

    private void Add(Finding finding)
    {
        if (_findings.Count < TokenCursor.MaxFaults)
            _findings.Add(finding);
    }

    /// <summary>What is known of a part: its type, and its value where that is the same over every scope.</summary>
    private readonly record struct Inferred(StaticType Type, Value? Constant)
    {
        public static implicit operator Inferred(StaticType type) => new(type, null);
    }
}
