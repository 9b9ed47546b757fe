using Logos.Rules.Syntax;

namespace Logos.Rules.Expressions;

/// <summary>Which paths an expression reads from outside: the parameters of its lambdas are its own.</summary>
public static class Reads
{
    /// <returns>In the order written; of an accumulate the list that it goes through.</returns>
    public static IReadOnlyList<Expr.Path> Of(Expr expression)
    {
        var paths = new List<Expr.Path>();
        Collect(expression, [], paths.Add);
        return paths;
    }

    internal static void Collect(Expr expression, List<string> locals, Action<Expr.Path> found)
    {
        switch (expression)
        {
            case Expr.Path path:
                if (!locals.Contains(path.Root))
                    found(path);
                break;
            case Expr.Lambda lambda:
                locals.AddRange(lambda.Parameters);
                Collect(lambda.Body, locals, found);
                locals.RemoveRange(locals.Count - lambda.Parameters.Count, lambda.Parameters.Count);
                break;
            default:
                foreach (var child in Children(expression))
                    Collect(child, locals, found);
                break;
        }
    }

    internal static IEnumerable<Expr> Children(Expr expression) => expression switch
    {
        Expr.Member x => [x.Target],
        Expr.Index x => [x.Target, x.At],
        Expr.Unary x => [x.Operand],
        Expr.Binary x => [x.Left, x.Right],
        Expr.Conditional x => [x.Test, x.Then, x.Else],
        Expr.ListLiteral x => x.Items,
        Expr.Call x => x.Arguments,
        Expr.Lambda x => [x.Body],
        Expr.Quantifier x => [x.Condition],
        // Its field and its conditions are read inside the element.
        Expr.Accumulate x => [x.Source],
        Expr.Multifield x => [x.Source],
        Expr.Literal or Expr.Path or Expr.Broken => [],
        _ => throw new InvalidOperationException($"unknown case {expression.GetType().Name}"),
    };
}
