using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Tests.Fuzzing;

/// <summary>Whether two trees are the same but for where they stand in the text.</summary>
internal static class SameTree
{
    public static bool Same(Expr a, Expr b) => (a, b) switch
    {
        (Expr.Literal x, Expr.Literal y) => Same(x.Value, y.Value),
        (Expr.Path x, Expr.Path y) => x.Segments.SequenceEqual(y.Segments),
        (Expr.Member x, Expr.Member y) => x.Name == y.Name && Same(x.Target, y.Target),
        (Expr.Index x, Expr.Index y) => Same(x.Target, y.Target) && Same(x.At, y.At),
        (Expr.Unary x, Expr.Unary y) => x.Operator == y.Operator && Same(x.Operand, y.Operand),
        (Expr.Binary x, Expr.Binary y) => x.Operator == y.Operator && Same(x.Left, y.Left) && Same(x.Right, y.Right),
        (Expr.Conditional x, Expr.Conditional y) => Same(x.Test, y.Test) && Same(x.Then, y.Then) && Same(x.Else, y.Else),
        (Expr.ListLiteral x, Expr.ListLiteral y) => Same(x.Items, y.Items),
        (Expr.Call x, Expr.Call y) => x.Name == y.Name && Same(x.Arguments, y.Arguments),
        (Expr.Lambda x, Expr.Lambda y) => x.Parameters.SequenceEqual(y.Parameters) && Same(x.Body, y.Body),
        (Expr.Quantifier x, Expr.Quantifier y) => x.All == y.All && Same(x.Condition, y.Condition),
        (Expr.Accumulate x, Expr.Accumulate y) =>
            x.Fold == y.Fold && x.Variable == y.Variable && Same(x.Source, y.Source) && Same(x.Field, y.Field) && Same(x.Conditions, y.Conditions),
        (Expr.Multifield x, Expr.Multifield y) => x.Operator == y.Operator && Same(x.Source, y.Source),
        _ => false,
    };

    private static bool Same(IReadOnlyList<Expr> a, IReadOnlyList<Expr> b) => a.Count == b.Count && a.Zip(b).All(p => Same(p.First, p.Second));

    private static bool Same(Value a, Value b) => a.Kind == b.Kind && a == b;
}
