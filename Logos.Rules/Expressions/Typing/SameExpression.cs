using Logos.Rules.Syntax;

namespace Logos.Rules.Expressions.Typing;

/// <summary>Whether two parts read the same, wherever they stand: then they have the same value.</summary>
internal static class SameExpression
{
    public static bool Same(Expr a, Expr b)
    {
        if (a is Expr.Path x && b is Expr.Path y)
            return x.Segments.SequenceEqual(y.Segments);
        return a.GetType() == b.GetType() && a.Height == b.Height && Printer.Print(a) == Printer.Print(b);
    }
}
