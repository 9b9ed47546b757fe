using System.Diagnostics;
using System.Text;
using Logos.Rules.Expressions;
using Logos.Rules.Faults;
using Logos.Rules.Grl;
using Logos.Rules.Tests.Fuzzing;
using Logos.Rules.Values;

namespace Logos.Rules.Tests.Syntax;

/// <summary>Text that nobody meant well with: it ends quickly, in words, and never in a crash.</summary>
public sealed class HostileTextTests
{
    // Far above what any of these takes: an endless loop or a quadratic one is found, a busy machine is not.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(Fuzz.IsLong ? 60 : 8);

    private static readonly string[] Words =
    [
        "rule", "when", "then", "salience", "no-loop", "exists", "forall", "accumulate", "sum", "map", "count", "empty", "first", "$x", "$?y", "a", "a.b", "a[0]", "\"s\"", "'t'",
        "12", "0.5", "1e9", "true", "null", "(", ")", "[", "]", "{", "}", ";", ",", ":", "=", "==", "!=", "<", "&&", "||", "!", "not", "and", "or", "in", "matches", "+", "-", "*", "/",
        "+=", "?", "??", "=>", ".", "Log", "retract", "//", "/*", "*/", "\\", "\"", "\n", "&", "“", "\u0001", "🚀", "é",
    ];

    public static TheoryData<string, string> Repeated => new()
    {
        { "(", "" }, { ")", "" }, { "[", "" }, { "{", "" }, { "!", "" }, { "-", "" }, { "- ", "" }, { "+", "" }, { "not ", "" }, { "a.", "b" }, { "a[", "" }, { "a[0].", "b" }, { "a && ", "b" },
        { "a || ", "b" }, { "a + ", "b" }, { "a ?? ", "b" }, { "a ? b : ", "c" }, { "a ? ", "" }, { "a == ", "b" }, { "f(", "" }, { "map(a, x => ", "x" }, { "x => ", "" }, { "len(", "a" },
        { "\"", "" }, { "'\\", "" }, { "\\u", "" }, { "/*", "" }, { "//", "" }, { "$", "" }, { "$?", "" }, { "1", "" }, { "1.", "" }, { "1e", "" }, { ".", "" }, { ",", "" }, { ";", "" }, { "=", "" },
        { "\u0001", "" }, { "é🚀", "" }, { "exists(", "a" }, { "accumulate(", "" }, { "accumulate(a($v: b, ", "" }, { "a count ", "" }, { "a first $x && ", "b" }, { "rule ", "" }, { "rule R { when ", "" }, { "then ", "" },
        { "[a, ", "" }, { "a, ", "" }, { "!(", "a" }, { "-(", "a" }, { "(a)(", "" }, { "a.b(", "" }, { "a = ", "b" }, { "\n", "" }, { "\r", "" }, { "\0", "" }, { "\uFEFF", "" }, { "\uD800", "" },
    };

    [Theory]
    [MemberData(nameof(Repeated))]
    public void One_thing_over_and_over_is_refused_quickly(string unit, string end)
    {
        var (small, large) = (Repeat(unit, 60_000) + end, Repeat(unit, Fuzz.IsLong ? 4_000_000 : 300_000) + end);
        var clock = Stopwatch.StartNew();

        Expression.Parse(small, out _);
        Expression.Parse(large, out _);
        Faults(large);
        Faults($"rule R {{ when {large} then x = 1; }}");
        Faults($"rule R {{ when true then x = {large}; }}");
        Faults($"rule R {{ when true then {large} }}");
        Faults($"rule R {large} {{ when true then x = 1; }}");

        Assert.True(clock.Elapsed < Patience, $"it took {clock.Elapsed}");
    }

    [Fact]
    public void Any_bytes_are_read_or_refused() => Fuzz.Run(1500, dice =>
    {
        var bytes = new byte[dice.Below(200)];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)dice.Below(dice.Chance(0.5) ? 256 : 128);
        Read(Encoding.Latin1.GetString(bytes), dice);
        Read(Encoding.UTF8.GetString(bytes), dice);
    });

    [Fact]
    public void Any_heap_of_words_is_read_or_refused() => Fuzz.Run(3000, dice =>
        Read(string.Join(dice.Of("", " "), dice.Some(40, () => dice.Of(Words))), dice));

    [Fact]
    public void A_rule_file_with_slips_is_read_or_refused_and_every_fault_has_its_place() => Fuzz.Run(2500, dice =>
    {
        var text = dice.Chance(0.1) ? Samples.Purchasing : new RuleDice(dice).Text();
        for (var i = dice.Between(1, 4); i > 0; i--)
            text = Slip(dice, text);
        Read(text, dice);
    });

    [Fact]
    public void A_thousand_operators_in_a_row_are_evaluated_and_more_are_refused()
    {
        foreach (var (unit, end, scope) in new[] { ("a + ", "a", """{"a": 1}"""), ("b && ", "b", """{"b": true}"""), ("z ?? ", "a", """{"a": 7}""") })
        {
            var value = Expression.Parse(string.Concat(Enumerable.Repeat(unit, unit == "z ?? " ? 150 : 900)) + end).Evaluate(ValueJson.Parse(scope));
            Assert.True(value == 901 || value == true || value == 7, value.ToJson());
            Expression.Parse(string.Concat(Enumerable.Repeat(unit, 1100)) + end, out var faults);
            Assert.Equal(RulesCodes.TooDeep, Assert.Single(faults).Code);
        }
    }

    [Theory]
    [InlineData("(", ")")]
    [InlineData("!(", ")")]
    [InlineData("len([", "])")]
    [InlineData("map([1], x => ", ")")]
    public void Nesting_is_evaluated_to_the_limit_and_refused_with_one_fault_beyond(string open, string close)
    {
        Assert.NotNull(Expression.Parse(Nested(60), out _));
        Expression.Parse(Nested(50), out _)!.Evaluate(ValueJson.Parse("""{"a": [1]}"""));
        Assert.Null(Expression.Parse(Nested(3000), out var faults));
        Assert.Equal(RulesCodes.TooDeep, Assert.Single(faults).Code);

        string Nested(int depth) => $"{string.Concat(Enumerable.Repeat(open, depth))}{(open == "!(" ? "true" : "a")}{string.Concat(Enumerable.Repeat(close, depth))}";
    }

    private static string Repeat(string unit, int length) => new StringBuilder(length + unit.Length).Insert(0, unit, length / unit.Length).ToString();

    private static void Faults(string text)
    {
        var rules = RuleSet.Parse(text, out var faults);
        Assert.True(rules is not null || faults.Count > 0);
        Assert.True(faults.Count <= 300, $"{faults.Count} faults are no help to anybody");
    }

    private static void Read(string text, Dice dice)
    {
        if (Expression.Parse(text, out var faults) is { } expression)
            Outcome.Of(() => expression.Evaluate(ExprDice.Scope(dice)));
        else
            Assert.All(faults, f => HasPlace(f, text));
        if (RuleSet.Parse(text, out faults) is { } rules)
            Outcome.Of(() => rules.Evaluate(ExprDice.Scope(dice), new() { MaxFirings = 30, Explain = dice.Chance(0.5) }).Facts);
        Assert.All(faults, f => HasPlace(f, text));
    }

    private static void HasPlace(Fault fault, string text)
    {
        var lines = text.Split('\n');
        Assert.True(fault.Line >= 1 && fault.Line <= lines.Length && fault.Column >= 1 && fault.Column <= lines[fault.Line.Value - 1].Length + 1 && fault.Length >= 1, $"{fault}\nin {text}");
        Assert.False(string.IsNullOrWhiteSpace(fault.Message));
        Assert.Contains(RulesCodes.All, c => c.Code == fault.Code);
    }

    private static string Slip(Dice dice, string text)
    {
        var at = dice.Below(text.Length + 1);
        var length = Math.Min(dice.Below(12), text.Length - at);
        return dice.Below(5) switch
        {
            0 => text.Remove(at, length),
            1 => text.Insert(at, dice.Of(Words)),
            2 => text.Insert(at, text.Substring(at, length)),
            3 => text[..at],
            _ => text.Remove(at, Math.Min(1, text.Length - at)).Insert(at, dice.Of(Words)),
        };
    }
}
