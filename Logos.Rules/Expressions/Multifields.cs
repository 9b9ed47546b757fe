using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Expressions;

/// <summary><c>count</c>, <c>empty</c>, <c>not_empty</c>, <c>first</c> and <c>last</c> of GRL.</summary>
internal static class Multifields
{
    public static Value Apply(Frame frame, Expr.Multifield at, MultifieldOperator operation, in Value value) => operation switch
    {
        MultifieldOperator.Count => Count(frame, at, value),
        MultifieldOperator.Empty => Count(frame, at, value) == 0,
        MultifieldOperator.NotEmpty => Count(frame, at, value) > 0,
        MultifieldOperator.First => value[0],
        _ => value.IsList ? value[value.AsList().Count - 1] : Value.Null,
    };

    private static int Count(Frame frame, Expr.Multifield at, in Value value) => value.Kind switch
    {
        ValueKind.Null => 0,
        ValueKind.List => value.AsList().Count,
        ValueKind.Map => value.AsMap().Count,
        ValueKind.String => value.AsString().Length,
        _ => throw Failure.Of(Faults.RulesCodes.BadArgument, frame, at, $"`{Printer.Print(at.Source)}` is {Failure.Describe(value)}, and `{Printer.Word(at.Operator)}` looks at lists"),
    };
}
