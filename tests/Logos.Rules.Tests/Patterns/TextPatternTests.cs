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
        "(?:a|b)", "(a)", "(?<n>ab)", "(?'m'b)", "(?i)", "(?i:k)", "(?-i)", "(?m)", "(?s)", "(?s:.)", "(?x)", "(?x: a # b\n c)", "(?#none)", "(|a)", "()", "{", "}", "{,2}", "{x}", "]", "\n",
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
            if (Fits(engine, text) is { } fits && fits != ours.IsMatch(text))
                Assert.True(Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking) == ours.IsMatch(text), $"{Value.From(pattern).ToJson()} over {Value.From(text).ToJson()}: {fits}");
        }
    });

    [Theory]
    [InlineData("(?=a)", "look-around")]
    [InlineData("(?!a)", "look-around")]
    [InlineData("(?<=a)", "look-around")]
    [InlineData("(?<!a)", "look-around")]
    [InlineData("(?>a)", "atomic group")]
    [InlineData("(a)\\1", "back-reference")]
    [InlineData("(?<n>a)\\k<n>", "back-reference")]
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

    // Backtracking takes forever over some: those are what our own engine is for.
    private static bool? Fits(Regex engine, string text)
    {
        try
        {
            return engine.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
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
