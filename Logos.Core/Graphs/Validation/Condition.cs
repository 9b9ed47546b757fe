using Logos.Core.Graphs.Templates;
using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Core.Graphs.Validation;

/// <summary>A condition taken apart, so that whether it excludes another can be told without looking at the text again.</summary>
internal sealed class Condition
{
    private readonly Term[] _terms;

    public Condition(Formula formula)
    {
        Formula = formula;
        var terms = new List<Term>();
        Collect(formula.Expression.Root, terms);
        // `!(a && b)` denies the whole, which is then a term as well.
        if (terms.Count > 1)
            terms.Add(Term.Of(formula.Expression.Root));
        _terms = [.. terms];
    }

    public Formula Formula { get; }

    /// <summary>Whether both can never be true, as far as their form tells.</summary>
    public bool Excludes(Condition other)
    {
        foreach (var a in _terms)
        {
            foreach (var b in other._terms)
            {
                if (a.Excludes(b))
                    return true;
            }
        }

        return false;
    }

    private static void Collect(Expr expression, List<Term> terms)
    {
        // Conditions are short; one that is not is compared by its beginning.
        if (expression is Expr.Binary { Operator: BinaryOperator.And } and && terms.Count < 16)
        {
            Collect(and.Left, terms);
            Collect(and.Right, terms);
        }
        else
        {
            terms.Add(Term.Of(expression));
        }
    }

    /// <param name="Text">The term as it prints.</param>
    /// <param name="Denied">What it denies, as that prints.</param>
    /// <param name="Bound">What it says of one path, when it is that simple.</param>
    private sealed record Term(string Text, string? Denied, Bound? Bound)
    {
        public static Term Of(Expr expression) => new(
            Printer.Print(expression),
            expression is Expr.Unary { Operator: UnaryOperator.Not } not ? Printer.Print(not.Operand) : null,
            Validation.Bound.Of(expression));

        public bool Excludes(Term other) =>
            Denied == other.Text || other.Denied == Text || Bound is not null && other.Bound is not null && Bound.Subject == other.Bound.Subject && !Bound.Overlaps(Bound, other.Bound);
    }
}

/// <summary><c>path operator literal</c>; <c>flag</c> and <c>!flag</c> are such, too.</summary>
internal sealed record Bound(string Subject, BinaryOperator Operator, Value Value)
{
    public static Bound? Of(Expr term) => term switch
    {
        Expr.Path path => new(Printer.Print(path), BinaryOperator.Equal, true),
        Expr.Unary { Operator: UnaryOperator.Not, Operand: Expr.Path path } => new(Printer.Print(path), BinaryOperator.NotEqual, true),
        Expr.Binary { Right: Expr.Literal literal } binary when IsComparison(binary.Operator) && binary.Left is not Expr.Literal => new(Printer.Print(binary.Left), binary.Operator, literal.Value),
        Expr.Binary { Left: Expr.Literal literal } binary when IsComparison(binary.Operator) => new(Printer.Print(binary.Right), Mirrored(binary.Operator), literal.Value),
        _ => null,
    };

    public static bool Overlaps(Bound a, Bound b)
    {
        if (a.Operator == BinaryOperator.Equal)
            return b.Operator switch
            {
                BinaryOperator.Equal => a.Value == b.Value,
                BinaryOperator.NotEqual => a.Value != b.Value,
                _ => !a.Value.IsNumber || !b.Value.IsNumber || Satisfies(a.Value.AsDouble(), b),
            };
        if (b.Operator == BinaryOperator.Equal)
            return Overlaps(b, a);
        if (a.Operator == BinaryOperator.NotEqual || b.Operator == BinaryOperator.NotEqual || !a.Value.IsNumber || !b.Value.IsNumber || IsLower(a.Operator) == IsLower(b.Operator))
            return true;
        var (low, high) = IsLower(a.Operator) ? (a, b) : (b, a);
        var (least, most) = (low.Value.AsDouble(), high.Value.AsDouble());
        return least < most || least == most && low.Operator == BinaryOperator.GreaterOrEqual && high.Operator == BinaryOperator.LessOrEqual;
    }

    private static bool Satisfies(double number, Bound bound)
    {
        var limit = bound.Value.AsDouble();
        return bound.Operator switch
        {
            BinaryOperator.Less => number < limit,
            BinaryOperator.LessOrEqual => number <= limit,
            BinaryOperator.Greater => number > limit,
            _ => number >= limit,
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
