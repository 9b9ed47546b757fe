using Logos.Rules.Expressions;
using Logos.Rules.Syntax;

namespace Logos.Rules.Grl;

/// <summary>
/// Which facts an expression of a rule reads: plain paths, and the facts that a quantifier or an accumulate
/// goes through, whose parts are read element by element.
/// </summary>
internal static class ReadSet
{
    public static IReadOnlyList<Expr.Path> Of(Expr expression)
    {
        var paths = new List<Expr.Path>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Collect(expression, path => { if (seen.Add(Printer.Print(path))) paths.Add(path); }, _ => { });
        return paths;
    }

    /// <summary>Tells each path, and each name that also stands for the facts with a number behind it.</summary>
    public static void Collect(Expr expression, Action<Expr.Path> path, Action<string> pattern)
    {
        switch (expression)
        {
            case Expr.Quantifier quantifier:
                var root = Pattern.Of(quantifier.Condition).Root;
                pattern(root);
                path(new Expr.Path(quantifier.Span, [Segment.Member(root)]));
                Collect(quantifier.Condition, p => { if (p.Root != root) path(p); }, pattern);
                break;
            case Expr.Accumulate accumulate:
                path(accumulate.Source);
                if (accumulate.Source.Segments.Count == 1)
                    pattern(accumulate.Source.Root);
                break;
            case Expr.Path plain:
                path(plain);
                break;
            case Expr.Lambda lambda:
                Collect(lambda.Body, p => { if (!lambda.Parameters.Contains(p.Root)) path(p); }, pattern);
                break;
            default:
                foreach (var child in Reads.Children(expression))
                    Collect(child, path, pattern);
                break;
        }
    }
}
