using Logos.Rules.Expressions;
using Logos.Rules.Faults;
using Logos.Rules.Syntax;
using Logos.Rules.Values;

namespace Logos.Rules.Functions;

internal static class NumberFunctions
{
    public static Value Round(Frame frame, Expr.Call at, ReadOnlySpan<Value> arguments, Selector? selector)
    {
        long digits = 0;
        if (arguments.Length > 1 && (!arguments[1].TryGetInt64(out digits) || digits is < 0 or > 28))
            throw Failure.BadArgument(frame, at, "a number of digits from 0 to 28", arguments[1]);
        return Apply(frame, at, arguments[0], x => decimal.Round(x, (int)digits, MidpointRounding.AwayFromZero), x => x);
    }

    public static Value Floor(Frame frame, Expr.Call at, ReadOnlySpan<Value> arguments, Selector? selector) =>
        Apply(frame, at, arguments[0], decimal.Floor, Math.Floor);

    public static Value Ceil(Frame frame, Expr.Call at, ReadOnlySpan<Value> arguments, Selector? selector) =>
        Apply(frame, at, arguments[0], decimal.Ceiling, Math.Ceiling);

    public static Value Abs(Frame frame, Expr.Call at, ReadOnlySpan<Value> arguments, Selector? selector) =>
        Apply(frame, at, arguments[0], decimal.Abs, Math.Abs);

    private static Value Apply(Frame frame, Expr.Call at, in Value number, Func<decimal, decimal> exact, Func<double, double> approximate)
    {
        if (number.IsNull)
            return Value.Null;
        if (!number.IsNumber)
            throw Failure.BadArgument(frame, at, "a number", number);
        if (!number.IsDouble)
            return Numbers.Shortest(exact(number.AsDecimal()));
        var result = approximate(number.RawDouble);
        return double.IsFinite(result) ? Value.From(result) : throw Failure.Of(RulesCodes.NumberTooLarge, frame, at, "the result is too large for a number");
    }
}
