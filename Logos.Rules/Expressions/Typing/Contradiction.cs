using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Expressions.Typing;

/// <summary>Finds conditions that nothing can fulfil, as far as constants and comparisons with constants tell.</summary>
internal static class Contradiction
{
    // Alternatives multiply: what would make more of them than these is taken as it stands.
    private const int MaxCases = 64;
    private const int MaxTerms = 512;

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
    private static List<List<Term>> Cases(Expr expression, bool isDenied)
    {
        if (expression is Expr.Unary { Operator: UnaryOperator.Not } denial)
            return Cases(denial.Operand, !isDenied);
        if (expression is not Expr.Binary { Operator: BinaryOperator.And or BinaryOperator.Or } logic)
            return [[new(expression, isDenied)]];
        var parts = new List<Expr>();
        Collect(logic, logic.Operator, parts);
        // What is denied of `a || b` is denied of both, and the other way round.
        return logic.Operator == BinaryOperator.And != isDenied ? All(parts, isDenied) : Either(logic, parts, isDenied);
    }

    private static List<List<Term>> All(List<Expr> parts, bool isDenied)
    {
        List<List<Term>> cases = [[]];
        foreach (var part in parts)
        {
            var more = Cases(part, isDenied);
            if (more.Count * cases.Count > MaxCases || more.Count > 1 && more.Count * cases.Sum(c => c.Count) > MaxTerms)
                more = [[new(part, isDenied)]];
            if (more.Count > 1)
            {
                cases = [.. cases.SelectMany(_ => more, (before, added) => (List<Term>)[.. before, .. added])];
                continue;
            }

            foreach (var terms in cases)
                terms.AddRange(more[0]);
        }

        return cases;
    }

    private static List<List<Term>> Either(Expr whole, List<Expr> parts, bool isDenied)
    {
        var cases = new List<List<Term>>();
        foreach (var part in parts)
        {
            cases.AddRange(Cases(part, isDenied));
            if (cases.Count > MaxCases)
                return [[new(whole, isDenied)]];
        }

        return cases;
    }

    private static void Collect(Expr expression, BinaryOperator operation, List<Expr> parts)
    {
        if (expression is Expr.Binary binary && binary.Operator == operation)
        {
            Collect(binary.Left, operation, parts);
            Collect(binary.Right, operation, parts);
        }
        else
        {
            parts.Add(expression);
        }
    }

    private static (Expr, string)? OfCase(List<Term> terms)
    {
        foreach (var term in terms)
        {
            if (OfTerm(term) is { } reason)
                return (term.Expression, reason);
        }

        return terms.Count > 1 ? OfSeveral(terms) : null;
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

    private static (Expr, string)? OfSeveral(List<Term> terms)
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

        return Denied(terms);
    }

    private static (Expr, string)? Denied(List<Term> terms)
    {
        if (terms.TrueForAll(term => term.IsDenied) || !terms.Exists(term => term.IsDenied))
            return null;
        var asked = terms.Where(term => !term.IsDenied).Select(term => Printer.Print(term.Expression)).ToHashSet(StringComparer.Ordinal);
        foreach (var term in terms.Where(term => term.IsDenied))
        {
            if (Printer.Print(term.Expression) is var text && asked.Contains(text))
                return (term.Expression, $"it asks for `{Failure.Short(text)}`, and denies it");
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
