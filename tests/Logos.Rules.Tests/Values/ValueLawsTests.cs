using Logos.Rules.Tests.Fuzzing;
using Logos.Rules.Values;

namespace Logos.Rules.Tests.Values;

public sealed class ValueLawsTests
{
    [Fact]
    public void Equality_is_an_equivalence_and_equal_values_hash_alike() => Fuzz.Run(6000, dice =>
    {
        var (a, b, c) = (Near(dice), Near(dice), Near(dice));
        Assert.True(a == Again(a), $"{a} is not itself");
        Assert.Equal(a == b, b == a);
        Assert.True(!(a == b && b == c) || a == c, $"{a} == {b} == {c}, but {a} != {c}");
        Assert.True(a != b || a.GetHashCode() == b.GetHashCode(), $"{a} and {b} are equal and hash differently");
        Assert.Equal(a == b, a.Equals((object)b));
    });

    [Fact]
    public void Numbers_have_a_total_order() => Fuzz.Run(6000, dice =>
    {
        var (a, b, c) = (NearNumber(dice), NearNumber(dice), NearNumber(dice));
        Assert.Equal(Order(a, b), -Order(b, a));
        Assert.Equal(Order(a, b) == 0, a == b);
        Assert.True(!(Order(a, b) <= 0 && Order(b, c) <= 0) || Order(a, c) <= 0, $"{a} <= {b} <= {c}, but not {a} <= {c}");
    });

    [Fact]
    public void A_value_written_as_JSON_reads_back_as_itself() => Fuzz.Run(4000, dice =>
    {
        var value = dice.Any(4);
        var read = ValueJson.Parse(value.ToJson());
        Assert.True(value == read && value.Kind == read.Kind, $"{value} reads back as {read}");
        Assert.Equal(value.ToJson(), read.ToJson());
        Assert.Equal(read, ValueJson.Parse(ValueJson.Write(value, indented: true)));
    });

    [Fact]
    public void Equal_numbers_print_alike() => Fuzz.Run(6000, dice =>
    {
        var (a, b) = (NearNumber(dice), NearNumber(dice));
        Assert.Equal(a == b, a.ToJson() == b.ToJson());
    });

    [Fact]
    public void What_is_added_can_be_taken_away_exactly() => Fuzz.Run(6000, dice =>
    {
        var (a, b) = (Money(dice), Money(dice));
        Assert.Equal(a, Numbers.Subtract(Numbers.Add(a, b), b));
        Assert.Equal(Numbers.Add(a, b), Numbers.Add(b, a));
        Assert.Equal(Numbers.Multiply(a, b), Numbers.Multiply(b, a));
        Assert.Equal(a, Numbers.Negate(Numbers.Negate(a)));
        Assert.Equal(Numbers.Subtract(a, b), Numbers.Negate(Numbers.Subtract(b, a)));
        if (b != 0)
            Assert.Equal(a, Numbers.Divide(Numbers.Multiply(a, b), b));
    });

    [Fact]
    public void Integer_arithmetic_is_exact_or_becomes_decimal() => Fuzz.Run(6000, dice =>
    {
        var (x, y) = (Integer(dice), Integer(dice));
        Check((Int128)x + y, Numbers.Add(x, y));
        Check((Int128)x - y, Numbers.Subtract(x, y));
        if (Int128.Abs((Int128)x * y) < (Int128)7_922_816_251_426_433_759UL * 1_000_000_000)
            Check((Int128)x * y, Numbers.Multiply(x, y));
        if (y != 0)
            Check((Int128)x % y, Numbers.Remainder(x, y));

        static void Check(Int128 expected, Value actual) => Assert.True(expected == (Int128)actual.AsDecimal(), $"{actual} is not {expected}");
    });

    [Theory]
    [InlineData("79228162514264337593543950335", "79228162514264337593543950335")]
    [InlineData("79228162514264337593543950336", "7.922816251426434E+28")]
    [InlineData("-79228162514264337593543950335", "-79228162514264337593543950335")]
    [InlineData("1e28", "10000000000000000000000000000")]
    [InlineData("1e29", "1E+29")]
    [InlineData("1e-28", "0.0000000000000000000000000001")]
    [InlineData("1e-29", "1E-29")]
    [InlineData("-0", "0")]
    [InlineData("-0.0", "0")]
    [InlineData("1.500", "1.5")]
    [InlineData("9007199254740993", "9007199254740993")]
    [InlineData("123456789012345678.901", "123456789012345678.901")]
    [InlineData("0.1e1", "1")]
    public void A_number_prints_as_the_shortest_text_that_reads_back(string read, string printed) =>
        Assert.Equal(printed, ValueJson.Parse(read).ToJson());

    private static int Order(Value a, Value b)
    {
        Assert.True(Comparison.TryCompare(a, b, out var order));
        return Math.Sign(order);
    }

    // The same value, made anew: nothing may hang on references.
    private static Value Again(Value value) => ValueJson.Parse(value.ToJson());

    private static Value Near(Dice dice) => dice.Chance(0.4) ? NearNumber(dice) : dice.Chance(0.5) ? dice.Any(1) : dice.Any(3);

    private static Value NearNumber(Dice dice) => dice.Below(4) switch
    {
        0 => dice.Number(),
        1 => dice.Of(decimal.MaxValue, decimal.MaxValue - 1, 79_228_162_514_264_000_000_000_000_000m, decimal.MinValue),
        2 => Value.From(dice.Of(7.922816251426434e28, 7.922816251426433e28, 7.9228162514264e28, -7.922816251426434e28, 1e-28, 9.9e-29, 1.4e-28)),
        _ => dice.Of(1m, 1.0m, 1.00m, 0.5m, 0.50m),
    };

    private static Value Money(Dice dice) => dice.Between(-1_000_000_000, 1_000_000_000) / dice.Of(1m, 10m, 100m, 10_000m);

    private static long Integer(Dice dice) => dice.Below(3) switch
    {
        0 => dice.Of(long.MaxValue, long.MinValue, long.MaxValue - 1, -1L, 0L, 1L),
        1 => dice.Between(int.MinValue, int.MaxValue - 1) * (long)dice.Between(0, int.MaxValue - 1),
        _ => dice.Between(-100, 100),
    };
}
