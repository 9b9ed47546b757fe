using Logos.Rules.Expressions;
using Logos.Rules.Syntax;

namespace Logos.Rules.Grl;

/// <summary>
/// What evaluating something costs, in steps: once for what is written, and for each element that is visited more
/// where what is asked of it is long.
/// </summary>
internal readonly record struct Effort(int Once, int EachStep)
{
    // An operator or a path takes about an eighth of a step's time, and reaching a condition about three.
    private const int PartsInStep = 8;
    private const int Least = 3;

    public static Effort Of(params IEnumerable<Expr> expressions)
    {
        var (size, body) = (0, 0);
        foreach (var expression in expressions)
            size += Size(expression, ref body);
        return new(Least + (size / PartsInStep), 1 + (body / PartsInStep));
    }

    public long Of(long steps) => Once + (steps * EachStep);

    private static int Size(Expr expression, ref int longestBody)
    {
        var size = 1;
        foreach (var child in Reads.Children(expression))
            size += Size(child, ref longestBody);
        if (expression is Expr.Lambda or Expr.Quantifier or Expr.Accumulate)
            longestBody = Math.Max(longestBody, size);
        return size;
    }
}
