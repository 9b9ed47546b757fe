using Logos.Rules.Expressions;
using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Tests.Expressions.Typing;

/// <summary>Where a part is evaluated: what stands around it, and what its names mean there.</summary>
internal sealed record Place(Value Scope, Expr? Parent);

internal static class Places
{
    private static readonly EvaluationOptions Options = new() { Now = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero) };

    /// <summary>One for each time that it is evaluated: inside a lambda that is once for each element.</summary>
    public static IEnumerable<Place> Of(Expr root, Expr part, Value scope, ExpressionMode mode, Expr? parent = null)
    {
        if (ReferenceEquals(root, part))
            return [new(scope, parent)];
        return root is Expr.Call { Arguments: [var list, Expr.Lambda lambda] } call
            ? Of(list, part, scope, mode, call).Concat(Elements(list, scope, mode).SelectMany((item, i) => Of(lambda.Body, part, Inside(scope, lambda, item, i), mode, lambda)))
            : Reads.Children(root).SelectMany(child => Of(child, part, scope, mode, root));
    }

    public static Value Evaluate(Expr expression, Value scope, ExpressionMode mode)
    {
        var frame = new Frame { Scope = scope };
        frame.Begin(Options);
        return new Interpreter(frame, mode).Evaluate(expression);
    }

    private static IReadOnlyList<Value> Elements(Expr list, Value scope, ExpressionMode mode)
    {
        try
        {
            var value = Evaluate(list, scope, mode);
            return value.IsList ? [.. value.AsList()] : value.IsNull ? [] : [value];
        }
        catch (EvaluationException)
        {
            return [];
        }
    }

    private static Value Inside(Value scope, Expr.Lambda lambda, Value item, int index)
    {
        var inner = scope.AsMap().With(lambda.Parameters[0], item.IsVoid ? Value.Null : item);
        return lambda.Parameters.Count > 1 ? inner.With(lambda.Parameters[1], index) : inner;
    }
}
