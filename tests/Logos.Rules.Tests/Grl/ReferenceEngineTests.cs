using Logos.Rules.Faults;
using Logos.Rules.Grl;
using Logos.Rules.Tests.Fuzzing;

namespace Logos.Rules.Tests.Grl;

public sealed class ReferenceEngineTests
{
    private static readonly RuleOptions Options = new() { MaxFirings = 40, Now = new(2026, 2, 3, 4, 5, 6, TimeSpan.Zero) };

    private static readonly string[] Refusals =
        [RulesCodes.NeverFires, RulesCodes.NotANumber, RulesCodes.DivisionByZero, RulesCodes.NotABoolean, RulesCodes.BadArgument, RulesCodes.NumberTooLarge];

    [Fact]
    public void The_engine_does_what_evaluating_everything_again_does()
    {
        var (ends, firings, refused, failed) = (0, 0, 0, 0);
        Fuzz.Run(3000, dice =>
        {
            var text = new RuleDice(dice).Text();
            var facts = ExprDice.Scope(dice, wrong: 0.02);
            if (RuleSet.Parse(text, out var faults) is not { } rules)
            {
                // Random rules may contradict themselves, and work with what never fits; nothing else is wrong with them.
                Assert.All(faults, f => Assert.True(f.Severity == Severity.Warning || Refusals.Contains(f.Code), $"{text}\n{f}"));
                refused++;
                return;
            }

            var reference = new ReferenceEngine(rules.Rules, facts, Options);
            var expected = Outcome.Of(reference.Run);
            List<string> fired = [];
            var actual = Outcome.Of(() =>
            {
                var result = rules.Evaluate(facts, Options with { Explain = true });
                fired = [.. result.Trace!.Firings.Select(f => f.Rule)];
                return result.Facts;
            });

            var told = $"{text}\nover {facts}\nreference: {expected} fired {string.Join(' ', reference.Fired)}\nengine:    {actual} fired {string.Join(' ', fired)}";
            // The reference knows no limit to what is made.
            Assert.True(expected.Fault?.Code == actual.Fault?.Code || actual.Fault?.Code == RulesCodes.OutputBudget, told);
            if (actual.Fault is not null)
            {
                failed++;
                return;
            }

            Assert.True(expected.Value == actual.Value && reference.Fired.SequenceEqual(fired), told);
            var plain = rules.Evaluate(facts, Options);
            Assert.True(plain.Facts == actual.Value && plain.Fired == fired.Count, $"without explaining: {plain.Facts}\n{told}");
            ends++;
            firings += fired.Count;
        });
        TestContext.Current.TestOutputHelper?.WriteLine($"{ends} came to an end with {firings} firings, {failed} failed, {refused} were refused");
        Assert.SkipWhen(Environment.GetEnvironmentVariable("LOGOS_SEED") is not null, "one case tells nothing of the mix");
        Assert.True(ends > 1000 && firings > 1000, "these cases would prove little");
    }
}
