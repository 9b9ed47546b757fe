using Logos.Rules.Expressions;
using Logos.Rules.Syntax;
using Logos.Rules.Tests.Fuzzing;
using Logos.Rules.Values;

namespace Logos.Rules.Tests.Expressions;

public sealed class CompilerTests
{
    private static readonly DateTimeOffset Now = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero);

    [Theory]
    [InlineData(ExpressionMode.Value)]
    [InlineData(ExpressionMode.Condition)]
    public void Compiled_is_interpreted(ExpressionMode mode) => Fuzz.Run(3000, dice =>
    {
        var text = Printer.Print(new ExprDice(dice).Any(dice.Between(1, 6)));
        var expression = Expression.Parse(text, mode);
        var scope = ExprDice.Scope(dice);
        var options = new EvaluationOptions { Now = Now };

        var compiled = Outcome.Of(() => expression.Evaluate(scope, options));
        var frame = new Frame { Scope = scope };
        frame.Begin(options);
        var interpreted = Outcome.Of(() => new Interpreter(frame, mode).Evaluate(expression.Root));

        Assert.True(compiled == interpreted, $"{text}\nover {scope}\ncompiled:    {compiled}\ninterpreted: {interpreted}");
    });

    [Fact]
    public void A_test_is_the_truth_of_the_value() => Fuzz.Run(1500, dice =>
    {
        var text = Printer.Print(new ExprDice(dice).Condition(dice.Between(1, 6)));
        var expression = Expression.Parse(text, ExpressionMode.Condition);
        var scope = ExprDice.Scope(dice);

        var value = Outcome.Of(() => expression.Evaluate(scope) is var v && v.IsNull ? false : v);
        var test = Outcome.Of(() => expression.Test(scope));

        if (value.Fault is not null || value.Value.Kind == ValueKind.Boolean)
            Assert.True(value == test, $"{text}\nover {scope}\nvalue: {value}\ntest:  {test}");
        else
            Assert.Equal("LGS1203", test.Fault?.Code);
    });

    [Fact]
    public void Half_of_the_random_expressions_have_a_value()
    {
        var (values, faults) = (0, 0);
        for (var seed = 0; seed < 500; seed++)
        {
            var dice = new Dice(seed);
            var text = Printer.Print(new ExprDice(dice).Any(4));
            if (Outcome.Of(() => Expression.Parse(text).Evaluate(ExprDice.Scope(dice))).Fault is null)
                values++;
            else
                faults++;
        }

        Assert.True(values > 200 && faults > 20, $"{values} values, {faults} faults: these tests would prove little.");
    }
}
