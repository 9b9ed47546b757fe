using System.Diagnostics;
using System.Text.RegularExpressions;
using Logos.Rules.Expressions;
using Logos.Rules.Faults;
using Logos.Rules.Patterns;
using Logos.Rules.Tests.Fuzzing;
using Logos.Rules.Values;

namespace Logos.Rules.Tests.Patterns;

public sealed class TextPatternTests
{
    private static readonly string[] Pieces =
    [
        "a", "b", "k", "K", "ß", "é", "日", "_", " ", "1", "9", ".", "\\.", "\\d", "\\D", "\\w", "\\W", "\\s", "\\S", "\\b", "\\B", "^", "$", "\\A", "\\z", "\\Z",
        "[ab]", "[^ab]", "[a-c]", "[]a]", "[^]a]", "[a-z-[b]]", "[\\w-[a-c]]", "[\\]a]", "[a\\-[b]", "[-a]", "[a-]", "\\x61", "\\u0062", "\\cA", "\\n", "\\t", "\\p{L}", "\\P{Lu}", "\\0",
        "(?:a|b)", "(a)", "(?<n>ab)", "(?'m'b)", "(?i)", "(?i:k)", "(?-i)", "(?m)", "(?s)", "(?s:.)", "(?x)", "(?x: a # b\n c)", "(?#none)", "(|a)", "()", "[-[", "[^-[", "[-[a]", "[^-[ab]", "[-[a-c][ab]", "[--[a]]", "[a--[b]]", "[\\--[a]]", "[\\p{L}-[a]]", "[[::]a]", "[[:a:]b]", "[[:a:]", "[b-[:a]]", "[\\c]-b]", "[\\141-\\143-[b]]", "[\\x61-[b]]", "-[", "[", "^-",
        "\\101", "\\141", "\\18", "\\<", "\\'", "{", "}", "{,2}", "{x}", "]", "\n",
    ];

    private static readonly string[] Characters =
    [
        "[", "[", "]", "]", "-", "-", "^", "\\", "\\", "(", ")", "|", "*", "+", "?", "{", "}", ",", ":", "<", ">", "'", "=", "!", "#", "$", ".", " ", "\n",
        "a", "b", "k", "ß", "0", "1", "2", "7", "8", "c", "d", "p", "P", "u", "x", "i", "s", "n", "w", "B", "Z", "p{L}", "u0061", "x5b", "日", "\0", "\uD800",
    ];

    private static readonly string[] Quantifiers = ["", "", "", "*", "+", "?", "*?", "+?", "??", "{2}", "{0}", "{1,}", "{0,2}", "{1,3}?"];

    private static readonly string[] Texts = ["a", "b", "ab", "k", "K", "\u212A", "ß", "é", "É", "日", "_", " ", "1", "9", "\n", "\t", ".", "\\", "]", "[", "-", "{", "}", "\u0001", "\0", "\u200D"];

    [Fact]
    public void A_pattern_fits_where_it_fits_with_the_engine_of_the_runtime() => Fuzz.Run(8_000, dice =>
    {
        var pattern = Random(dice, 3);
        Regex engine;
        try
        {
            engine = new(pattern, RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(200));
        }
        catch (ArgumentException)
        {
            Assert.Null(TextPattern.TryParse(pattern, out _));
            return;
        }

        var ours = TextPattern.TryParse(pattern, out var problem);
        Assert.True(ours is not null, $"{pattern}: {problem}");
        for (var i = 0; i < 5; i++)
        {
            var text = string.Concat(dice.Some(8, () => dice.Of(Texts)));
            // Where a loop goes round over nothing, backtracking misses some: the other engine of the runtime decides.
            if (Fits(engine, text) is { } fits && fits != ours.IsMatch(text) && !IsMisreadByTheRuntime(pattern))
                Assert.True(Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking) == ours.IsMatch(text), $"{Value.From(pattern).ToJson()} over {Value.From(text).ToJson()}: {fits}");
        }
    });

    // `(?:a+|){2}` is to fit anywhere: .NET 10 makes `a{2,}` of it before any of its engines begins.
    private static bool IsMisreadByTheRuntime(string pattern) => Regex.IsMatch(pattern, @"\|\)[+*?{]");

    [Fact]
    public void Whatever_characters_a_pattern_has_it_fits_where_it_does_with_the_runtime_or_is_refused() => Fuzz.Run(15_000, dice =>
    {
        var pattern = string.Concat(dice.Some(12, () => dice.Of(Characters)));
        if (TextPattern.TryParse(pattern, out var problem) is not { } ours)
        {
            Assert.False(IsUnderstood(pattern), $"{Value.From(pattern).ToJson()}: {problem}");
            return;
        }

        var engine = new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        for (var i = 0; i < 3; i++)
        {
            var text = string.Concat(dice.Some(6, () => dice.Of(Texts)));
            Assert.True(engine.IsMatch(text) == ours.IsMatch(text), $"{Value.From(pattern).ToJson()} over {Value.From(text).ToJson()}");
        }
    });

    [Fact]
    public void Nothing_but_its_own_faults_leaves_an_evaluation_whatever_the_pattern() => Fuzz.Run(5_000, dice =>
    {
        var pattern = string.Concat(dice.Some(12, () => dice.Of(Characters)));
        var scope = ValueMap.From([new("p", pattern), new("t", string.Concat(dice.Some(6, () => dice.Of(Texts))))]);
        try
        {
            Assert.NotEqual(Value.Null, Expression.Parse("t matches p").Evaluate(scope));
        }
        catch (EvaluationException e)
        {
            Assert.True(e.Fault.Code is RulesCodes.BadPattern or RulesCodes.StepBudget, e.Fault.Message);
        }

        if (Expression.Parse($"t matches {Value.From(pattern).ToJson()}", out var faults) is null)
            Assert.All(faults, fault => Assert.Equal(RulesCodes.BadPattern, fault.Code));
    });

    [Theory]
    [InlineData("[-[\\]{}()*+?.,\\\\^$|#\\s]", "a,b", true)]
    [InlineData("[-[(]", "x(", true)]
    [InlineData("^[-[\\w]+$", "[a-b", true)]
    [InlineData("[-[a]", "-", true)]
    [InlineData("[^-[a]", "a[-", false)]
    [InlineData("[-[a-c][ab]", "b#bbb ", true)]
    [InlineData("[a-z-[b]]", "b", false)]
    [InlineData("^\\101$", "A", true)]
    [InlineData("^a{0000000000000000000000000000002}$", "aa", true)]
    public void A_pattern_is_read_as_the_runtime_reads_it(string pattern, string text, bool fits)
    {
        Assert.Equal(fits, Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant));
        Assert.Equal(fits, TextPattern.Parse(pattern).IsMatch(text));
    }

    [Theory]
    [InlineData("(a", "close the group with `)`")]
    [InlineData("a)", "open the group with `(`")]
    [InlineData("[a", "close the set with `]`")]
    [InlineData("*", "nothing stands before it")]
    [InlineData("(?=a)", "without backtracking")]
    [InlineData("(a)\\1", "without backtracking")]
    [InlineData("\\1", "without backtracking")]
    public void A_hint_fits_what_is_wrong(string pattern, string hint)
    {
        Assert.Null(TextPattern.TryParse(pattern, out _, out var told));
        Assert.Contains(hint, told);
    }

    [Theory]
    [InlineData("(?=a)", "look-around")]
    [InlineData("(?!a)", "look-around")]
    [InlineData("(?<=a)", "look-around")]
    [InlineData("(?<!a)", "look-around")]
    [InlineData("(?>a)", "atomic group")]
    [InlineData("(a)\\1", "back-reference")]
    [InlineData("(?<n>a)\\k<n>", "back-reference")]
    [InlineData("(?<n>a)\\<n>", "back-reference")]
    [InlineData("(a)\\'1'", "back-reference")]
    [InlineData("(a)(?(1)b|c)", "condition")]
    [InlineData("(?<n>a)(?<m-n>b)", "balancing group")]
    [InlineData("\\Ga", "\\G")]
    [InlineData("([a-c]{0,500}){0,20}x", "10,000 places")]
    [InlineData("((a{1000}){1000}){1000}", "10,000 places")]
    [InlineData("(((){2000000000}){2000000000}a){20000}", "10,000 places")]
    public void What_cannot_be_had_is_refused_by_its_name(string pattern, string problem)
    {
        Assert.Null(TextPattern.TryParse(pattern, out var told));
        Assert.Contains(problem, told);
    }

    [Fact]
    public void A_pattern_may_be_neither_long_nor_deep()
    {
        Assert.NotNull(TextPattern.TryParse(new string('a', 9_000), out _));
        Assert.Null(TextPattern.TryParse(new string('a', 10_001), out _));
        Assert.NotNull(TextPattern.TryParse(new string('(', 150) + new string(')', 150), out _));
        Assert.Null(TextPattern.TryParse(new string('(', 2_000) + new string(')', 2_000), out _));
    }

    public static TheoryData<string> Hostile =>
    [
        "any(L, x => t matches \"([a-c]{0,500}){0,2}\" + x)",
        "any(L, x => t matches \"[^x]{0,1000}[^y]{0,1000}[^z]{0,1000}[^w]{0,1000}!\" + x)",
        "any(L, x => t matches \"(a|b|c)*a(a|b|c){1000}!\" + x)",
        "any(L, x => t matches \"(a?){4000}!\" + x)",
        "any(L, x => w matches \"\\\\w+!\" + x)",
        "any(L, x => x matches d)",
        "any(L, x => t matches d + x)",
        "t matches \"([a-c]{0,2000}){0,2}!\"",
    ];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Whatever_the_pattern_the_budget_ends_an_expression_soon(string text)
    {
        var scope = ValueMap.From(new Dictionary<string, Value>
        {
            ["L"] = ValueList.From(Enumerable.Range(0, 100_000).Select(i => Value.From($"x{i}"))),
            ["t"] = string.Concat(Enumerable.Range(0, 200_000).Select(i => "abc"[(i + (i >> 3)) % 3])),
            ["w"] = new string('日', 500_000),
            ["d"] = string.Concat(Enumerable.Range(0, 3_000).Select(i => $"[{(char)(0x4e00 + i)}a]?")),
        });
        var expression = Expression.Parse(text);
        var watch = Stopwatch.StartNew();
        var fault = Assert.Throws<EvaluationException>(() => expression.Evaluate(scope)).Fault;
        Assert.True(fault.Code is RulesCodes.StepBudget or RulesCodes.BadPattern, fault.Message);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"took {watch.Elapsed}");
    }

    private static bool IsUnderstood(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking) is not null;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    // Backtracking takes forever over some, or runs out of its stack: those are what our own engine is for.
    private static bool? Fits(Regex engine, string text)
    {
        try
        {
            return engine.IsMatch(text);
        }
        catch (Exception e) when (e is RegexMatchTimeoutException or OverflowException)
        {
            return null;
        }
    }

    private static string Random(Dice dice, int depth)
    {
        var parts = dice.Some(4, () => (depth > 0 && dice.Chance(0.25) ? $"({dice.Of("", "?:", "?i:", "?s:")}{Random(dice, depth - 1)})" : dice.Of(Pieces)) + dice.Of(Quantifiers));
        return string.Concat(parts) + (dice.Chance(0.2) && depth > 0 ? "|" + Random(dice, depth - 1) : "");
    }
}
