using Logos.Rules.Expressions;
using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Grl;

/// <summary>Finds conditions that no facts can fulfil, as far as comparisons with constants tell.</summary>
internal static class Contradiction
{
    public static string? Of(RuleDefinition rule)
    {
        // What is switched off on purpose needs no telling.
        if (!rule.Enabled)
            return null;
        if (rule.DateEffective >= rule.DateExpires)
            return $"it expires on {rule.DateExpires:yyyy-MM-dd}, before it comes into effect on {rule.DateEffective:yyyy-MM-dd}";
        if (ConstantlyFalse(rule.When))
            return $"`{Printer.Print(rule.When)}` is always false";
        var bounds = new Dictionary<string, Bounds>(StringComparer.Ordinal);
        foreach (var (path, operation, constant) in Comparisons(rule.When))
        {
            if (constant.IsNull && operation != BinaryOperator.Equal)
                return $"`{path} {Operators.Symbol(operation)} null` is never true, since null has no order";
            var before = bounds.GetValueOrDefault(path);
            if (before.And(operation, constant) is not { } next)
                return $"what it asks of `{path}` cannot be true at once";
            bounds[path] = next;
        }

        return null;
    }

    private static bool ConstantlyFalse(Expr when)
    {
        if (when is Expr.Binary { Operator: BinaryOperator.And } both)
            return ConstantlyFalse(both.Left) || ConstantlyFalse(both.Right);
        if (!IsConstant(when))
            return false;
        try
        {
            var frame = new Frame();
            frame.Begin(EvaluationOptions.Default);
            return !new Interpreter(frame, ExpressionMode.Condition).Holds(when);
        }
        catch (EvaluationException)
        {
            // It fails whenever it is looked at, which the evaluation reports with the rule's name.
            return false;
        }
    }

    private static bool IsConstant(Expr expression) => expression is not (Expr.Path or Expr.Call or Expr.Broken) && Reads.Children(expression).All(IsConstant);

    private static IEnumerable<(string Path, BinaryOperator Operator, Value Constant)> Comparisons(Expr when)
    {
        if (when is not Expr.Binary binary)
            return [];
        if (binary.Operator == BinaryOperator.And)
            return Comparisons(binary.Left).Concat(Comparisons(binary.Right));
        if (binary.Operator is < BinaryOperator.Equal or > BinaryOperator.GreaterOrEqual or BinaryOperator.NotEqual)
            return [];
        return (binary.Left, binary.Right) switch
        {
            (Expr.Path path, Expr.Literal literal) => [(Printer.Print(path), binary.Operator, literal.Value)],
            (Expr.Literal literal, Expr.Path path) => [(Printer.Print(path), Mirror(binary.Operator), literal.Value)],
            _ => [],
        };
    }

    private static BinaryOperator Mirror(BinaryOperator operation) => operation switch
    {
        BinaryOperator.Less => BinaryOperator.Greater,
        BinaryOperator.LessOrEqual => BinaryOperator.GreaterOrEqual,
        BinaryOperator.Greater => BinaryOperator.Less,
        BinaryOperator.GreaterOrEqual => BinaryOperator.LessOrEqual,
        _ => operation,
    };

    /// <summary>What a path has to be: equal to one value, or above and below others.</summary>
    private readonly record struct Bounds(Value? Equal, Value? Low, bool LowIncluded, Value? High, bool HighIncluded)
    {
        /// <returns>Null when nothing fulfils both.</returns>
        public Bounds? And(BinaryOperator operation, Value constant)
        {
            if (operation != BinaryOperator.Equal && constant.IsNull)
                return null;
            var next = operation switch
            {
                BinaryOperator.Equal => Equal is { } other && other != constant ? (Bounds?)null : this with { Equal = constant },
                BinaryOperator.Greater => Raise(constant, false),
                BinaryOperator.GreaterOrEqual => Raise(constant, true),
                BinaryOperator.Less => Lower(constant, false),
                _ => Lower(constant, true),
            };
            return next is { } bounds && bounds.IsPossible() ? bounds : null;
        }

        private Bounds Raise(Value constant, bool included) =>
            Low is { } low && Operations.Greater(low, constant) ? this : this with { Low = constant, LowIncluded = included && (Low is not { } same || same != constant || LowIncluded) };

        private Bounds Lower(Value constant, bool included) =>
            High is { } high && Operations.Less(high, constant) ? this : this with { High = constant, HighIncluded = included && (High is not { } same || same != constant || HighIncluded) };

        private bool IsPossible()
        {
            if (Equal is { } equal)
            {
                return (Low is not { } low || Operations.Greater(equal, low) || (LowIncluded && equal == low)) &&
                    (High is not { } high || Operations.Less(equal, high) || (HighIncluded && equal == high));
            }

            if (Low is not { } least || High is not { } most)
                return true;
            return least.Kind == most.Kind && (Operations.Less(least, most) || (LowIncluded && HighIncluded && least == most));
        }
    }
}
