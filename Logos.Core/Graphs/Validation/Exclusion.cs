using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Core.Graphs.Validation;

/// <summary>Whether two conditions can never both be true, as far as their form tells.</summary>
internal static class Exclusion
{
    public static bool Between(Expr a, Expr b)
    {
        if (Denies(a, b) || Denies(b, a))
            return true;
        var left = Terms(a).ToArray();
        return Terms(b).Any(term => left.Any(other => Exclude(other, term)));
    }

    private static bool Denies(Expr denial, Expr condition) =>
        denial is Expr.Unary { Operator: UnaryOperator.Not } not && Printer.Print(not.Operand) == Printer.Print(condition);

    private static IEnumerable<Expr> Terms(Expr condition) => condition is Expr.Binary { Operator: BinaryOperator.And } and
        ? Terms(and.Left).Concat(Terms(and.Right))
        : [condition];

    private static bool Exclude(Expr a, Expr b)
    {
        if (Denies(a, b) || Denies(b, a))
            return true;
        return Comparison(a) is { } one && Comparison(b) is { } other && one.Subject == other.Subject && !Overlap(one, other);
    }

    private sealed record Bound(string Subject, BinaryOperator Operator, Value Value);

    // `flag`, `!flag`, `path == literal`, `literal < path`: all as path, operator, literal.
    private static Bound? Comparison(Expr term) => term switch
    {
        Expr.Path path => new(Printer.Print(path), BinaryOperator.Equal, true),
        Expr.Unary { Operator: UnaryOperator.Not, Operand: Expr.Path path } => new(Printer.Print(path), BinaryOperator.NotEqual, true),
        Expr.Binary { Right: Expr.Literal literal } binary when IsComparison(binary.Operator) && binary.Left is not Expr.Literal => new(Printer.Print(binary.Left), binary.Operator, literal.Value),
        Expr.Binary { Left: Expr.Literal literal } binary when IsComparison(binary.Operator) => new(Printer.Print(binary.Right), Mirrored(binary.Operator), literal.Value),
        _ => null,
    };

    private static bool Overlap(Bound a, Bound b)
    {
        if (a.Operator == BinaryOperator.Equal)
            return b.Operator switch
            {
                BinaryOperator.Equal => a.Value == b.Value,
                BinaryOperator.NotEqual => a.Value != b.Value,
                _ => a.Value.Kind == b.Value.Kind && Satisfies(a.Value, b),
            };
        if (b.Operator == BinaryOperator.Equal)
            return Overlap(b, a);
        if (a.Operator == BinaryOperator.NotEqual || b.Operator == BinaryOperator.NotEqual || !a.Value.IsNumber || !b.Value.IsNumber)
            return true;
        var (low, high) = IsLower(a.Operator) ? (a, b) : (b, a);
        if (!IsLower(low.Operator) || IsLower(high.Operator))
            return true;
        var (least, most) = (low.Value.AsDouble(), high.Value.AsDouble());
        return least < most || least == most && low.Operator == BinaryOperator.GreaterOrEqual && high.Operator == BinaryOperator.LessOrEqual;
    }

    private static bool Satisfies(Value value, Bound bound)
    {
        if (!value.IsNumber)
            return true;
        var (number, limit) = (value.AsDouble(), bound.Value.AsDouble());
        return bound.Operator switch
        {
            BinaryOperator.Less => number < limit,
            BinaryOperator.LessOrEqual => number <= limit,
            BinaryOperator.Greater => number > limit,
            BinaryOperator.GreaterOrEqual => number >= limit,
            _ => true,
        };
    }

    private static bool IsLower(BinaryOperator operation) => operation is BinaryOperator.Greater or BinaryOperator.GreaterOrEqual;

    private static bool IsComparison(BinaryOperator operation) => operation is BinaryOperator.Equal or BinaryOperator.NotEqual
        or BinaryOperator.Less or BinaryOperator.LessOrEqual or BinaryOperator.Greater or BinaryOperator.GreaterOrEqual;

    private static BinaryOperator Mirrored(BinaryOperator operation) => operation switch
    {
        BinaryOperator.Less => BinaryOperator.Greater,
        BinaryOperator.LessOrEqual => BinaryOperator.GreaterOrEqual,
        BinaryOperator.Greater => BinaryOperator.Less,
        BinaryOperator.GreaterOrEqual => BinaryOperator.LessOrEqual,
        _ => operation,
    };
}
