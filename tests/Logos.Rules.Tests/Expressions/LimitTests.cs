using System.Diagnostics;
using Logos.Rules.Expressions;
using Logos.Rules.Faults;
using Logos.Rules.Values;

namespace Logos.Rules.Tests.Expressions;

public sealed class LimitTests
{
    private static readonly Value Numbers = ValueMap.From([new("l", ValueList.From(Enumerable.Range(0, 2000).Select(i => (Value)i))), new("s", new string('a', 100_000))]);

    [Theory]
    [InlineData("any(l, x => any(l, y => x + y < 0))", RulesCodes.StepBudget)]
    [InlineData("sum(map(l, x => len(filter(l, y => y > x))))", RulesCodes.StepBudget)]
    [InlineData("map(l, x => s in l)", RulesCodes.StepBudget)]
    [InlineData("map(l, x => s contains \"b\")", RulesCodes.StepBudget)]
    [InlineData("any(l, x => s matches \"a*b\")", RulesCodes.StepBudget)]
    [InlineData("any(l, x => len(s) == 0)", RulesCodes.StepBudget)]
    [InlineData("any(l, x => \"a\" matches join([x], \"\"))", RulesCodes.StepBudget)]
    [InlineData("map(l, x => s + s)", RulesCodes.OutputBudget)]
    [InlineData("map(l, x => upper(s))", RulesCodes.OutputBudget)]
    [InlineData("map(l, x => split(s, \"b\"))", RulesCodes.StepBudget)]
    [InlineData("len(map(l, x => json([s])))", RulesCodes.OutputBudget)]
    [InlineData("map(l, x => map(l, y => l))", RulesCodes.StepBudget)]
    [InlineData("map(l, x => [l, l, l, l, l, l, l, l, l, l, l, l, l, l, l, l, l, l])", RulesCodes.OutputBudget)]
    [InlineData("join(l, s)", RulesCodes.OutputBudget)]
    public void An_evaluation_ends_at_its_budget(string text, string code)
    {
        var clock = Stopwatch.StartNew();
        var fault = Assert.Throws<EvaluationException>(() => Expression.Parse(text).Evaluate(Numbers)).Fault;
        Assert.Equal(code, fault.Code);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"it took {clock.Elapsed}");
    }

    [Fact]
    public void A_budget_is_the_callers_to_set()
    {
        var expression = Expression.Parse("sum(l)");
        Assert.Equal(1999000, expression.Evaluate(Numbers, new() { MaxSteps = 2000 }));
        Assert.Equal(RulesCodes.StepBudget, Assert.Throws<EvaluationException>(() => expression.Evaluate(Numbers, new() { MaxSteps = 1999 })).Fault.Code);
        Assert.Equal(RulesCodes.OutputBudget, Assert.Throws<EvaluationException>(() => Expression.Parse("s + s").Evaluate(Numbers, new() { MaxOutput = 199_999 })).Fault.Code);
    }

    [Theory]
    [InlineData("s matches \"(a+)+$\"", true)]
    [InlineData("s matches \"(a|a)*b\"", false)]
    [InlineData("s matches \"(.*.*.*.*.*)x\"", false)]
    public void A_pattern_takes_time_in_proportion_to_its_text(string text, bool expected)
    {
        var clock = Stopwatch.StartNew();
        Assert.Equal(expected, Expression.Parse(text).Evaluate(Numbers));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10), $"it took {clock.Elapsed}");
    }

    [Fact]
    public void Patterns_made_from_data_do_not_pile_up()
    {
        var expression = Expression.Parse("\"x1\" matches \"^\" + n + \"$\"");
        for (var i = 0; i < 1100; i++)
            Assert.Equal(false, expression.Evaluate(ValueMap.From([new("n", i)])));
    }

    [Fact]
    public void A_text_of_64_KiB_is_read_and_a_longer_one_is_not()
    {
        Assert.NotNull(Expression.Parse($"\"{new string('x', Expression.MaxLength - 2)}\"", out _));
        Assert.Null(Expression.Parse($"\"{new string('x', Expression.MaxLength - 1)}\"", out var faults));
        Assert.Equal(RulesCodes.TooLong, Assert.Single(faults).Code);
    }

    [Fact]
    public void An_expression_serves_many_threads_at_once()
    {
        var expression = Expression.Parse("sum(filter(l, x => x % n == 0), x => x * n) + len(s)");
        var expected = Enumerable.Range(1, 8).ToDictionary(n => n, n => Enumerable.Range(0, 2000).Where(x => x % n == 0).Sum(x => (long)x * n) + 100_000);
        var wrong = 0;
        Parallel.For(0, 2000, i =>
        {
            var n = (i % 8) + 1;
            if (expression.Evaluate(Numbers.AsMap().With("n", n)) != expected[n])
                Interlocked.Increment(ref wrong);
        });
        Assert.Equal(0, wrong);
    }

    [Fact]
    public void Nothing_of_one_evaluation_is_left_for_the_next()
    {
        var expression = Expression.Parse("map(l, x => x + missing)");
        Assert.Throws<EvaluationException>(() => expression.Evaluate(Numbers));
        Assert.Equal(Value.Null, Expression.Parse("x").Evaluate(ValueMap.Empty));
        Assert.Equal(Value.Null, Expression.Parse("l").Evaluate(ValueMap.Empty));
    }
}
