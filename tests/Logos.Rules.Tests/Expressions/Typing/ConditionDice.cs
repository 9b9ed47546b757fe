using Logos.Rules.Tests.Fuzzing;
using Logos.Rules.Values;

namespace Logos.Rules.Tests.Expressions.Typing;

/// <summary>Conditions over so few names and values that they often contradict themselves.</summary>
internal sealed class ConditionDice(Dice dice)
{
    public static readonly string[] Names = ["x", "y"];

    public string Any(int depth) => depth <= 0 ? Term() : dice.Below(5) switch
    {
        0 or 1 => $"({Any(depth - 1)} && {Any(depth - 1)})",
        2 => $"({Any(depth - 1)} || {Any(depth - 1)})",
        3 => $"!({Any(depth - 1)})",
        _ => Term(),
    };

    public static Value Constant(Dice dice) => dice.Below(8) switch
    {
        0 => Value.Null,
        1 => dice.Boolean(),
        2 => dice.Of("a", "b"),
        _ => dice.Between(0, 3),
    };

    private string Term() => dice.Below(8) switch
    {
        0 => Operand(),
        1 => $"{Operand()} {Comparison()} {Operand()}",
        2 => $"{Constant(dice).ToJson()} {Comparison()} {Operand()}",
        3 => $"{Operand()} * 2 {Comparison()} {dice.Between(0, 6)}",
        _ => $"{Operand()} {Comparison()} {Constant(dice).ToJson()}",
    };

    private string Operand() => dice.Of(Names);

    private string Comparison() => dice.Of("==", "==", "!=", "<", "<=", ">", ">=");
}
