using System.Runtime.CompilerServices;
using Logos.Rules.Functions;
using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Expressions;

/// <summary>Turns a tree into delegates, once; running them allocates nothing on the plain paths.</summary>
internal sealed class Compiler(PathBinder binder, ExpressionMode mode)
{
    private readonly List<string> _locals = [];

    /// <summary>How many lambda parameters can be alive at once.</summary>
    public int LocalCount { get; private set; }

    // Each case has a method of its own: a lambda here would make every call carry the captures of all.
    public Code Value(Expr expression) => expression switch
    {
        Expr.Literal literal => Constant(literal.Value),
        Expr.Path path => Path(path),
        Expr.Member member => Member(Value(member.Target), member.Name),
        Expr.Index index => Index(Value(index.Target), Value(index.At)),
        Expr.Unary { Operator: UnaryOperator.Negate } negation => Negation(negation, Value(negation.Operand)),
        Expr.Binary { Operator: BinaryOperator.Coalesce } coalesce => Coalesce(Value(coalesce.Left), Value(coalesce.Right)),
        Expr.Binary binary when Operators.Level(binary.Operator) >= Operators.SumLevel => Arithmetic(binary, Value(binary.Left), Value(binary.Right)),
        Expr.Conditional conditional => Conditional(Test(conditional.Test), Value(conditional.Then), Value(conditional.Else)),
        Expr.ListLiteral list => List(list),
        Expr.Call call => Call(call),
        Expr.Accumulate accumulate => binder.Accumulate(this, accumulate),
        Expr.Multifield multifield => Multifield(multifield, Value(multifield.Source)),
        Expr.Lambda or Expr.Broken => throw new InvalidOperationException("The parser reports what cannot be compiled."),
        _ => Truth(Test(expression)),
    };

    public Test Test(Expr expression) => expression switch
    {
        Expr.Binary { Operator: BinaryOperator.And or BinaryOperator.Or } logic => Logic(logic),
        Expr.Binary binary when Operators.Level(binary.Operator) is Operators.EqualityLevel or Operators.RelationLevel => Relation(binary),
        Expr.Unary { Operator: UnaryOperator.Not } denial => Denial(Test(denial.Operand)),
        Expr.Quantifier quantifier => binder.Quantifier(this, quantifier),
        // `tasks first` asks whether there is one.
        Expr.Multifield { Operator: MultifieldOperator.First or MultifieldOperator.Last } end => Presence(Value(end)),
        _ => Check(expression, Value(expression)),
    };

    private static Code Constant(Value value) => _ => value;

    private static Code Member(Code target, string name) => f => target(f)[name];

    private static Code Index(Code target, Code at) => f =>
    {
        var value = target(f);
        return Operations.At(value, at(f));
    };

    private Code Negation(Expr.Unary negation, Code operand) => f => Operations.Negate(f, negation, mode, operand(f));

    private static Code Coalesce(Code first, Code second) => f => first(f) is { IsNull: false } value ? value : second(f);

    private static Code Conditional(Test test, Code then, Code otherwise) => f => test(f) ? then(f) : otherwise(f);

    private static Code Truth(Test test) => f => test(f);

    private static Test Denial(Test denied) => f => !denied(f);

    private static Test Presence(Code element) => f => !element(f).IsNull;

    private static Test Check(Expr expression, Code value) => f => Operations.Truth(f, expression, value(f));

    private Code Path(Expr.Path path)
    {
        var local = _locals.LastIndexOf(path.Root);
        if (local < 0)
            return binder.Read(path);
        return path.Segments.Count == 1 ? Local(local) : LocalPart(local, [.. path.Segments.Skip(1)]);
    }

    private static Code Local(int local) => f => f.Locals[local];

    private static Code LocalPart(int local, Segment[] rest) => f =>
    {
        var value = f.Locals[local];
        foreach (ref readonly var segment in rest.AsSpan())
            value = Operations.Step(value, segment);
        return value;
    };

    private Code Arithmetic(Expr.Binary binary, Code left, Code right) => f =>
    {
        var value = left(f);
        return Operations.Calculate(f, binary, mode, value, right(f));
    };

    private Test Logic(Expr.Binary logic)
    {
        var terms = new List<Test>();
        Collect(logic, logic.Operator, terms);
        var isAnd = logic.Operator == BinaryOperator.And;
        return terms.Count > 2 ? Chain([.. terms], isAnd) : isAnd ? And(terms[0], terms[1]) : Or(terms[0], terms[1]);
    }

    private static Test And(Test left, Test right) => f => left(f) && right(f);

    private static Test Or(Test left, Test right) => f => left(f) || right(f);

    private static Test Chain(Test[] terms, bool isAnd) => f =>
    {
        foreach (var term in terms)
        {
            if (term(f) != isAnd)
                return !isAnd;
        }

        return isAnd;
    };

    private void Collect(Expr expression, BinaryOperator operation, List<Test> terms)
    {
        if (expression is Expr.Binary binary && binary.Operator == operation)
        {
            Collect(binary.Left, operation, terms);
            Collect(binary.Right, operation, terms);
        }
        else
        {
            terms.Add(Test(expression));
        }
    }

    private Test Relation(Expr.Binary binary)
    {
        if (binary.Operator is >= BinaryOperator.Equal and <= BinaryOperator.GreaterOrEqual)
            return Relations.Compile(binary.Operator, Operand(binary.Left), Operand(binary.Right));
        return Relation(binary, Value(binary.Left), Value(binary.Right));
    }

    private static Test Relation(Expr.Binary binary, Code left, Code right) => f =>
    {
        var value = left(f);
        return Operations.Relate(f, binary, value, right(f));
    };

    private Relations.Operand Operand(Expr expression) => new(
        Value(expression),
        expression is Expr.Path path && !IsLocal(path.Root) ? binder.Slot(path) : -1,
        expression is Expr.Literal literal ? literal.Value : (Value?)null);

    private bool IsLocal(string name) => _locals.Contains(name);

    private Code List(Expr.ListLiteral list) => list.Items.All(i => i is Expr.Literal)
        ? Constant(ValueList.From(list.Items.Select(i => ((Expr.Literal)i).Value)))
        : List(list, [.. list.Items.Select(Value)]);

    private static Code List(Expr.ListLiteral list, Code[] items) => f =>
    {
        f.Made(items.Length, list);
        var made = new Value[items.Length];
        for (var i = 0; i < made.Length; i++)
            made[i] = Present(items[i](f));
        return f.Bounded(ValueList.Adopt(made), list);
    };

    private static Code Multifield(Expr.Multifield multifield, Code source) =>
        f => Multifields.Apply(f, multifield, multifield.Operator, source(f));

    private Code Call(Expr.Call call)
    {
        var body = FunctionTable.Find(call.Name)!.Body;
        var plain = call.Arguments.Where(a => a is not Expr.Lambda).Select(Value).ToArray();
        var selector = call.Arguments is [_, Expr.Lambda lambda] ? Selector(lambda) : null;
        return plain switch
        {
            [] => CallNone(body, call),
            [var only] => CallOne(body, call, only, selector),
            [var first, var second] => CallTwo(body, call, first, second),
            _ => CallMany(body, call, plain),
        };
    }

    private static Code CallNone(Body body, Expr.Call call) => f => body(f, call, [], null);

    private static Code CallOne(Body body, Expr.Call call, Code only, Selector? selector) => f =>
    {
        var argument = Present(only(f));
        return body(f, call, new ReadOnlySpan<Value>(ref argument), selector);
    };

    private static Code CallTwo(Body body, Expr.Call call, Code first, Code second) => f =>
    {
        var both = default(Two);
        both[0] = Present(first(f));
        both[1] = Present(second(f));
        return body(f, call, both, null);
    };

    private static Code CallMany(Body body, Expr.Call call, Code[] all) => f =>
    {
        var arguments = new Value[all.Length];
        for (var i = 0; i < arguments.Length; i++)
            arguments[i] = Present(all[i](f));
        return body(f, call, arguments, null);
    };

    private CompiledSelector Selector(Expr.Lambda lambda)
    {
        var first = _locals.Count;
        _locals.AddRange(lambda.Parameters);
        LocalCount = Math.Max(LocalCount, _locals.Count);
        var body = Value(lambda.Body);
        _locals.RemoveRange(first, lambda.Parameters.Count);
        return new(body, first, lambda.Parameters.Count > 1);
    }

    private static Value Present(in Value value) => value.IsVoid ? Values.Value.Null : value;

    private sealed class CompiledSelector(Code body, int local, bool withIndex) : Selector
    {
        public override Value Select(Frame frame, in Value item, int index)
        {
            frame.Locals[local] = item;
            if (withIndex)
                frame.Locals[local + 1] = index;
            return Present(body(frame));
        }
    }

    [InlineArray(2)]
    private struct Two
    {
        private Value _first;
    }
}
