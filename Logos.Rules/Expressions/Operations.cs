using Logos.Rules.Faults;
using Logos.Rules.Patterns;
using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Expressions;

/// <summary>What each operator does with two values: the one meaning that compiler and interpreter share.</summary>
internal static class Operations
{
    public static bool Truth(Frame frame, Expr at, in Value value)
    {
        if (value.IsBoolean)
            return value.IsTrue;
        return value.IsNull ? false : throw Failure.NotABoolean(frame, at, value);
    }

    public static bool Equal(in Value left, in Value right) => !left.IsVoid && !right.IsVoid && Comparison.AreEqual(left, right);

    public static bool NotEqual(in Value left, in Value right) => !left.IsVoid && !right.IsVoid && !Comparison.AreEqual(left, right);

    public static bool Less(in Value left, in Value right) => Comparison.TryCompare(left, right, out var order) && order < 0;

    public static bool LessOrEqual(in Value left, in Value right) => Comparison.TryCompare(left, right, out var order) && order <= 0;

    public static bool Greater(in Value left, in Value right) => Comparison.TryCompare(left, right, out var order) && order > 0;

    public static bool GreaterOrEqual(in Value left, in Value right) => Comparison.TryCompare(left, right, out var order) && order >= 0;

    /// <summary>The operators that yield true or false, but for <c>&amp;&amp;</c> and <c>||</c>.</summary>
    public static bool Relate(Frame frame, Expr.Binary at, in Value left, in Value right) => at.Operator switch
    {
        BinaryOperator.Equal => Equal(left, right),
        BinaryOperator.NotEqual => NotEqual(left, right),
        BinaryOperator.Less => Less(left, right),
        BinaryOperator.LessOrEqual => LessOrEqual(left, right),
        BinaryOperator.Greater => Greater(left, right),
        BinaryOperator.GreaterOrEqual => GreaterOrEqual(left, right),
        BinaryOperator.In => Holds(frame, at, right, left),
        BinaryOperator.Contains => Holds(frame, at, left, right),
        BinaryOperator.StartsWith => left.RawReference is string a && right.RawReference is string b && a.StartsWith(b, StringComparison.Ordinal),
        BinaryOperator.EndsWith => left.RawReference is string a && right.RawReference is string b && a.EndsWith(b, StringComparison.Ordinal),
        BinaryOperator.Matches => left.RawReference is string text && right.RawReference is string pattern && Matches(frame, at, text, pattern),
        _ => throw new InvalidOperationException($"{at.Operator} is no relation."),
    };

    public static Value Calculate(Frame frame, Expr.Binary at, ExpressionMode mode, in Value left, in Value right)
    {
        if (left.IsNumber && right.IsNumber)
        {
            var result = at.Operator switch
            {
                BinaryOperator.Add => Numbers.Add(left, right),
                BinaryOperator.Subtract => Numbers.Subtract(left, right),
                BinaryOperator.Multiply => Numbers.Multiply(left, right),
                BinaryOperator.Divide => Numbers.Divide(left, right),
                _ => Numbers.Remainder(left, right),
            };
            return result.IsNull ? throw NoResult(frame, at, right) : result;
        }

        if (at.Operator == BinaryOperator.Add && left.IsList)
            return Concatenate(frame, at, left.AsList(), right);
        if (left.IsNull || right.IsNull)
        {
            if (mode == ExpressionMode.Condition)
                return Value.Void;
            if (at.Operator == BinaryOperator.Add && (left.IsString || right.IsString))
                return Join(frame, at, left, right);
            throw left.IsNull ? Failure.NotANumber(frame, at, at.Left, left) : Failure.NotANumber(frame, at, at.Right, right);
        }

        if (at.Operator == BinaryOperator.Add && (left.IsString || right.IsString))
            return Join(frame, at, left, right);
        throw left.IsNumber ? Failure.NotANumber(frame, at, at.Right, right) : Failure.NotANumber(frame, at, at.Left, left);
    }

    public static Value Negate(Frame frame, Expr.Unary at, ExpressionMode mode, in Value operand)
    {
        if (operand.IsNumber)
            return Numbers.Negate(operand);
        if (operand.IsNull && mode == ExpressionMode.Condition)
            return Value.Void;
        throw Failure.NotANumber(frame, at, at.Operand, operand);
    }

    public static Value At(in Value target, in Value at)
    {
        if (at.RawReference is string name)
            return target[name];
        return at.TryGetInt64(out var number) && number is >= 0 and <= int.MaxValue ? target[(int)number] : Value.Null;
    }

    public static Value Step(in Value target, in Segment segment) => segment.Name is { } name ? target[name] : target[segment.Index];

    public static bool IsPattern(string pattern, out string? problem, out string? hint) => TextPattern.TryParse(pattern, out problem, out hint) is not null;

    private static bool Matches(Frame frame, Expr.Binary at, string text, string pattern)
    {
        if (at.Right is not Expr.Literal)
            frame.Step(1 + (pattern.Length >> 3), at);
        if (TextPattern.TryParse(pattern, out var problem) is not { } built)
            throw Failure.Of(RulesCodes.BadPattern, frame, at, $"{Failure.Describe(pattern)} is not a regular expression: {problem}");
        if (at.Right is not Expr.Literal)
            frame.Patterned(built, at);
        var allowance = (long)frame.StepsLeft * TextPattern.PlacesInStep;
        var before = allowance;
        var matches = built.IsMatch(text, ref allowance);
        if (allowance < 0)
            throw frame.Exhausted(at);
        frame.Step((int)((before - allowance) / TextPattern.PlacesInStep), at);
        return matches;
    }

    private static bool Holds(Frame frame, Expr at, in Value holder, in Value sought)
    {
        switch (holder.RawReference)
        {
            case ValueList list:
                if (sought.IsVoid)
                    return false;
                frame.Step(list.Count, at);
                foreach (ref readonly var item in list.AsSpan())
                {
                    if (Comparison.AreEqual(item, sought))
                        return true;
                }

                return false;
            case string text:
                // The search looks at many characters at once.
                frame.Step(text.Length >> 4, at);
                return sought.RawReference is string part && text.Contains(part, StringComparison.Ordinal);
            case ValueMap map:
                return sought.RawReference is string name && map.ContainsKey(name);
            default:
                return false;
        }
    }

    private static Value Join(Frame frame, Expr.Binary at, in Value left, in Value right)
    {
        var text = string.Concat(left.ToText(), right.ToText());
        frame.Made(text.Length, at);
        return text;
    }

    // A list and a list are joined; anything else becomes the last element.
    private static Value Concatenate(Frame frame, Expr at, ValueList left, in Value right)
    {
        var more = right.RawReference as ValueList;
        var count = left.Count + (more?.Count ?? 1);
        frame.Made(count, at);
        var items = new Value[count];
        left.AsSpan().CopyTo(items);
        if (more is null)
            items[^1] = right.IsVoid ? Value.Null : right;
        else
            more.AsSpan().CopyTo(items.AsSpan(left.Count));
        return frame.Bounded(ValueList.Adopt(items), at);
    }

    private static EvaluationException NoResult(Frame frame, Expr.Binary at, in Value right) =>
        at.Operator is BinaryOperator.Divide or BinaryOperator.Remainder && Comparison.AreEqual(right, 0)
            ? Failure.Of(RulesCodes.DivisionByZero, frame, at, $"`{Failure.Short(Printer.Print(at))}` divides by zero", "guard it with `!= 0`")
            : Failure.Of(RulesCodes.NumberTooLarge, frame, at, $"the result of `{Failure.Short(Printer.Print(at))}` is too large for a number");
}
