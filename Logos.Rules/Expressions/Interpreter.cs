using Logos.Rules.Functions;
using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Expressions;

/// <summary>
/// Walks the tree instead of compiling it. The explanation of a rule uses it, since it needs the value of
/// every term; and it holds the compiler to the same meaning.
/// </summary>
internal class Interpreter(Frame frame, ExpressionMode mode)
{
    private readonly Dictionary<string, Value> _locals = new(StringComparer.Ordinal);

    protected Frame Frame { get; } = frame;

    public Value Evaluate(Expr expression)
    {
        switch (expression)
        {
            case Expr.Literal literal:
                return literal.Value;
            case Expr.Path path:
                return _locals.TryGetValue(path.Root, out var local) ? Walk(local, path, 1) : Read(path);
            case Expr.Member member:
                return Evaluate(member.Target)[member.Name];
            case Expr.Index index:
                return Operations.At(Evaluate(index.Target), Evaluate(index.At));
            case Expr.Unary { Operator: UnaryOperator.Not } denial:
                return !Holds(denial.Operand);
            case Expr.Unary negation:
                return Operations.Negate(Frame, negation, mode, Evaluate(negation.Operand));
            case Expr.Binary binary:
                return Binary(binary);
            case Expr.Conditional conditional:
                return Holds(conditional.Test) ? Evaluate(conditional.Then) : Evaluate(conditional.Else);
            case Expr.ListLiteral list:
                Frame.Made(list.Items.Count, list);
                return Frame.Bounded(ValueList.From(list.Items.Select(i => Present(Evaluate(i)))), list);
            case Expr.Call call:
                return Call(call);
            case Expr.Quantifier quantifier:
                return Quantify(quantifier);
            case Expr.Accumulate accumulate:
                return Fold(accumulate);
            case Expr.Multifield multifield:
                return Multifields.Apply(Frame, multifield, multifield.Operator, Evaluate(multifield.Source));
            default:
                throw new InvalidOperationException("The parser reports what cannot be evaluated.");
        }
    }

    public bool Holds(Expr expression) => expression is Expr.Multifield { Operator: MultifieldOperator.First or MultifieldOperator.Last }
        ? !Evaluate(expression).IsNull
        : Operations.Truth(Frame, expression, Evaluate(expression));

    protected virtual Value Read(Expr.Path path) => Walk(Frame.Scope[path.Root], path, 1);

    protected virtual bool Quantify(Expr.Quantifier quantifier) => throw new InvalidOperationException("Only GRL has quantifiers.");

    protected virtual Value Fold(Expr.Accumulate accumulate) => throw new InvalidOperationException("Only GRL has accumulate.");

    protected static Value Walk(Value value, Expr.Path path, int from)
    {
        for (var i = from; i < path.Segments.Count; i++)
            value = Operations.Step(value, path.Segments[i]);
        return value;
    }

    private Value Binary(Expr.Binary binary)
    {
        switch (binary.Operator)
        {
            case BinaryOperator.And:
                return Holds(binary.Left) && Holds(binary.Right);
            case BinaryOperator.Or:
                return Holds(binary.Left) || Holds(binary.Right);
            case BinaryOperator.Coalesce:
                return Evaluate(binary.Left) is { IsNull: false } value ? value : Evaluate(binary.Right);
            default:
                var left = Evaluate(binary.Left);
                var right = Evaluate(binary.Right);
                return Operators.Level(binary.Operator) >= Operators.SumLevel
                    ? Operations.Calculate(Frame, binary, mode, left, right)
                    : Operations.Relate(Frame, binary, left, right);
        }
    }

    private Value Call(Expr.Call call)
    {
        var arguments = call.Arguments.Where(a => a is not Expr.Lambda).Select(a => Present(Evaluate(a))).ToArray();
        var selector = call.Arguments is [_, Expr.Lambda lambda] ? new WalkedSelector(this, lambda) : null;
        return FunctionTable.Find(call.Name)!.Body(Frame, call, arguments, selector);
    }

    private static Value Present(Value value) => value.IsVoid ? Value.Null : value;

    private sealed class WalkedSelector(Interpreter interpreter, Expr.Lambda lambda) : Selector
    {
        public override Value Select(Frame frame, in Value item, int index)
        {
            var before = lambda.Parameters.Select(p => (p, had: interpreter._locals.TryGetValue(p, out var old), old)).ToArray();
            interpreter._locals[lambda.Parameters[0]] = item;
            if (lambda.Parameters.Count > 1)
                interpreter._locals[lambda.Parameters[1]] = index;
            try
            {
                return Present(interpreter.Evaluate(lambda.Body));
            }
            finally
            {
                foreach (var (name, had, old) in before.Reverse())
                {
                    if (had)
                        interpreter._locals[name] = old;
                    else
                        interpreter._locals.Remove(name);
                }
            }
        }
    }
}
