using Logos.Rules.Expressions;
using Logos.Rules.Expressions.Typing;
using Logos.Rules.Faults;
using Logos.Rules.Syntax;
using Logos.Rules.Tests.Fuzzing;
using Logos.Rules.Values;

namespace Logos.Rules.Tests.Expressions.Typing;

public sealed class SoundnessTests
{
    private static readonly EvaluationOptions Options = new() { Now = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero) };

    [Theory]
    [InlineData(ExpressionMode.Value)]
    [InlineData(ExpressionMode.Condition)]
    public void What_is_told_before_is_met_when_it_is_evaluated(ExpressionMode mode)
    {
        var told = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var met = 0;
        Fuzz.Run(4000, dice =>
        {
            var expression = Expression.Parse(Printer.Print(new ExprDice(dice).Any(dice.Between(1, 6))), mode);
            var scope = new TypedScope(dice);
            var checker = new TypeChecker(scope.TypeOf, mode);
            checker.TypeOf(expression.Root);
            foreach (var finding in checker.Findings.Where(finding => finding.Code != RulesCodes.NeverTrue))
            {
                told[finding.Code] = told.GetValueOrDefault(finding.Code) + 1;
                foreach (var around in Places.Of(expression.Root, finding.At, scope.Value, mode))
                {
                    Assert.True(IsMet(finding, around, mode), $"{expression}\nover {around.Scope}\n{finding.Code} {finding.Message}\nand it is {Outcome.Of(() => Places.Evaluate(finding.At, around.Scope, mode))}");
                    met++;
                }
            }
        });
        TestContext.Current.TestOutputHelper?.WriteLine($"{string.Join(", ", told.Select(code => $"{code.Value} {code.Key}"))}; evaluated {met} times");
        Assert.SkipWhen(Environment.GetEnvironmentVariable("LOGOS_SEED") is not null, "one case tells nothing of the mix");
        Assert.True(met > 300 && told.Count >= 4, $"these cases would prove little: {met} of {told.Values.Sum()}");
    }

    [Theory]
    [InlineData(ExpressionMode.Value)]
    [InlineData(ExpressionMode.Condition)]
    public void A_value_is_of_the_type_that_was_inferred(ExpressionMode mode)
    {
        var narrow = 0;
        Fuzz.Run(4000, dice =>
        {
            var expression = Expression.Parse(Printer.Print(new ExprDice(dice).Any(dice.Between(1, 6))), mode);
            var scope = new TypedScope(dice);
            var type = new TypeChecker(scope.TypeOf, mode).TypeOf(expression.Root);
            var outcome = Outcome.Of(() => expression.Evaluate(scope.Value, Options));
            if (outcome.Fault is not null)
                return;
            narrow += type.Kinds == Kinds.Any ? 0 : 1;
            Assert.True(Holds(type, outcome.Value), $"{expression}\nover {scope.Value}\nis {outcome}, and was to be {type}");
        });
        Assert.SkipWhen(Environment.GetEnvironmentVariable("LOGOS_SEED") is not null, "one case tells nothing of the mix");
        Assert.True(narrow > 1000, $"of {narrow} values something was known: these cases would prove little");
    }

    [Fact]
    public void A_condition_that_is_never_true_is_not_true()
    {
        var never = 0;
        Fuzz.Run(6000, dice =>
        {
            var expression = Expression.Parse(new ConditionDice(dice).Any(dice.Between(1, 4)), ExpressionMode.Condition);
            if (Contradiction.Of(expression.Root) is not { } found)
                return;
            never++;
            for (var i = 0; i < 20; i++)
            {
                Value scope = ValueMap.From(ConditionDice.Names.Select(name => KeyValuePair.Create(name, ConditionDice.Constant(dice))));
                var outcome = Outcome.Of(() => expression.Test(scope));
                Assert.True(outcome.Fault is not null || outcome.Value == false, $"{expression}\nover {scope}\nis true, though {found.Reason}");
            }
        });
        Assert.SkipWhen(Environment.GetEnvironmentVariable("LOGOS_SEED") is not null, "one case tells nothing of the mix");
        Assert.True(never > 500, $"{never} were never true: these cases would prove little");
    }

    private static bool IsMet(Finding finding, Place place, ExpressionMode mode)
    {
        var itself = Outcome.Of(() => Places.Evaluate(finding.At, place.Scope, mode));
        // In a condition what is missing makes arithmetic come to nothing, whatever else is wrong with it.
        if (itself.Fault is not null || mode == ExpressionMode.Condition && itself.Value.IsNull)
            return true;
        switch (finding.Code)
        {
            case RulesCodes.NotABoolean:
                return itself.Value.Kind != ValueKind.Boolean;
            case RulesCodes.OneOutcome:
                return itself.Value == (finding.Message.Contains(" is always true: ", StringComparison.Ordinal) ? Value.True : Value.False);
            default:
                // What is told is the operand; what fails is the operation.
                var whole = Outcome.Of(() => Places.Evaluate(place.Parent!, place.Scope, mode));
                return whole.Fault is not null || mode == ExpressionMode.Condition && whole.Value.IsNull;
        }
    }

    private static bool Holds(StaticType type, Value value) =>
        type.MayBe(StaticType.Of(value.Kind).Kinds) && (!value.IsList || value.AsList().All(item => Holds(type.Items, item)));
}
