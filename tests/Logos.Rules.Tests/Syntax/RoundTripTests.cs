using Logos.Rules.Expressions;
using Logos.Rules.Faults;
using Logos.Rules.Grl;
using Logos.Rules.Syntax;
using Logos.Rules.Tests.Fuzzing;

namespace Logos.Rules.Tests.Syntax;

public sealed class RoundTripTests
{
    [Fact]
    public void An_expression_that_is_printed_reads_back_as_the_same_tree() => Fuzz.Run(4000, dice =>
    {
        var tree = new ExprDice(dice).Any(dice.Between(1, 6));
        var text = Printer.Print(tree);
        var read = Expression.Parse(text, out var faults);
        Assert.True(read is not null, $"{text}\n{string.Join('\n', faults)}");
        Assert.True(SameTree.Same(tree, read.Root), $"{text}\nreads as\n{Printer.Print(read.Root)}");
    });

    [Fact]
    public void A_rules_condition_that_is_printed_reads_back_as_the_same_tree() => Fuzz.Run(3000, dice =>
    {
        var tree = new ExprDice(dice, grl: true).Condition(dice.Between(1, 6));
        var text = $"rule R {{ when {Printer.Print(tree)} then x = 1; }}";
        var faults = new List<Fault>();
        var rules = GrlParser.Read(text, faults);
        Assert.True(faults.Count == 0, $"{text}\n{string.Join('\n', faults)}");
        Assert.True(SameTree.Same(tree, rules[0].When), $"{text}\nreads as\n{Printer.Print(rules[0].When)}");
    });

    [Theory]
    [InlineData("(a ?? b) ? c : d")]
    [InlineData("a ?? (b ? c : d)")]
    [InlineData("a ?? b ?? c")]
    [InlineData("(a ? b : c) ? d : e")]
    [InlineData("(-3).x")]
    [InlineData("-3.x")]
    [InlineData("- 3")]
    [InlineData("- -a")]
    [InlineData("!(!a)")]
    [InlineData("(not a) == b")]
    [InlineData("not a == b")]
    [InlineData("a == not b")]
    [InlineData("(a < b) == (c < d)")]
    [InlineData("(a == b) == c")]
    [InlineData("a - (b - c)")]
    [InlineData("a && (b && c)")]
    [InlineData("[1, 2][i].x")]
    [InlineData("a[\"true\"][\"in\"][\"x-y\"][\"\"]")]
    [InlineData("a[\"1\"]")]
    [InlineData("a[i + 1].b[2]")]
    [InlineData("1e30 + 1e-40")]
    [InlineData("1e30.x")]
    [InlineData("map(a, (x, i) => x ?? i ? 1 : 2)")]
    [InlineData("\"\\u0000\\u2028\\\"\\\\d\"")]
    public void Brackets_survive_where_they_are_needed(string text)
    {
        var once = Expression.Parse(text).Root;
        var twice = Expression.Parse(Printer.Print(once)).Root;
        Assert.True(SameTree.Same(once, twice), Printer.Print(once));
    }

    [Theory]
    [InlineData("a ?? b ? c : d", "(a ?? b) ? c : d")]
    [InlineData("a || b ? c : d ? e : f", "(a || b) ? c : (d ? e : f)")]
    [InlineData("a ?? b || c", "a ?? (b || c)")]
    [InlineData("a || b && c == d < e + f * -g.h", "a || (b && (c == (d < (e + (f * (-(g.h)))))))")]
    [InlineData("not a == b && c", "(not (a == b)) && c")]
    [InlineData("!a == b", "(!a) == b")]
    [InlineData("a in b == c contains d", "(a in b) == (c contains d)")]
    [InlineData("a - b - c", "(a - b) - c")]
    [InlineData("-a + b", "(-a) + b")]
    public void Operators_bind_as_the_table_says(string text, string bracketed) =>
        Assert.True(SameTree.Same(Expression.Parse(bracketed).Root, Expression.Parse(text).Root), Printer.Print(Expression.Parse(text).Root));
}
