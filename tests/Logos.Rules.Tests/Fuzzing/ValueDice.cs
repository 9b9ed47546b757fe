using Logos.Rules.Values;

namespace Logos.Rules.Tests.Fuzzing;

/// <summary>Values: mostly what business data looks like, now and then the edges.</summary>
internal static class ValueDice
{
    public static readonly string[] Names = ["price", "qty", "name", "on", "tags", "x-y", "né", "$id", "count", ""];

    public static Value Number(this Dice dice) => dice.Below(12) switch
    {
        0 => dice.Between(-3, 3),
        1 => dice.Between(-1_000_000, 1_000_000),
        2 => dice.Between(-99_999, 99_999) / 100m,
        3 => dice.Of(long.MaxValue, long.MinValue, int.MaxValue, 1L << 53),
        4 => dice.Of(decimal.MaxValue, decimal.MinValue, 0.0000000000000000000000000001m, 1.10m, 7.00m),
        5 => Value.From(dice.Of(1e30, -1e30, 1e-40, 1.7e308, 4.9e-324, 123456.789)),
        _ => dice.Between(0, 9),
    };

    public static Value Text(this Dice dice) => dice.Below(8) switch
    {
        0 => "",
        1 => "2026-01-31",
        2 => "2026-01-31T08:00:00Z",
        3 => "a\"b\\c\n\t'\u0001\u2028é→🚀",
        4 => dice.Between(0, 99).ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => dice.Of("a", "b", "ab", "steel", "A-17", "x y"),
    };

    public static Value Boolean(this Dice dice) => dice.Chance(0.5);

    public static Value ListOf(this Dice dice, Func<Value> item, int most = 4) => ValueList.From(dice.Some(most, item));

    public static Value Map(this Dice dice, int depth)
    {
        var members = new ValueMap.Builder();
        for (var i = dice.Below(5); i > 0; i--)
            members.Set(dice.Of(Names), dice.Any(depth - 1));
        return members.Build();
    }

    public static Value Any(this Dice dice, int depth = 3) => dice.Below(depth > 0 ? 9 : 6) switch
    {
        0 => Value.Null,
        1 => dice.Boolean(),
        2 or 3 => dice.Number(),
        4 or 5 => dice.Text(),
        6 => dice.ListOf(() => dice.Any(depth - 1)),
        _ => dice.Map(depth),
    };
}
