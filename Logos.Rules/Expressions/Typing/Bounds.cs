using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Expressions.Typing;

/// <summary>What something has to be: equal to one value and not to others, or above and below some.</summary>
internal readonly record struct Bounds(Value? Equal, Value? Low, bool LowIncluded, Value? High, bool HighIncluded)
{
    private IReadOnlyList<Value>? Excluded { get; init; }

    /// <returns>Null when nothing fulfils both.</returns>
    public Bounds? And(BinaryOperator operation, Value constant)
    {
        if (constant.IsNull && operation is not (BinaryOperator.Equal or BinaryOperator.NotEqual))
            return null;
        var next = operation switch
        {
            BinaryOperator.Equal => Equal is { } other && other != constant ? (Bounds?)null : this with { Equal = constant },
            BinaryOperator.NotEqual => this with { Excluded = [.. Excluded ?? [], constant] },
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
            return Excluded?.Contains(equal) != true &&
                (Low is not { } low || Operations.Greater(equal, low) || (LowIncluded && equal == low)) &&
                (High is not { } high || Operations.Less(equal, high) || (HighIncluded && equal == high));
        }

        if (Low is not { } least || High is not { } most)
            return true;
        return least.Kind == most.Kind && (Operations.Less(least, most) || (LowIncluded && HighIncluded && least == most && Excluded?.Contains(least) != true));
    }
}
