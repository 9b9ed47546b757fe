using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Expressions.Typing;

/// <summary>Finds conditions that nothing can fulfil, as far as constants and comparisons with constants tell.</summary>
internal static class Contradiction
{
    // Alternatives multiply: beyond so many a part is taken as it stands.
    private const int MaxCases = 64;

    /// <returns>The part that cannot hold beside the rest, and why.</returns>
    public static (Expr At, string Reason)? Of(Expr condition)
    {
        (Expr At, string Reason)? first = null;
        foreach (var terms in Cases(condition, isDenied: false))
        {
            if (OfCase(terms) is not { } found)
                return null;
            first ??= found;
        }

        return first;
    }

    /// <summary>The cases in which a condition is true: in each of them all of its terms hold.</summary>
    private static List<Term[]> Cases(Expr expression, bool isDenied)
    {
        switch (expression)
        {
            case Expr.Unary { Operator: UnaryOperator.Not } denial:
                return Cases(denial.Operand, !isDenied);
            case Expr.Binary { Operator: BinaryOperator.And or BinaryOperator.Or } logic:
                var (left, right) = (Cases(logic.Left, isDenied), Cases(logic.Right, isDenied));
                // What is denied of `a || b` is denied of both, and the other way round.
                var all = logic.Operator == BinaryOperator.And != isDenied;
                if ((all ? left.Count * right.Count : left.Count + right.Count) > MaxCases)
                    return [[new(expression, isDenied)]];
                return all ? [.. left.SelectMany(_ => right, (a, b) => (Term[])[.. a, .. b])] : [.. left, .. right];
            default:
                return [[new(expression, isDenied)]];
        }
    }

    private static (Expr, string)? OfCase(Term[] terms)
    {
        foreach (var term in terms)
        {
            if (OfTerm(term) is { } reason)
                return (term.Expression, reason);
        }

        return terms.Length > 1 ? OfSeveral(terms) : null;
    }

    private static string? OfTerm(Term term)
    {
        if (IsConstantly(term.Expression, term.IsDenied))
            return $"`{Printer.Print(term.Expression)}` is always {(term.IsDenied ? "true" : "false")}";
        if (term.IsDenied)
            return null;
        if (term.Expression is Expr.Binary { Operator: BinaryOperator.NotEqual or BinaryOperator.Less or BinaryOperator.Greater } relation && SameExpression.Same(relation.Left, relation.Right))
            return $"`{Printer.Print(relation)}` compares something with itself";
        if (Comparison(term) is { Operator: not (BinaryOperator.Equal or BinaryOperator.NotEqual), Constant.IsNull: true } order)
            return $"`{Printer.Print(order.Subject)} {Operators.Symbol(order.Operator)} null` is never true, since null has no order";
        return term.Expression is Expr.Quantifier { All: false } exists && Of(exists.Condition) is var (_, reason) ? reason : null;
    }

    private static (Expr, string)? OfSeveral(Term[] terms)
    {
        var bounds = new Dictionary<string, Bounds>(StringComparer.Ordinal);
        foreach (var term in terms)
        {
            if (Comparison(term) is not { } comparison)
                continue;
            var subject = Printer.Print(comparison.Subject);
            var before = bounds.GetValueOrDefault(subject);
            if (before.And(comparison.Operator, comparison.Constant) is not { } next)
                return (term.Expression, $"what it asks of `{Failure.Short(subject)}` cannot be true at once");
            bounds[subject] = next;
        }

        foreach (var term in terms)
        {
            if (term.IsDenied && terms.Any(other => !other.IsDenied && SameExpression.Same(other.Expression, term.Expression)))
                return (term.Expression, $"it asks for `{Failure.Short(Printer.Print(term.Expression))}`, and denies it");
        }

        return null;
    }

    private static bool IsConstantly(Expr expression, bool value)
    {
        if (!IsConstant(expression))
            return false;
        try
        {
            var frame = new Frame();
            frame.Begin(EvaluationOptions.Default);
            return new Interpreter(frame, ExpressionMode.Condition).Holds(expression) == value;
        }
        catch (EvaluationException)
        {
            // It fails whenever it is looked at, which is told as such.
            return false;
        }
    }

    private static bool IsConstant(Expr expression) => expression is not (Expr.Path or Expr.Call or Expr.Broken) && Reads.Children(expression).All(IsConstant);

    private static (Expr Subject, BinaryOperator Operator, Value Constant)? Comparison(Term term) => term switch
    {
        (Expr.Path flag, var isDenied) => (flag, isDenied ? BinaryOperator.NotEqual : BinaryOperator.Equal, Value.True),
        (Expr.Binary { Operator: BinaryOperator.Equal, Right: Expr.Literal literal } x, true) => (x.Left, BinaryOperator.NotEqual, literal.Value),
        (Expr.Binary { Operator: >= BinaryOperator.Equal and <= BinaryOperator.GreaterOrEqual, Right: Expr.Literal literal } x, false) => (x.Left, x.Operator, literal.Value),
        (Expr.Binary { Operator: >= BinaryOperator.Equal and <= BinaryOperator.GreaterOrEqual, Left: Expr.Literal literal } x, false) => (x.Right, Mirror(x.Operator), literal.Value),
        _ => null,
    };

    private static BinaryOperator Mirror(BinaryOperator operation) => operation switch
    {
        BinaryOperator.Less => BinaryOperator.Greater,
        BinaryOperator.LessOrEqual => BinaryOperator.GreaterOrEqual,
        BinaryOperator.Greater => BinaryOperator.Less,
        BinaryOperator.GreaterOrEqual => BinaryOperator.LessOrEqual,
        _ => operation,
    };

    private readonly record struct Term(Expr Expression, bool IsDenied);
}
